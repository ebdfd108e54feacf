/* measure_fit.c - one measure's terms against one municipality, and the reasons. */
#include "navigator/measure_impl.h"

#include "navigator/draft.h"
#include "navigator/lists.h"

/* ---- terms ----------------------------------------------------------------------- */

enum err
nav_rule(struct arena *a, const struct places_index *x, struct str json, bool en, struct rule *ret,
    struct str *ret_problem)
{
	/* every kind of applicant there is: known of anyone, so the answer is never «unknown» */
	const struct str never = S(
	    "{\"none\":[{\"field\":\"applicant\",\"op\":\"in\",\"value\":"
	    "[\"municipality\",\"institution\",\"tos\",\"ngo\",\"business\",\"resident\"]}]}");
	struct match_places finder = nav_places(x);
	struct rule_problems problems = { 0 };
	enum err e = rule_parse(a, json, &finder, en, ret, &problems);

	*ret_problem = STR_NONE;
	if (e != E_INPUT)
		return e;
	*ret_problem = problems.n > 0 ? problems.p[0].text : S("?");
	problems.n = 0;
	return rule_parse(a, never, &finder, en, ret, &problems);
}

/* A measure for one village concerns the district that the village lies in. */
enum err
nav_terms_places(struct arena *a, const struct places_index *x, const int64_t *ids, size_t n,
    struct nav_terms *t)
{
	enum { EACH = 32 };
	int now[EACH];

	t->bounded = n > 0;
	t->n_places = 0;
	t->places = arena_array(a, int64_t, 2 * EACH * n + 1);
	if (t->places == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < n; i++) {
		int at = places_by_id(x, ids[i]);
		size_t k = at >= 0 ? places_now(x, at, now, EACH) : 0;

		while (k-- > 0) {
			int up = places_municipality(x, now[k]);

			t->places[t->n_places++] = x->p[now[k]].id;
			if (up >= 0 && up != now[k])
				t->places[t->n_places++] = x->p[up].id;
		}
	}
	return OK;
}

enum err
nav_measure_any(struct web_thread *th, struct db *db, struct arena *a, struct str key,
    int32_t today, bool en, struct measure *ret)
{
	const struct places_index *x;
	int64_t *ids;

	TRY(q_measure_get(db, a, key, &ret->row));
	TRY(places_get(th, &x));
	TRY(q_places_of(db, a, ret->row.id, &ret->places));
	ids = arena_array(a, int64_t, ret->places.n + 1);
	if (ids == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < ret->places.n; i++)
		ids[i] = ret->places.p[i].place;
	TRY(nav_terms_places(a, x, ids, ret->places.n, &ret->terms));
	ret->terms.applicants = (uint64_t)ret->row.applicants;
	ret->status = status_of(ret->row.opens, ret->row.closes, today);
	return nav_rule(a, x, ret->row.rule, en, &ret->terms.rule, &ret->rule_problem);
}

enum err
nav_measure(struct web_thread *th, struct db *db, struct arena *a, struct str key, int32_t today,
    bool en, struct measure *ret)
{
	TRY(nav_measure_any(th, db, a, key, today, en, ret));
	return ret->row.state == MEASURE_PUBLISHED ? OK : E_NOT_FOUND;
}

/* ---- verdicts -------------------------------------------------------------------- */

bool
nav_reaches(const struct nav_terms *t, const struct passport *p)
{
	if (!t->bounded)
		return true;
	for (size_t i = 0; i < p->n_places; i++)
		for (size_t k = 0; k < t->n_places; k++)
			if (p->places[i] == t->places[k])
				return true;
	return false;
}

static bool
theirs(const struct nav_terms *t, uint64_t applicant)
{
	return t->applicants == 0 || (t->applicants & applicant) != 0;
}

enum verdict
nav_verdict(const struct nav_terms *t, const struct passport *p, uint64_t applicant)
{
	if (!theirs(t, applicant) || !nav_reaches(t, p))
		return MATCH_NO;
	return rule_eval(&t->rule, p, applicant);
}

enum err
nav_fit(struct arena *a, const struct nav_terms *t, const struct passport *p, uint64_t applicant,
    bool en, struct nav_fit *ret)
{
	TRY(match_explain(a, &t->rule, p, applicant, en, &ret->answer));
	ret->outside = !nav_reaches(t, p);
	ret->not_theirs = !theirs(t, applicant);
	ret->verdict = ret->outside || ret->not_theirs ? MATCH_NO : ret->answer.verdict;
	return OK;
}

enum match_level
nav_level(int64_t level)
{
	return level == 1 ? LEVEL_FEDERAL : level == 2 ? LEVEL_REGION : LEVEL_LOCAL;
}

int
nav_days(struct opt_int closes, int32_t today)
{
	return closes.has ? (int)(closes.v - today) : MATCH_NO_DEADLINE;
}

/* ---- applicants ------------------------------------------------------------------ */

uint64_t
nav_applicant(struct str code, uint64_t admitted)
{
	int no = list_no(LIST_applicant, code);

	if (no > 0)
		return (uint64_t)1 << (no - 1);
	if (admitted == 0 || (admitted & MATCH_BIT(applicant, municipality)) != 0)
		return MATCH_BIT(applicant, municipality);
	return admitted & (~admitted + 1); /* its lowest bit */
}

struct str
nav_mask_words(const struct ui *ui, enum list l, int64_t mask)
{
	struct buf b;

	buf_init(&b, ui->arena, 2 * KiB);
	for (int no = 1; no <= list_size(l); no++) {
		if (!(mask >> (no - 1) & 1))
			continue;
		if (b.n > 0)
			buf_put(&b, S(", "));
		buf_put(&b, list_label(ui, l, no));
	}
	return buf_str(&b);
}

struct str
nav_applicants(const struct ui *ui, uint64_t mask)
{
	return nav_mask_words(ui, LIST_applicant, (int64_t)mask);
}

/* ---- reasons --------------------------------------------------------------------- */

struct str
nav_where(const struct ui *ui, const struct q_places_of_rows *places)
{
	enum { SHOWN = 4 };
	struct buf b;

	if (places->n == 0)
		return tr(ui, "вся Россия");
	buf_init(&b, ui->arena, 16 * KiB);
	for (size_t i = 0; i < places->n && i < SHOWN; i++) {
		if (i > 0)
			buf_put(&b, S(", "));
		buf_put(&b, places->p[i].name);
	}
	if (places->n > SHOWN)
		buf_put(&b, trf(ui, " и ещё %1", ui_num(ui, (int64_t)(places->n - SHOWN))));
	return buf_str(&b);
}

static enum err
push(const struct ui *ui, struct nav_strs *v, struct str s)
{
	TRY(s.p ? OK : E_NOMEM);
	v->p[v->n++] = s;
	(void)ui;
	return OK;
}

enum err
nav_reasons(const struct ui *ui, const struct nav_terms *t, struct str where,
    const struct nav_fit *fit, struct nav_strs *ret)
{
	const struct match_answer *ans = &fit->answer;
	bool aside = fit->outside || fit->not_theirs;

	*ret = (struct nav_strs){ arena_array(ui->arena, struct str, ans->n_lines + 3), 0 };
	if (ret->p == NULL)
		return E_NOMEM;
	if (fit->outside)
		TRY(push(ui, ret, trf(ui, "Мера действует в другом месте: %1", where)));
	if (fit->not_theirs)
		TRY(push(ui, ret,
		    trf(ui, "Заявку подаёт другой заявитель: %1",
			nav_applicants(ui, t->applicants))));
	for (size_t i = 0; i < ans->n_lines; i++) {
		const struct match_line *l = &ans->lines[i];

		if (l->why.n == 0 || !l->decides || (aside && l->verdict != MATCH_NO))
			continue;
		if (aside && ans->verdict != MATCH_NO) /* the rule itself does not refuse */
			continue;
		if ((fit->not_theirs && l->field == MF_applicant) ||
		    (fit->outside && l->field == MF_territory)) /* said already */
			continue;
		TRY(push(ui, ret, l->why));
	}
	if (ret->n == 0) /* nothing is asked, or only who applies and where */
		TRY(push(ui, ret, tr(ui, "Особых условий нет")));
	return OK;
}
