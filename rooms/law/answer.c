/* answer.c - the engine over the tables: built from the editions of a day, its quotes cut out of
 * what is stored. */
#include "law/answer.h"

#include "gen/law/q.h"
#include "law/answer_impl.h"
#include "law/situations.h"
#include "law/units_told.h"
#include "text/text.h"

#define KEEP_BYTES (512 * MiB)	/* of an asker beside the index */
#define BUILD_BYTES (1024 * MiB)	/* texts, while it is built */
#define INDEX_BYTES (512 * MiB)

const char *
law_outcome_name(enum law_outcome o)
{
	static const char *const names[] = { "grounded", "no_match", "unavailable" };

	return names[o];
}

/* ---- building ------------------------------------------------------------------------- */

struct building {
	struct law_asker *k;
	struct arena *a;	/* until it is built */
	bool learn;
	VEC(struct ask_unit) units;
};

static enum err
keep(struct arena *a, struct str s, struct str *ret)
{
	*ret = s.n > 0 ? str_dup(a, s) : S("");
	return ret->p ? OK : E_NOMEM;
}

/* The innermost heading; articles of one chapter come together and share it. */
static struct str
chapter_kept(struct law_asker *k, const struct law_article *art)
{
	struct str name = art->chapter.n > 0 ? art->chapter : art->section;

	if (k->units.n > 0 && str_eq(k->units.p[k->units.n - 1].chapter, name))
		return k->units.p[k->units.n - 1].chapter;
	return name.n > 0 ? str_dup(k->arena, name) : S("");
}

static enum err
unit_row(void *ctx, const struct law_act *act, const struct law_edition *ed,
    const struct law_article *art)
{
	struct building *b = ctx;
	struct law_asker *k = b->k;
	struct law_unit u = { .act = act, .article = art->article, .version = art->version,
		.since = ed->since, .chapter = chapter_kept(k, art), .said = S("") };
	struct ask_unit x = { .id = (int64_t)k->units.n, .act = (uint32_t)(act - k->acts.p) };

	if (u.chapter.p == NULL)
		return E_NOMEM;
	TRY(keep(k->arena, art->eid, &u.eid));
	TRY(keep(k->arena, art->number, &u.number));
	TRY(keep(k->arena, art->title, &u.title));
	x.article = u.number;
	x.title = u.title;
	TRY(keep(b->a, art->section, &x.section));
	TRY(keep(b->a, art->chapter, &x.chapter));
	TRY(keep(b->a, art->text, &x.text));
	TRY(VEC_PUSH(k->arena, &k->units, u));
	return VEC_PUSH(b->a, &b->units, x);
}

/* One list of the written and the learned. */
static enum err
learn(struct building *b, struct db *db, struct ask_source *src)
{
	struct law_asker *k = b->k;
	struct law_learned l = { 0 };

	if (b->learn)
		TRY(law_learned_read(db, k->arena, &k->acts, &l));
	k->n_written = src->n_situations;
	k->n_situations = src->n_situations + l.n;
	k->answer = l.answer;
	k->situation = arena_array(k->arena, struct ask_situation, k->n_situations + 1);
	if (k->situation == NULL)
		return E_NOMEM;
	if (k->n_written > 0)
		memcpy(k->situation, src->situation, k->n_written * sizeof *k->situation);
	if (l.n > 0)
		memcpy(k->situation + k->n_written, l.p, l.n * sizeof *k->situation);
	src->situation = k->situation;
	src->n_situations = k->n_situations;
	return OK;
}

static enum err
read_all(struct building *b, struct db *db, struct ask_source *src)
{
	struct law_asker *k = b->k;
	struct ask_act *acts;
	struct law_edits edits;

	TRY(law_load(db, k->arena, &k->acts));
	TRY(law_each(db, b->a, &k->acts, k->day, true, unit_row, b));
	TRY(law_situations_read(db, k->arena, src, &edits));
	TRY(learn(b, db, src));
	TRY(law_units_tell(k->arena, b->a, src, &edits, k->units.p, k->units.n));
	acts = arena_array(b->a, struct ask_act, k->acts.n + 1);
	if (acts == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < k->acts.n; i++) {
		const struct law_act *act = &k->acts.p[i];

		acts[i] = (struct ask_act){ law_act_code(act), act->shrt, act->number,
			act->title };
	}
	src->act = acts;
	src->n_acts = k->acts.n;
	src->unit = b->units.p;
	src->n_units = b->units.n;
	return OK;
}

static enum err
build(struct building *b, struct db *db, struct text_words *w)
{
	struct ask_source src = { 0 };
	enum err e;

	TRY(db_read_begin(db));
	e = read_all(b, db, &src);
	db_read_end(db);
	TRY(e);
	return src.n_units > 0 ? ask_build(w, &src, INDEX_BYTES, &b->k->ix) : OK;
}

enum err
law_asker_new(
    struct db *db, struct text_words *w, int32_t day, bool learn, struct law_asker **ret)
{
	struct arena *a = arena_new(KEEP_BYTES);
	struct building b = { .k = a ? arena_make(a, struct law_asker) : NULL,
		.a = arena_new(BUILD_BYTES), .learn = learn };
	int64_t start = time_mono_us();
	enum err e = E_NOMEM;

	if (b.k != NULL && b.a != NULL) {
		*b.k = (struct law_asker){ .arena = a, .day = day };
		e = build(&b, db, w);
	}
	arena_free(b.a);
	if (e != OK) {
		if (b.k != NULL)
			ask_free(b.k->ix);
		arena_free(a);
		return e;
	}
	log_line(LOG_INFO, "answers_ready", "articles=%zu situations=%zu ms=%lld", b.k->units.n,
	    b.k->n_situations, (long long)((time_mono_us() - start) / 1000));
	*ret = b.k;
	return OK;
}

void
law_asker_free(struct law_asker *k)
{
	if (k == NULL)
		return;
	ask_free(k->ix);
	arena_free(k->arena);
}

/* ---- what lawyers see of it ---------------------------------------------------------------- */

struct law_units
law_asker_units(const struct law_asker *k)
{
	return (struct law_units){ k->units.p, k->units.n };
}

const struct law_unit *
law_asker_unit(const struct law_asker *k, int64_t article)
{
	for (size_t i = 0; i < k->units.n; i++)
		if (k->units.p[i].article == article)
			return &k->units.p[i];
	return NULL;
}

const struct ask_index *
law_asker_index(const struct law_asker *k)
{
	return k->ix;
}

size_t
law_asker_rows(const struct law_asker *k)
{
	return k->n_situations;
}

struct law_row
law_asker_row(const struct law_asker *k, size_t i)
{
	return (struct law_row){ &k->situation[i],
		i < k->n_written ? 0 : k->answer[i - k->n_written] };
}

/* ---- answering ---------------------------------------------------------------------------- */

/* The smallest unit with an address that holds the range; odd ones have none to be published. */
static struct str
unit_holding(const struct tree *t, size_t from, size_t to)
{
	struct str best = S("");
	size_t len = SIZE_MAX;

	for (size_t i = 0; i < t->n; i++) {
		const struct tree_node *u = &t->p[i];

		if (u->from > from || u->to < to || u->to - u->from >= len || u->eid.n == 0)
			continue;
		if (str_find(u->eid, S("--")) >= 0)
			continue;
		best = u->eid;
		len = u->to - u->from;
	}
	return best;
}

struct law_quote
law_near(const struct law_asker *k, struct arena *a, int64_t id)
{
	const struct law_unit *u = &k->units.p[id];

	return (struct law_quote){ .act = u->act, .since = u->since, .eid = u->eid,
		.number = u->number, .title = u->title, .unit = S(""), .unit_name = S(""),
		.text = S(""), .words = S(""), .situation = S(""), .change_url = S(""),
		.url = law_url(a, u->act, u->since, u->eid, S("")), .ref = S("") };
}

struct str
law_asked_as(const struct law_asker *k, int32_t situation, int32_t question)
{
	const struct ask_words *q;

	if (situation < 0 || (size_t)situation >= k->n_situations)
		return S("");
	q = &k->situation[situation].questions;
	return question >= 0 && (size_t)question < q->n ? q->p[question] : S("");
}

static enum err
quote(const struct law_asker *k, struct db *db, struct arena *a, const struct ask_quote *q,
    struct law_quote *ret)
{
	const struct law_unit *u = &k->units.p[q->unit];
	struct law_article art = { .eid = u->eid, .number = u->number, .title = u->title };
	struct law_quote r = law_near(k, a, q->unit);
	struct q_version_text v;
	struct tree t;

	TRY(q_version_text(db, a, (struct version_id){ u->version }, &v));
	if (q->from >= q->to || q->to > v.body.n)
		return E_NOT_FOUND; /* not the text that the index was built from */
	TRY(tree_parse(a, v.body, u->act->names, &t));
	r.text = (struct str){ v.body.p + q->from, q->to - q->from };
	r.unit = unit_holding(&t, q->from, q->to);
	if (r.unit.n > 0)
		r.unit_name = law_unit_name(a, &t, u->act->names, r.unit);
	r.url = law_url(a, u->act, u->since, u->eid, r.unit);
	r.ref = law_ref(a, u->act, &art, &t, r.unit);
	r.words = q->words.p ? q->words : S("");
	r.situation = law_asked_as(k, q->situation, q->question);
	r.score = q->score;
	r.named = q->named;
	*ret = r;
	return r.url.p && r.ref.p ? OK : E_NOMEM;
}

static enum err
quotes(const struct law_asker *k, struct db *db, struct arena *a, const struct ask_answer *said,
    int32_t today, struct law_answer *r)
{
	for (size_t i = 0; i < said->n; i++) {
		if (r->outcome == LAW_GROUNDED) {
			TRY(quote(k, db, a, &said->quote[i], &r->quote[i]));
			TRY(law_change_find(
			    db, a, &k->units.p[said->quote[i].unit], r->day, today, &r->quote[i]));
		} else {
			r->quote[i] = law_near(k, a, said->quote[i].unit);
		}
		r->n++;
	}
	return law_meant_fill(k, a, said, r);
}

struct law_answer
law_unavailable(const struct law_question *q)
{
	return (struct law_answer){ .outcome = LAW_UNAVAILABLE, .day = q->day, .outside = S(""),
		.mended = S(""), .after = S(""), .search = q->text, .chosen = S(""),
		.lead = S(""), .model = S("") };
}

enum err
law_ask(const struct law_asker *k, struct db *db, struct text_words *w, struct arena *a,
    const struct law_question *q, int32_t today, struct law_answer *ret)
{
	struct law_answer r = law_unavailable(q);
	int64_t unit = law_unit_of(k, q->in);
	struct ask_answer said;
	enum err e;

	TRY(law_join(w, a, q, &r.after, &r.search));
	*ret = r;
	if (k->ix == NULL)
		return OK;
	TRY(ask_within(k->ix, w, a, r.search, unit, &said));
	r.outcome = said.outcome == ASK_GROUNDED ? LAW_GROUNDED : LAW_NO_MATCH;
	r.reason = said.reason;
	r.sure = said.sure;
	r.outside = said.outside.p ? said.outside : S("");
	r.mended = said.mended.p ? said.mended : S("");
	r.wide = said.wide;
	if (unit >= 0)
		r.chosen = law_unit_topic(a, &k->units.p[unit]);
	e = quotes(k, db, a, &said, today, &r);
	if (e == E_NOT_FOUND)
		return OK; /* an edition was replaced meanwhile: what was found is not there */
	TRY(e);
	*ret = r;
	return OK;
}
