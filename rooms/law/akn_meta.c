/* akn_meta.c - what stands before the text: which work, which edition, its life, its notes. */
#include "calendar/calendar.h"
#include "doc/xml.h"
#include "gen/law/q.h"
#include "law/akn.h"

static struct str
iso(struct arena *a, int64_t day)
{
	struct buf b;

	buf_init(&b, a, 32);
	put_day_iso(&b, (int32_t)day);
	return buf_str(&b);
}

void
akn_empty(struct akn *k, const char *name, const char *attr, struct str value)
{
	xml_open(k->x, name);
	xml_attr(k->x, attr, value);
	xml_close(k->x);
}

static void
dated(struct akn *k, struct str day, const char *what)
{
	xml_open(k->x, "FRBRdate");
	xml_attr(k->x, "date", day);
	xml_attr(k->x, "name", str_c(what));
	xml_close(k->x);
}

/* What each level of the library says in the same order. */
static void
level(struct akn *k, const char *name, struct str uri, const char *end, struct str day,
    const char *what, const char *author)
{
	xml_line(k->x);
	xml_open(k->x, name);
	akn_empty(k, "FRBRthis", "value", str_fmt(k->a, "%.*s/!main%s", FMT(uri), end));
	akn_empty(k, "FRBRuri", "value", str_fmt(k->a, "%.*s%s", FMT(uri), end));
	if (strcmp(name, "FRBRWork") == 0) {
		xml_open(k->x, "FRBRalias");
		xml_attr(k->x, "value", k->act->full);
		xml_attr(k->x, "name", S("title"));
		xml_close(k->x);
	}
	dated(k, day, what);
	akn_empty(k, "FRBRauthor", "href", str_c(author));
}

static void
identification(struct akn *k)
{
	const struct law_act *act = k->act;
	struct str rest, place, land = str_cut(act->key, '/', &rest);
	struct str country = str_cut(land, '-', &place);
	struct str work = str_fmt(k->a, "/akn/%.*s/act/%.*s", FMT(land), FMT(rest));
	struct str since = iso(k->a, k->ed->since);
	struct str expression = str_fmt(k->a, "%.*s/rus@%.*s", FMT(work), FMT(since));

	xml_open(k->x, "identification");
	xml_attr(k->x, "source", S("#veche"));
	level(k, "FRBRWork", work, "", iso(k->a, act->adopted), "Generation", "#issuer");
	akn_empty(k, "FRBRcountry", "value", country);
	akn_empty(k, "FRBRsubtype", "value", str_c(law_kinds[act->kind].code));
	if (act->number.n > 0)
		akn_empty(k, "FRBRnumber", "value", act->number);
	akn_empty(k, "FRBRname", "value", act->shrt);
	xml_close(k->x);
	level(k, "FRBRExpression", expression, "", since, "Generation", "#issuer");
	akn_empty(k, "FRBRlanguage", "language", S("rus"));
	xml_close(k->x);
	level(k, "FRBRManifestation", expression, ".xml",
	    iso(k->a, day_of(k->ed->loaded, 0)), "Generation", "#veche");
	xml_close(k->x);
	xml_line(k->x);
	xml_close(k->x);
}

static void
event(struct akn *k, int n, int64_t day, const char *type)
{
	xml_open(k->x, "eventRef");
	xml_attr(k->x, "eId", str_fmt(k->a, "eventRef_%d", n));
	xml_attr(k->x, "date", iso(k->a, day));
	xml_attr(k->x, "source", S("#issuer"));
	xml_attr(k->x, "type", str_c(type));
	xml_close(k->x);
}

/* Adopted, changed by each edition up to this one, repealed. */
static void
lifecycle(struct akn *k)
{
	int n = 1;

	xml_line(k->x);
	xml_open(k->x, "lifecycle");
	xml_attr(k->x, "source", S("#veche"));
	event(k, n++, k->act->adopted, "generation");
	for (size_t i = 1; i < k->act->n_editions && k->act->editions[i].since <= k->ed->since; i++)
		event(k, n++, k->act->editions[i].since, "amendment");
	if (k->act->repealed.has)
		event(k, n, k->act->repealed.v, "repeal");
	xml_close(k->x);
}

static void
organization(struct akn *k, const char *eid, struct str href, struct str name)
{
	xml_open(k->x, "TLCOrganization");
	xml_attr(k->x, "eId", str_c(eid));
	xml_attr(k->x, "href", href);
	xml_attr(k->x, "showAs", name);
	xml_close(k->x);
}

static void
references(struct akn *k)
{
	static const char *const issuers[LAW_LEVELS] = { [LAW_FEDERAL] = "Российская Федерация",
		[LAW_REGIONAL] = "Субъект Российской Федерации",
		[LAW_MUNICIPAL] = "Муниципальное образование" };
	struct str rest, land = str_cut(k->act->key, '/', &rest);

	xml_line(k->x);
	xml_open(k->x, "references");
	xml_attr(k->x, "source", S("#veche"));
	organization(k, "veche", S("/ontology/organization/veche"), S("Вече"));
	organization(k, "issuer", str_fmt(k->a, "/ontology/organization/%.*s", FMT(land)),
	    str_c(issuers[k->act->level]));
	xml_close(k->x);
}

static enum err
note(void *ctx, const struct q_akn_notes *r)
{
	struct akn *k = ctx;

	xml_open(k->x, "note");
	xml_attr(k->x, "eId", str_fmt(k->art, "note_%lld", (long long)r->sort + 1));
	xml_open(k->x, "p");
	xml_text(k->x, r->notes);
	xml_close(k->x);
	xml_close(k->x);
	arena_reset(k->art);
	return OK;
}

/* Notes of articles; an act without them has no such element. */
static enum err
notes(struct akn *k)
{
	struct buf *b = k->x->out;
	size_t before = b->n, empty;

	xml_line(k->x);
	xml_open(k->x, "notes");
	xml_attr(k->x, "source", S("#veche"));
	xml_line(k->x);
	empty = b->n;
	TRY(q_akn_notes(k->db, (struct edition_id){ k->ed->id }, note, k));
	TRY(buf_err(b));
	if (b->n == empty) {
		b->n = before;
		k->x->depth--;
		return OK;
	}
	xml_close(k->x);
	return OK;
}

enum err
akn_meta(struct akn *k)
{
	xml_open(k->x, "meta");
	identification(k);
	lifecycle(k);
	references(k);
	TRY(notes(k));
	xml_line(k->x);
	xml_close(k->x);
	return OK;
}

static void
words(struct akn *k, struct str s)
{
	xml_open(k->x, "p");
	xml_text(k->x, s);
	xml_close(k->x);
}

void
akn_preface(struct akn *k)
{
	xml_line(k->x);
	xml_open(k->x, "preface");
	xml_attr(k->x, "eId", S("preface"));
	xml_open(k->x, "p");
	xml_open(k->x, "docTitle");
	xml_attr(k->x, "eId", S("preface__docTitle"));
	xml_text(k->x, k->act->full);
	xml_close(k->x);
	xml_close(k->x);
	if (k->act->digest)
		words(k, S("Изложение своими словами, не официальный текст."));
	if (k->ed->note.n > 0)
		words(k, k->ed->note);
	xml_close(k->x);
}
