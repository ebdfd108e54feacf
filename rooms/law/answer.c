/* answer.c - the engine over the tables: built from the editions of a day, its quotes cut out of
 * what is stored. */
#include "law/answer.h"

#include <pthread.h>

#include "calendar/calendar.h"
#include "gen/law/q.h"
#include "law/law_impl.h"
#include "law/situations.h"
#include "law/units_told.h"
#include "text/text.h"

#define KEEP_BYTES (512 * MiB)	/* of an asker beside the index */
#define BUILD_BYTES (1024 * MiB)	/* texts, while it is built */
#define INDEX_BYTES (512 * MiB)
#define CACHE 65536

struct law_asker {
	struct arena *arena;
	struct law_index acts;
	struct ask_index *ix;
	VEC(struct law_unit) units;
	struct ask_situation *situation;	/* written, then learned */
	size_t n_situations, n_written;
	const int64_t *answer;			/* of a learned one */
	int32_t day;
};

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

static enum err
unit_row(void *ctx, const struct law_act *act, const struct law_edition *ed,
    const struct law_article *art)
{
	struct building *b = ctx;
	struct law_asker *k = b->k;
	struct law_unit u = { .act = act, .article = art->article, .version = art->version,
		.since = ed->since, .said = S("") };
	struct ask_unit x = { .id = (int64_t)k->units.n, .act = (uint32_t)(act - k->acts.p) };

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

/* ---- the one of today ------------------------------------------------------------------- */

#define DAY_BITS 20

static struct snap *shared;
static pthread_once_t once = PTHREAD_ONCE_INIT;
/* The loader has the connection alone; the words it needs are those of the thread that asks. */
static _Thread_local struct text_words *loading_words;
static _Thread_local bool loading_learn;

static void
let_go(void *data)
{
	law_asker_free(data);
}

static enum err
load(struct db *db, int64_t key, void **ret, void (**ret_free)(void *))
{
	struct law_asker *k;

	TRY(law_asker_new(
	    db, loading_words, (int32_t)(key & ((1 << DAY_BITS) - 1)), loading_learn, &k));
	*ret = k;
	*ret_free = let_go;
	return OK;
}

static void
make_snap(void)
{
	shared = snap_new(load);
}

enum err
law_asker_get(struct web_thread *th, const struct law_asker **ret)
{
	int32_t today = day_of(time_now(), (int)thread_portal(th)->set->time_zone);
	int64_t version;
	void *data;

	pthread_once(&once, make_snap);
	if (shared == NULL)
		return E_NOMEM;
	loading_words = thread_words(th);
	loading_learn = thread_portal(th)->set->law_learn;
	TRY(version_get(th, "law", &version));
	TRY(snap_get(shared, th, version << DAY_BITS | today, &data));
	*ret = data;
	return OK;
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

static struct law_quote
near(const struct law_asker *k, struct arena *a, int64_t id)
{
	const struct law_unit *u = &k->units.p[id];

	return (struct law_quote){ .act = u->act, .since = u->since, .eid = u->eid,
		.number = u->number, .title = u->title, .unit = S(""), .unit_name = S(""),
		.text = S(""), .words = S(""), .situation = S(""),
		.url = law_url(a, u->act, u->since, u->eid, S("")), .ref = S("") };
}

static enum err
quote(const struct law_asker *k, struct db *db, struct arena *a, const struct ask_quote *q,
    struct law_quote *ret)
{
	const struct law_unit *u = &k->units.p[q->unit];
	struct law_article art = { .eid = u->eid, .number = u->number, .title = u->title };
	struct law_quote r = near(k, a, q->unit);
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
	if (q->situation >= 0 && (size_t)q->situation < k->n_situations) {
		const struct ask_situation *s = &k->situation[q->situation];

		if (q->question >= 0 && (size_t)q->question < s->questions.n)
			r.situation = s->questions.p[q->question];
	}
	r.score = q->score;
	r.named = q->named;
	*ret = r;
	return r.url.p && r.ref.p ? OK : E_NOMEM;
}

static struct law_answer
unavailable(const struct law_asker *k)
{
	return (struct law_answer){ .outcome = LAW_UNAVAILABLE, .day = k->day, .outside = S(""),
		.mended = S("") };
}

static enum err
quotes(const struct law_asker *k, struct db *db, struct arena *a, const struct ask_answer *said,
    struct law_answer *r)
{
	for (size_t i = 0; i < said->n; i++) {
		if (r->outcome == LAW_GROUNDED)
			TRY(quote(k, db, a, &said->quote[i], &r->quote[i]));
		else
			r->quote[i] = near(k, a, said->quote[i].unit);
		r->n++;
	}
	for (size_t i = 0; i < said->n_choices; i++)
		r->choice[r->n_choices++] = near(k, a, said->choice[i]);
	return OK;
}

enum err
law_ask(const struct law_asker *k, struct db *db, struct text_words *w, struct arena *a,
    struct str question, struct law_answer *ret)
{
	struct law_answer r = unavailable(k);
	struct ask_answer said;
	enum err e;

	*ret = r;
	if (k->ix == NULL)
		return OK;
	TRY(ask(k->ix, w, a, question, &said));
	r.outcome = said.outcome == ASK_GROUNDED ? LAW_GROUNDED : LAW_NO_MATCH;
	r.reason = said.reason;
	r.sure = said.sure;
	r.outside = said.outside.p ? said.outside : S("");
	r.mended = said.mended.p ? said.mended : S("");
	r.wide = said.wide;
	e = quotes(k, db, a, &said, &r);
	if (e == E_NOT_FOUND)
		return OK; /* an edition was replaced meanwhile: what was found is not there */
	TRY(e);
	*ret = r;
	return OK;
}

/* ---- as JSON -------------------------------------------------------------------------------- */

static void
put_member(struct buf *b, const char *key, struct str value)
{
	buf_fmt(b, "\"%s\": \"", key);
	put_json(b, value);
	buf_putc(b, '"');
}

static void
put_quote(struct buf *b, const struct law_quote *q)
{
	buf_putz(b, "{\"act\": {");
	put_member(b, "short", q->act->shrt);
	buf_putz(b, ", ");
	put_member(b, "number", q->act->number);
	buf_putz(b, ", ");
	put_member(b, "title", q->act->title);
	buf_putz(b, "}, ");
	put_member(b, "article", q->number);
	buf_putz(b, ", ");
	put_member(b, "title", q->title);
	buf_putz(b, ", ");
	put_member(b, "unit", q->unit);
	buf_putz(b, ", \"edition\": \"");
	put_day_iso(b, q->since);
	buf_putz(b, "\", ");
	put_member(b, "text", q->text);
	buf_putz(b, ", ");
	put_member(b, "url", q->url);
	buf_fmt(b, ", \"score\": %.4f}", q->score);
}

static void
put_list(struct buf *b, const char *key, const struct law_quote *q, size_t n)
{
	buf_fmt(b, ", \"%s\": [", key);
	for (size_t i = 0; i < n; i++) {
		if (i > 0)
			buf_putz(b, ", ");
		put_quote(b, &q[i]);
	}
	buf_putc(b, ']');
}

void
law_answer_json(struct buf *b, const struct law_answer *said)
{
	static const char *const reasons[] = { [ASK_NONE] = "", [ASK_EMPTY] = "empty",
		[ASK_ORDER] = "order", [ASK_LANGUAGE] = "language", [ASK_ABSENT] = "absent",
		[ASK_NO_LAW] = "no_law", [ASK_WEAK] = "weak" };
	bool grounded = said->outcome == LAW_GROUNDED;

	buf_fmt(b, "\"outcome\": \"%s\"", law_outcome_name(said->outcome));
	put_list(b, "quotes", said->quote, grounded ? said->n : 0);
	if (said->outcome == LAW_NO_MATCH) {
		buf_fmt(b, ", \"reason\": \"%s\"", reasons[said->reason]);
		if (said->outside.n > 0) {
			buf_putz(b, ", ");
			put_member(b, "outside", said->outside);
		}
		put_list(b, "nearest", said->quote, said->n);
	}
	if (said->wide)
		put_list(b, "choices", said->choice, said->n_choices);
	buf_putz(b, ", \"as_of\": \"");
	put_day_iso(b, said->day);
	buf_putc(b, '"');
}
