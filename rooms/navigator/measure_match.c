/* measure_match.c - «Подходит ли нам»: the verdict, its conditions and the place in the list. */
#include "gen/navigator/u.h"
#include "navigator/measure_view.h"

/* ---- conditions as a tree of rows ------------------------------------------------ */

/* «Росстат, 2024»; the tree itself needs no naming. */
static struct str
source_of(const struct req *rq, const struct places_index *x, int place, enum match_field f)
{
	const struct ui *ui = &rq->ui;
	struct place_from from = { 0 };
	struct str v, name;

	if (f == MF_territory || f == MF_applicant || f == MF_N)
		return S("");
	v = places_value(x, place, match_fields[f].code, rq->arena, &from);
	if (v.p == NULL || v.n == 0)
		return S("");
	name = from.source.n > 0 ? places_source(ui, &from) : tr_z(ui, match_fields[f].source);
	if (from.year.has)
		return trf(ui, "Источник: %1, %2", name,
		    str_fmt(rq->arena, "%lld", (long long)from.year.v));
	return trf(ui, "Источник: %1", name);
}

static void
line_from(const struct req *rq, const struct places_index *x, const struct nav_asker *who,
    const struct match_line *l, struct measure_line *ret)
{
	*ret = (struct measure_line){
		.judged = true, .verdict = l->verdict, .text = l->text, .why = l->why
	};
	if (l->kind != RULE_LEAF)
		return;
	if (l->verdict != MATCH_UNKNOWN) { /* `why` says the condition too */
		ret->text = l->why;
		ret->why = source_of(rq, x, who->place, l->field);
		return;
	}
	if (l->field != MF_N && l->field != MF_territory)
		ret->fill = str_fmt(rq->arena, "/places/%.*s/passport#f-%s", FMT(who->code),
		    match_fields[l->field].code);
}

/* Rows deeper than the one before them become its kids. */
static struct view_measure_lines
nest(struct measure_line *rows, const int *depth, size_t n, struct measure_line *out, size_t *at,
    size_t *used)
{
	size_t count = 0, first = *used, i = *at;
	int mine = i < n ? depth[i] : 0;

	for (size_t k = i; k < n && depth[k] >= mine; k++)
		count += depth[k] == mine;
	*used += count;
	for (size_t k = 0; k < count; k++) {
		out[first + k] = rows[i++];
		if (i < n && depth[i] > mine)
			out[first + k].kids = nest(rows, depth, n, out, &i, used);
	}
	*at = i;
	return (struct view_measure_lines){ out + first, count };
}

enum err
nav_lines_nest(struct arena *a, struct measure_line *rows, const int *depth, size_t n,
    struct view_measure_lines *ret)
{
	struct measure_line *out = arena_array(a, struct measure_line, n + 1);
	size_t at = 0, used = 0;

	if (out == NULL)
		return E_NOMEM;
	*ret = nest(rows, depth, n, out, &at, &used);
	return OK;
}

enum err
nav_words_tree(struct arena *a, const struct rule *r, bool en, struct view_measure_lines *ret)
{
	struct rule_lines words;
	struct measure_line *rows;
	int *depth;

	TRY(rule_write_words(a, r, en, &words));
	rows = arena_array(a, struct measure_line, words.n + 1);
	depth = arena_array(a, int, words.n + 1);
	if (rows == NULL || depth == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < words.n; i++) {
		rows[i] = (struct measure_line){ .text = words.p[i].text };
		depth[i] = words.p[i].depth;
	}
	return nav_lines_nest(a, rows, depth, words.n, ret);
}

static bool
asks(const struct rule *r, enum match_field f)
{
	for (size_t i = 0; i < r->n; i++)
		if (r->nodes[i].kind == RULE_LEAF && r->nodes[i].field == f)
			return true;
	return false;
}

/* The territory and the kind of applicant come first: they are no part of the rule. */
static enum err
judge(struct req *rq, const struct places_index *x, const struct measure *m,
    const struct nav_asker *who, const struct nav_fit *fit, struct view_measure_lines *ret)
{
	const struct ui *ui = &rq->ui;
	size_t n = 0, most = fit->answer.n_lines + 3;
	struct measure_line *rows = arena_array(rq->arena, struct measure_line, most);
	int *depth = arena_array(rq->arena, int, most);

	if (rows == NULL || depth == NULL)
		return E_NOMEM;
	if (m->terms.bounded && !asks(&m->terms.rule, MF_territory))
		rows[n++] = (struct measure_line){ .judged = true,
			.verdict = fit->outside ? MATCH_NO : MATCH_YES,
			.text = trf(ui, "Мера действует: %1", nav_where(ui, &m->places)),
			.why = fit->outside ? trf(ui, "%1 сюда не входит", x->p[who->place].name) :
					      trf(ui, "%1 сюда входит", x->p[who->place].name) };
	if (fit->not_theirs && !asks(&m->terms.rule, MF_applicant))
		rows[n++] = (struct measure_line){ .judged = true,
			.verdict = MATCH_NO,
			.text = trf(
			    ui, "Заявку подаёт: %1", nav_applicants(ui, m->terms.applicants)),
			.why = trf(ui, "Вы спрашиваете за другого заявителя: %1",
			    nav_applicants(ui, who->applicant)) };
	if (fit->answer.total > 0)
		for (size_t i = 0; i < fit->answer.n_lines; i++, n++) {
			line_from(rq, x, who, &fit->answer.lines[i], &rows[n]);
			depth[n] = fit->answer.lines[i].depth;
		}
	return nav_lines_nest(rq->arena, rows, depth, n, ret);
}

/* ---- the score ------------------------------------------------------------------- */

static enum err
score(struct req *rq, const struct measure *m, const struct nav_fit *fit,
    struct view_measure_match *ret)
{
	struct match_score s;
	/* as in lists: a measure of another place has met nothing */
	int met = fit->outside ? 0 : fit->answer.met;

	TRY(match_score_explain(rq->arena, fit->verdict, met, fit->answer.total,
	    nav_level(m->row.level), nav_days(m->row.closes, rq->ui.today), rq->ui.lang == LANG_EN,
	    &s));
	ret->score = s.score;
	ret->points.p = arena_array(rq->arena, struct measure_points, LEN(s.part));
	if (ret->points.p == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < s.n; i++)
		ret->points.p[ret->points.n++] = (struct measure_points){ s.part[i].points,
			s.part[i].text };
	return OK;
}

/* ---- the form beneath ------------------------------------------------------------ */

enum err
nav_applicant_choices(const struct ui *ui, uint64_t on, struct view_choices *ret)
{
	int n = list_size(LIST_applicant);

	*ret = (struct view_choices){ arena_array(ui->arena, struct view_choice, (size_t)n), 0 };
	if (ret->p == NULL)
		return E_NOMEM;
	for (int no = 1; no <= n; no++)
		ret->p[ret->n++] = (struct view_choice){ .label = list_label(
							     ui, LIST_applicant, no),
			.value = str_c(list_code(LIST_applicant, no)),
			.on = on >> (no - 1) & 1 };
	return OK;
}

static enum err
place_choices(struct req *rq, const struct places_index *x, const struct nav_asker *who,
    struct view_measure_match *ret)
{
	ret->choices.p = arena_array(rq->arena, struct view_choice, who->n_choices + 1);
	if (ret->choices.p == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < who->n_choices; i++) {
		int at = who->choices[i];

		ret->choices.p[ret->choices.n++] =
		    (struct view_choice){ .label = places_label(x, at, rq->arena, rq->ui.lang),
			    .url = str_fmt(
				rq->arena, "%.*s?place=%.*s", FMT(ret->self), FMT(x->p[at].code)) };
	}
	return OK;
}

static enum err
fits_counts(struct req *rq, const struct measure *m, struct view_measure_match *ret)
{
	const struct nav_munis *munis;
	uint64_t applicant = nav_applicant(STR_NONE, m->terms.applicants);
	int64_t n[3] = { 0 };

	TRY(nav_munis(rq->th, &munis));
	for (size_t i = 0; i < munis->n; i++)
		n[nav_verdict(&m->terms, &munis->passports[i], applicant)]++;
	ret->fits_url = url_navigator_fits(rq->arena, m->row.key);
	ret->fits_yes = ui_num(&rq->ui, n[MATCH_YES]);
	ret->fits_unknown = ui_num(&rq->ui, n[MATCH_UNKNOWN]);
	return OK;
}

static void
verdict_words(const struct ui *ui, const struct measure *m, const struct nav_fit *fit,
    struct view_measure_match *ret)
{
	ret->verdict = fit->verdict;
	if (fit->outside)
		ret->head = trf(
		    ui, "Нет: мера действует в другом месте — %1.", nav_where(ui, &m->places));
	else if (fit->not_theirs)
		ret->head = trf(
		    ui, "Нет: заявку подаёт %1.", nav_applicants(ui, m->terms.applicants));
	else
		ret->head = fit->answer.summary;
	ret->rest = (fit->outside || fit->not_theirs) && fit->answer.total > 0 ?
	    tr(ui, "Остальные условия — ниже.") :
	    S("");
}

enum err
nav_match_view(struct req *rq, const struct places_index *x, const struct measure *m,
    const struct nav_asker *who, struct view_measure_match *ret)
{
	struct nav_fit fit;

	ret->self = url_navigator_show(rq->arena, m->row.key);
	ret->note = who->note;
	ret->typed = who->typed;
	TRY(place_choices(rq, x, who, ret));
	TRY(nav_applicant_choices(&rq->ui, who->applicant, &ret->applicants));
	TRY(fits_counts(rq, m, ret));
	if (who->place < 0)
		return nav_words_tree(
		    rq->arena, &m->terms.rule, rq->ui.lang == LANG_EN, &ret->lines);
	TRY(nav_fit(
	    rq->arena, &m->terms, &who->passport, who->applicant, rq->ui.lang == LANG_EN, &fit));
	ret->asked = true;
	ret->name = who->name;
	verdict_words(&rq->ui, m, &fit, ret);
	TRY(judge(rq, x, m, who, &fit, &ret->lines));
	return score(rq, m, &fit, ret);
}
