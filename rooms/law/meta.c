/* meta.c - what is known of an act besides its text: a row of acts.csv, options, what all know. */
#include "law/law_impl.h"

#include "calendar/calendar.h"
#include "places/places.h"
#include "text/text.h"

struct str
law_file_act(struct str name, struct str *ret_edition)
{
	struct str rest, head = str_cut(name, '@', &rest);
	struct str edition = STR_NONE;
	size_t n = 0;

	if (rest.p != NULL) { /* fz59@2025-03-30.jsonl */
		while (n < rest.n && ((rest.p[n] >= '0' && rest.p[n] <= '9') || rest.p[n] == '-'))
			n++;
		edition = (struct str){ rest.p, n };
	} else {
		head = str_cut(name, '.', &rest);
	}
	if (ret_edition != NULL)
		*ret_edition = edition;
	return head;
}

/* ---- acts.csv --------------------------------------------------------------------- */

#define META_COLUMNS(X) \
	X(act, act) X(shrt, short) X(number, number) X(title, title) X(kind, kind) \
	X(adopted, adopted) X(edition, edition_from) X(level, level) X(oktmo, oktmo) \
	X(digest, digest) X(source, source) X(see, see) X(repealed, repealed) X(note, note) \
	X(last, last_amendment_in_text)

struct look { struct arena *keep; struct str act, edition; struct law_meta *ret; bool found; };

static struct str
cell(const struct csv_row *row, const char *name, struct arena *keep)
{
	struct str v = csv_get(row, name);

	return v.n > 0 ? str_dup(keep, v) : STR_NONE;
}

static enum err
csv_meta(void *ctx, struct import *im, const struct csv_row *row, enum import_did *ret_did)
{
	struct look *l = ctx;
	struct str edition = csv_get(row, "edition_from");

	(void)im;
	*ret_did = IMPORT_SAME;
	if (l->found || !str_eq(csv_get(row, "act"), l->act))
		return OK;
	if (l->edition.n > 0 && !str_eq(edition, l->edition))
		return OK;
#define GET(field, column) l->ret->field = cell(row, #column, l->keep);
	META_COLUMNS(GET)
#undef GET
	l->found = true;
	return OK;
}

enum err
law_meta_find(struct import *im, struct str csv, struct str act, struct str edition,
    struct law_meta *ret, bool *ret_found)
{
	struct look l = { .keep = im->arena, .act = act, .edition = edition, .ret = ret };
	struct import aside = { .db = im->db, .arena = im->arena, .row = arena_new(16 * MiB),
		.now = im->now, .today = im->today, .dry_run = true };
	enum err e;

	*ret_found = false;
	if (aside.row == NULL)
		return E_NOMEM;
	e = import_csv(&aside, csv, csv_meta, &l);
	arena_free(aside.row);
	TRY(e);
	*ret_found = l.found;
	return OK;
}

struct law_meta
law_meta_join(struct law_meta over, struct law_meta under)
{
	struct law_meta m = under;

#define OVER(field, column) m.field = over.field.n > 0 ? over.field : under.field;
	META_COLUMNS(OVER)
#undef OVER
	return m;
}

/* ---- what all know ------------------------------------------------------------------ */

static const struct {
	const char *number, *shrt;
	enum law_kind kind;
	const char *adopted;
} known[] = {
#define KNOWN(number, shrt, kind, adopted) { number, shrt, LAW_##kind, adopted },
#include "law/known.def"
#undef KNOWN
};

void
law_meta_known(struct arena *a, struct law_meta *m)
{
	struct str shrt = m->shrt.n > 0 ? m->shrt : m->number;

	(void)a;
	for (size_t i = 0; i < LEN(known); i++) {
		if (!str_is(m->number, known[i].number) || !str_starts(shrt, str_c(known[i].shrt)))
			continue;
		if (m->kind.n == 0)
			m->kind = str_c(law_kinds[known[i].kind].code);
		if (m->adopted.n == 0)
			m->adopted = str_c(known[i].adopted);
		return;
	}
}

/* ---- what it means -------------------------------------------------------------------- */

/* The first date in «pdf of 13.01.2026». */
static bool
day_within(struct str s, int32_t *ret)
{
	for (size_t i = 0; i + 10 <= s.n; i++)
		if (s.p[i] >= '0' && s.p[i] <= '9' &&
		    day_parse((struct str){ s.p + i, 10 }, ret))
			return true;
	return false;
}

static struct str
bad_day(struct arena *a, const char *what, struct str v)
{
	return str_fmt(a, "%s: «%.*s» не дата; напишите 2006-05-02 или 02.05.2006", what,
	    FMT(utf8_cut(v, 40)));
}

static bool
days_ready(struct arena *a, struct law_draft *d, struct str *why)
{
	const struct law_meta *m = &d->meta;
	int32_t day;

	if (m->adopted.n == 0)
		*why = S("нет дня принятия: столбец adopted в acts.csv или ключ --adopted");
	else if (!day_parse(m->adopted, &d->adopted))
		*why = bad_day(a, "adopted", m->adopted);
	else if (m->edition.n > 0 && !day_parse(m->edition, &d->since))
		*why = bad_day(a, "edition_from", m->edition);
	else if (m->repealed.n > 0 && !day_parse(m->repealed, &day))
		*why = bad_day(a, "repealed", m->repealed);
	if (why->n > 0)
		return false;
	if (m->repealed.n > 0)
		d->repealed = (struct opt_int){ day, true };
	if (m->edition.n > 0)
		return true;
	d->since = d->adopted;
	if (day_within(m->last, &d->since) && d->note.n == 0)
		d->note = S("Начало редакции не указано: взята последняя поправка, "
			    "названная в тексте");
	else if (d->note.n == 0)
		d->note = S("Начало редакции не указано: взят день принятия");
	return true;
}

static bool
kind_ready(struct arena *a, struct law_draft *d, struct str *why)
{
	struct str kind = d->meta.kind;
	int k = law_kind_find(kind);

	if (kind.n == 0) {
		for (int i = 0; i < LAW_KINDS && k < 0; i++)
			if (str_starts(
				text_fold(a, d->meta.title), text_fold(a, str_c(law_kinds[i].ru))))
				k = i;
		if (k < 0)
			k = str_ends(d->meta.number, S("-ФЗ")) ? LAW_fz : -1;
	}
	if (k < 0) {
		*why = kind.n == 0 ? S("нет вида акта: столбец kind в acts.csv или ключ --kind "
				       "(fz, kodeks, resh, post …)") :
				     str_fmt(a,
					 "вид «%.*s» неизвестен: fz, kodeks, zakon, ukaz, post, "
					 "rasp, prikaz, resh, ustav, pravila, inoe",
					 FMT(utf8_cut(kind, 40)));
		return false;
	}
	d->kind = (enum law_kind)k;
	return true;
}

static bool
level_ready(struct arena *a, struct law_draft *d, struct str *why)
{
	static const char *const levels[] = { "federal", "regional", "municipal" };
	struct str level = d->meta.level;

	d->level = d->meta.oktmo.n > 0 ? LAW_MUNICIPAL : LAW_FEDERAL;
	if (level.n == 0)
		return true;
	for (int i = 0; i < LAW_LEVELS; i++) {
		if (str_is(level, levels[i])) {
			d->level = (enum law_level)i;
			if (i == LAW_FEDERAL || d->meta.oktmo.n > 0)
				return true;
			*why = S("нет территории: столбец oktmo или ключ --oktmo с кодом ОКТМО");
			return false;
		}
	}
	*why = str_fmt(a, "уровень «%.*s» неизвестен: federal, regional или municipal",
	    FMT(utf8_cut(level, 40)));
	return false;
}

static bool
see_ready(struct law_draft *d, struct str *why)
{
	static const char *const sees[] = { "all", "signed", "territory" };
	struct str digest = d->meta.digest;

	d->digest = digest.n > 0 && !str_is(digest, "0") && !str_is(digest, "no");
	d->see = SEE_ALL;
	for (int i = 0; i < (int)LEN(sees) && d->meta.see.n > 0; i++) {
		if (str_is(d->meta.see, sees[i])) {
			d->see = i;
			break;
		}
		if (i == (int)LEN(sees) - 1) {
			*why = S("see: кому видно — all, signed или territory");
			return false;
		}
	}
	if (d->see == SEE_TERRITORY && !d->place.has) {
		*why = S("видно только своей территории, а территория не названа: укажите oktmo");
		return false;
	}
	return true;
}

static enum err
place_ready(struct web_thread *th, struct arena *a, struct law_draft *d, struct str *land,
    struct str *why)
{
	const struct places_index *x;
	int at;

	*land = S("ru");
	if (d->meta.oktmo.n == 0)
		return OK;
	TRY(places_get(th, &x));
	at = places_by_code(x, d->meta.oktmo);
	if (at < 0) {
		*why = str_fmt(a, "территории с кодом «%.*s» нет: загрузите территории или "
				  "исправьте oktmo", FMT(utf8_cut(d->meta.oktmo, 40)));
		return OK;
	}
	d->place = (struct opt_int){ x->p[at].id, true };
	*land = str_fmt(a, "ru-%.*s", FMT(x->p[at].code));
	return OK;
}

/* «59-ФЗ» → 59; «425/43-7» → 425-43-7; without a number the title speaks. */
static struct str
number_slug(struct arena *a, const struct law_draft *d)
{
	struct str n = d->meta.number, slug;

	if (str_ends(n, S("-ФЗ")) || str_ends(n, S("-фз")))
		n.n -= S("-ФЗ").n;
	else if (str_ends(n, S("-ФКЗ")))
		n.n -= S("-ФКЗ").n;
	slug = text_slug(a, n, 60);
	return slug.n > 0 ? slug : text_slug(a, d->meta.title, 60);
}

/* «Федеральный закон от … № … «О персональных данных»» is called by what stands in quotes. */
static void
bare_title(struct law_draft *d)
{
	struct str t = d->meta.title, in = S("«");
	ptrdiff_t at = str_find(t, in);

	if (!str_starts(t, str_c(law_kinds[d->kind].ru)) || at < 0 || !str_ends(t, S("»")))
		return;
	at += (ptrdiff_t)in.n;
	if ((size_t)at + 2 * in.n < t.n)
		d->meta.title = (struct str){ t.p + at, t.n - (size_t)at - S("»").n };
}

enum err
law_draft_ready(struct web_thread *th, struct arena *a, struct law_draft *d, struct str *ret_why)
{
	struct law_meta *m = &d->meta;
	struct str land, slug;
	const char *kind;
	struct buf b;

	*ret_why = S("");
	d->note = m->note.p ? m->note : S("");
	if (m->title.n == 0) {
		*ret_why = S("нет названия акта: столбец title в acts.csv или ключ --title");
		return OK;
	}
	if (m->shrt.n == 0)
		m->shrt = m->number.n > 0 ? m->number : utf8_cut(m->title, 60);
	law_meta_known(a, m);
	if (!kind_ready(a, d, ret_why) || !days_ready(a, d, ret_why) || !level_ready(a, d, ret_why))
		return OK;
	bare_title(d);
	TRY(place_ready(th, a, d, &land, ret_why));
	if (ret_why->n > 0 || !see_ready(d, ret_why))
		return OK;
	slug = number_slug(a, d);
	/* a code of the country is a federal law: its address is that of the law */
	kind = d->kind != LAW_kodeks ? law_kinds[d->kind].code :
	    d->level == LAW_FEDERAL  ? "fz" : "zakon";
	buf_init(&b, a, 4 * KiB);
	buf_fmt(&b, "%.*s/%s/", FMT(land), kind);
	put_day_iso(&b, d->adopted);
	buf_fmt(&b, "/%.*s", FMT(slug));
	TRY(buf_err(&b));
	d->key = buf_str(&b);
	if (slug.n == 0)
		*ret_why = S("у акта нет ни номера, ни названия, из которых получится адрес");
	return OK;
}
