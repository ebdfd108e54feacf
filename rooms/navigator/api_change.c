/* api_change.c - a measure corrected by a program: what the curators' form does, by token. */
#include "navigator/api_impl.h"

#include "gen/navigator/q.h"
#include "navigator/curate.h"

#define RUBLES_MAX INT64_C(100000000000000)

NAV_API_LIST(level)
NAV_API_LIST(money)
NAV_API_LIST(applicant)
NAV_API_LIST(stage)
NAV_API_LIST(recurrence)
NAV_API_LIST(unit)

static const int states[] = { MEASURE_DRAFT, MEASURE_REVIEW, MEASURE_PUBLISHED, MEASURE_ARCHIVED };
_Static_assert(NAV_API_PUBLISHED == MEASURE_PUBLISHED, "one state, two names");

struct str nav_api_state(int state) { return str_c(measure_state_code(state)); }

const char *
nav_api_state_at(int i)
{
	return i >= 0 && (size_t)i < LEN(states) ? measure_state_code(states[i]) : NULL;
}

/* ---- what is taken ------------------------------------------------------------------- */

/* The fields of the form, by the names of our own JSON; the rule and the parts have more shape than
 * one value and stay with the pages. */
struct change_in {
	struct str title, summary, level, money, backer, recurrence, amount_unit, what, who,
	    how_much, own_share, source_title, source_url, note, parent, state;
	struct opt_int opens, closes, checked, amount_min, amount_max;
	struct opt_real cofinance_min, cofinance_max;
	struct api_strs applicants, stages, topics, territories;
	bool demo;
};
#define API_OBJECT struct change_in
static const struct api_input change_inputs[] = {
	API_IN(title, STR, N_("Название"), .min = 1, .max = 300),
	API_IN(summary, STR, N_("Коротко"), .min = 1, .max = 2000),
	API_IN(level, CODE, N_("Уровень"), .values = level_at),
	API_IN(money, CODE, N_("Что дают"), .values = money_at),
	API_IN(backer, STR, N_("Кто предоставляет"), .min = 1, .max = 300),
	API_IN(opens, DAY, N_("Приём с"), .null = true),
	API_IN(closes, DAY, N_("Приём до"), .null = true),
	API_IN(recurrence, CODE, N_("Как часто"), .values = recurrence_at),
	API_IN(amount_min, OINT, N_("Сумма от, ₽"), .null = true, .max = RUBLES_MAX),
	API_IN(amount_max, OINT, N_("Сумма до, ₽"), .null = true, .max = RUBLES_MAX),
	API_IN(amount_unit, CODE, N_("Сумма на что"), .null = true, .values = unit_at),
	API_IN(cofinance_min, OREAL, N_("Своя доля от, %"), .null = true, .max = 100),
	API_IN(cofinance_max, OREAL, N_("Своя доля до, %"), .null = true, .max = 100),
	API_IN(applicants, CODES, N_("Кто может подать"), .null = true, .values = applicant_at),
	API_IN(stages, CODES, N_("Стадии проекта"), .null = true, .values = stage_at),
	API_IN(topics, STRS, N_("Темы"), .null = true, .max = DRAFT_PARTS),
	API_IN(territories, STRS, N_("Территории, ОКТМО"), .null = true, .max = DRAFT_PARTS),
	API_IN(what, STR, N_("На что дают"), .null = true, .max = 20000),
	API_IN(who, STR, N_("Кому"), .null = true, .max = 20000),
	API_IN(how_much, STR, N_("Сколько"), .null = true, .max = 20000),
	API_IN(own_share, STR, N_("Своя доля словами"), .null = true, .max = 20000),
	API_IN(source_title, STR, N_("Источник"), .null = true, .max = 300),
	API_IN(source_url, STR, N_("Адрес источника"), .null = true, .max = 500),
	API_IN(checked, DAY, N_("Проверено"), .null = true),
	API_IN(note, STR, N_("Примечание для кураторов"), .null = true, .max = 20000),
	API_IN(parent, STR, N_("Ключ федеральной меры"), .null = true, .max = 80),
	API_IN(demo, BOOL, N_("Учебный пример"), .null = false),
	API_IN(state, CODE, N_("Состояние записи; не всякий шаг есть из всякого состояния"),
	    .values = nav_api_state_at),
};
#undef API_OBJECT
const struct api_body nav_change_body = { "MeasurePatch",
	N_("Что изменить; не названное остаётся"), change_inputs, LEN(change_inputs), true };
_Static_assert(LEN(change_inputs) <= 32, "a bit for each");

struct changing {
	struct curated c;
	struct draft mine;
	struct edit_form form;
	struct change_in in;
	uint32_t given;
	bool wrote;
};

/* ---- the fields -------------------------------------------------------------------------- */

static struct str
joined(struct arena *a, const struct api_strs *v, char sep)
{
	struct buf b;

	buf_init(&b, a, 64 * KiB);
	for (size_t i = 0; i < v->n; i++) {
		if (i > 0)
			buf_putc(&b, sep);
		buf_put(&b, v->p[i]);
	}
	return b.n > 0 ? buf_str(&b) : S("");
}

/* A value as it would be typed in the form. */
static struct str
typed(struct req *rq, const struct api_input *f, const struct change_in *in)
{
	const void *v = (const char *)in + f->off;
	const struct opt_int *n = v;
	const struct opt_real *r = v;

	switch ((int)f->type) {
	case API_DAY: return n->has ? ui_day_field(&rq->ui, (int32_t)n->v) : S("");
	case API_OINT: return n->has ? str_fmt(rq->arena, "%lld", (long long)n->v) : S("");
	case API_OREAL: return r->has ? str_fmt(rq->arena, "%.10g", r->v) : S("");
	case API_BOOL: return *(const bool *)v ? S("1") : S("");
	case API_CODES: return joined(rq->arena, v, ',');
	case API_STRS: return joined(rq->arena, v, '\n');
	default: return *(const struct str *)v;
	}
}

/* The form's own checks read what a browser sent: here it is what one would have sent. */
static enum err
check(struct req *rq, struct changing *ch, struct measure_id *ret_parent)
{
	const struct http_req *real = rq->in;
	struct http_req sent = *real;
	enum err e = edit_form_pairs(rq, &ch->form, &sent.form);

	rq->in = &sent;
	if (e == OK)
		e = curate_check(rq, &ch->form, &ch->mine, ret_parent);
	rq->in = real;
	return e;
}

/* What was not named stays to the letter, whatever the form would have made of it. */
static void
keep_others(struct changing *ch)
{
	for (int k = 0; k < DF_N; k++)
		if (!api_given(&nav_change_body, ch->given, draft_fields[k].name))
			draft_take(&ch->mine, &ch->c.d, (enum draft_at)k);
}

static enum err
fields(struct req *rq, struct changing *ch)
{
	struct measure_id parent = { 0 };
	bool any = false;

	ch->mine = ch->c.d;
	TRY(edit_form_of(rq, &ch->c.d, &ch->form));
	for (size_t i = 0; i < LEN(change_inputs); i++) {
		enum draft_at f = draft_field_find(str_c(change_inputs[i].name));

		if (f == DF_N || !(ch->given >> i & 1))
			continue;
		ch->form.text[f] = typed(rq, &change_inputs[i], &ch->in);
		any = true;
	}
	if (!any)
		return OK;
	TRY(check(rq, ch, &parent));
	keep_others(ch);
	if (draft_diff(rq->arena, &ch->mine, &ch->c.d) == 0)
		return OK;
	TRY(curate_write(rq, &ch->c.d, &ch->mine, false, parent));
	ch->wrote = true;
	return curate_audit(rq, &ch->c, "navigator.change", S(""));
}

/* ---- the state ----------------------------------------------------------------------------- */

static enum err
no_step(struct req *rq, const struct curated *c, int to)
{
	bool gate = !c->may.publish &&
	    (to == MEASURE_PUBLISHED || c->kept.state == MEASURE_PUBLISHED);

	return problem(rq, "state",
	    gate ?
		tr(&rq->ui,
		    "Публикует и убирает опубликованное куратор этой территории или "
		    "федеральный. Черновик можно отдать на проверку: review.") :
		tr(&rq->ui, "Такого шага из нынешнего состояния нет."));
}

static enum err
not_ready(struct req *rq, const struct nav_strs *missing)
{
	struct buf b;

	buf_init(&b, rq->arena, 4 * KiB);
	for (size_t i = 0; i < missing->n; i++) {
		buf_put(&b, i > 0 ? S("; ") : S(""));
		buf_put(&b, missing->p[i]);
	}
	return problem(rq, "state", trf(&rq->ui, "Пока не публикуем: %1.", buf_str(&b)));
}

static enum err
step(struct req *rq, struct changing *ch)
{
	int to = measure_state_of(ch->in.state);
	struct nav_strs missing = { 0 };

	if (!api_given(&nav_change_body, ch->given, "state"))
		return OK;
	if (ch->wrote) /* its territories may be others now, and what was missing may be there */
		TRY(curate_open(rq, &ch->c));
	if (to == ch->c.kept.state)
		return OK;
	if (!curate_may_step(&ch->c, to))
		return no_step(rq, &ch->c, to);
	if (to == MEASURE_PUBLISHED)
		TRY(curate_lacks(rq, &ch->c, &missing));
	if (missing.n > 0)
		return not_ready(rq, &missing);
	TRY(curate_step(rq, &ch->c, to));
	ch->wrote = true;
	ch->c.kept.state = to;
	return OK;
}

/* ---- PATCH /api/v1/measures/{key} ------------------------------------------------------------ */

static enum err
record(struct req *rq, const struct curated *c, struct measure_out *ret)
{
	return nav_api_record(rq, c->kept.id.v, c->kept.entry.v, c->kept.state, ret);
}

enum err
nav_api_own(struct req *rq, struct measure_out *ret)
{
	struct curated *c;

	if (rq->viewer == NULL || !(rq->scopes & SCOPE_MEASURES_WRITE))
		return E_NOT_FOUND;
	c = arena_make(rq->arena, struct curated);
	if (c == NULL)
		return E_NOMEM;
	TRY(curate_open(rq, c));
	return c->may.edit ? record(rq, c, ret) : E_NOT_FOUND;
}

/* Taken until the transaction ends, and the same that the program has read. */
static enum err
held(struct req *rq, struct curated *c)
{
	struct measure_out out;
	int64_t n;

	TRY(curate_open(rq, c));
	if (!c->may.edit)
		return E_DENIED;
	TRY(q_claim(rq->db, c->kept.id, c->kept.version, &n));
	if (n == 0)
		return E_STALE;
	TRY(record(rq, c, &out));
	return api_match(rq, api_tag(rq, &nav_measure_schema, &out));
}

enum err
nav_api_change(struct req *rq)
{
	struct changing *ch = arena_make(rq->arena, struct changing);
	struct measure_out out;
	struct api_page page;

	if (ch == NULL)
		return E_NOMEM;
	TRY(api_ask(rq, &page));
	TRY(db_begin(rq->db));
	TRY(held(rq, &ch->c));
	TRY(api_read(rq, &ch->in, &ch->given));
	TRY(fields(rq, ch));
	TRY(step(rq, ch));
	TRY(record(rq, &ch->c, &out));
	TRY(api_answer_tagged(rq, &out));
	if (ch->wrote)
		return db_commit(rq->db);
	db_rollback(rq->db); /* all as it was: the turn that was taken is given back */
	return OK;
}
