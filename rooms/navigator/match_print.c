/* match_print.c - «veche match»: what fits one municipality, for a terminal or a program. */
#include <stdlib.h>

#include "gen/navigator/u.h"
#include "navigator/lists.h"
#include "navigator/measure_impl.h"

#define SCRATCH (8 * MiB) /* for explaining one measure */
#define NOW_MOST 32 /* what one former municipality may have become */

/* One measure for one municipality, explained. */
struct found {
	struct str key, title, backer, town; /* town: a code, when the asked one became several */
	enum verdict verdict;
	int met, total, score;
	struct opt_int opens, closes;
	struct nav_strs reasons, missing;
};

struct print {
	struct web_thread *th;
	struct arena *a, *scratch;
	struct ui ui; /* for words only: Russian, no page */
	const struct places_index *x;
	const struct nav_index *ix;
	uint64_t applicant;
	int towns[NOW_MOST];
	size_t n_towns;
	size_t town; /* the one being asked about */
	struct passport passport;
	size_t at; /* the measure's row in the index */
	VEC(struct found) found;
};

/* ---- who is asked about ---------------------------------------------------------- */

static enum err
find_towns(struct print *p, struct str code)
{
	int at = places_by_code(p->x, code);

	if (at < 0 || p->x->p[at].level < PLACE_MUNI)
		return E_NOT_FOUND;
	p->n_towns = places_now(p->x, at, p->towns, NOW_MOST);
	return p->n_towns > 0 ? OK : E_NOT_FOUND;
}

/* ---- one measure ----------------------------------------------------------------- */

/* Its territories are in the index: no query a measure. */
static enum err
terms_of(struct print *p, const struct q_brief *m, struct nav_terms *t)
{
	const struct nav_index *ix = p->ix;
	struct str bad;

	while (p->at < ix->n && ix->rows[p->at].id < m->id.v)
		p->at++;
	if (p->at == ix->n || ix->rows[p->at].id != m->id.v) /* newer than the index */
		return E_NOT_FOUND;
	t->applicants = (uint64_t)m->applicants;
	TRY(nav_terms_places(
	    p->scratch, p->x, ix->places + ix->rows[p->at].place_at, ix->rows[p->at].place_n, t));
	return nav_rule(p->scratch, p->x, m->rule, false, &t->rule, &bad);
}

static struct str
where(struct print *p)
{
	const struct nav_row *r = &p->ix->rows[p->at];
	struct buf b;

	buf_init(&b, p->scratch, 16 * KiB);
	for (uint32_t i = 0; i < r->place_n && i < 4; i++) {
		int at = places_by_id(p->x, p->ix->places[r->place_at + i]);

		if (i > 0)
			buf_put(&b, S(", "));
		buf_put(&b, at >= 0 ? p->x->p[at].name : S("?"));
	}
	if (r->place_n > 4)
		buf_fmt(&b, " и ещё %u", (unsigned)(r->place_n - 4));
	return buf_str(&b);
}

static enum err
keep(struct arena *a, const struct nav_strs *from, struct nav_strs *ret)
{
	*ret = (struct nav_strs){ arena_array(a, struct str, from->n + 1), 0 };
	if (ret->p == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < from->n; i++) {
		ret->p[ret->n] = str_dup(a, from->p[i]);
		if (ret->p[ret->n++].p == NULL)
			return E_NOMEM;
	}
	return OK;
}

static enum err
explain(struct print *p, const struct q_brief *m, const struct nav_terms *t, struct found *f)
{
	struct nav_strs why, missing = { 0 };
	struct nav_fit fit;

	TRY(nav_fit(p->scratch, t, &p->passport, p->applicant, false, &fit));
	p->ui.arena = p->scratch;
	TRY(nav_reasons(&p->ui, t, where(p), &fit, &why));
	*f = (struct found){ .key = str_dup(p->a, m->key),
		.title = str_dup(p->a, m->title),
		.backer = str_dup(p->a, m->backer_name),
		.verdict = fit.verdict,
		.met = fit.outside ? 0 : fit.answer.met,
		.total = fit.answer.total,
		.opens = m->opens,
		.closes = m->closes };
	if (p->n_towns > 1)
		f->town = p->x->p[p->towns[p->town]].code;
	f->score = match_score(
	    f->verdict, f->met, f->total, nav_level(m->level), nav_days(m->closes, p->ix->today));
	TRY(keep(p->a, &why, &f->reasons));
	missing.p = arena_array(p->scratch, struct str, MF_N);
	if (missing.p == NULL)
		return E_NOMEM;
	for (size_t i = 0; fit.verdict == MATCH_UNKNOWN && i < fit.answer.n_missing; i++)
		missing.p[missing.n++] = str_c(match_fields[fit.answer.missing[i]].code);
	return keep(p->a, &missing, &f->missing);
}

static enum err
each(void *ctx, const struct q_brief *m)
{
	struct print *p = ctx;
	struct nav_terms t = { 0 };
	struct found f;
	enum err e;

	arena_reset(p->scratch);
	e = terms_of(p, m, &t);
	if (e == E_NOT_FOUND)
		return OK;
	TRY(e);
	TRY(explain(p, m, &t, &f));
	return VEC_PUSH(p->a, &p->found, f);
}

/* Sure ones first, then by score, then by the nearer deadline. */
static int
order(const void *pa, const void *pb)
{
	const struct found *a = pa, *b = pb;

	if (a->verdict != b->verdict)
		return a->verdict > b->verdict ? -1 : 1;
	if (a->score != b->score)
		return a->score > b->score ? -1 : 1;
	return str_cmp(a->key, b->key);
}

/* ---- for people ------------------------------------------------------------------ */

static void
deadline(struct print *p, const struct found *f, struct buf *out)
{
	p->ui.arena = p->a;
	switch ((enum navigator_status)status_of(f->opens, f->closes, p->ix->today)) {
	case NAV_UPCOMING:
		buf_put(out, S("откроется "));
		buf_put(out, ui_day(&p->ui, (int32_t)f->opens.v));
		return;
	case NAV_ONGOING: buf_put(out, S("без срока")); return;
	case NAV_CLOSED:
		buf_put(out, S("приём закрыт "));
		buf_put(out, ui_day(&p->ui, (int32_t)f->closes.v));
		return;
	case NAV_OPEN:
	case NAV_SOON:
		buf_put(out, S("до "));
		buf_put(out, ui_day(&p->ui, (int32_t)f->closes.v));
		buf_put(out, S(", "));
		buf_put(out, nav_left(&p->ui, f->closes.v - p->ix->today));
	}
}

static void
print_one(struct print *p, const struct found *f, struct buf *out)
{
	buf_put(out, S("  "));
	buf_put(out, f->title);
	if (f->town.n > 0)
		buf_fmt(out, " [%.*s]", FMT(f->town));
	buf_put(out, S("\n    "));
	deadline(p, f, out);
	buf_fmt(
	    out, "; выполнено условий: %d из %d; место %d из 1000\n", f->met, f->total, f->score);
	for (size_t i = 0; i < f->reasons.n; i++) {
		buf_put(out, S("    — "));
		buf_put(out, f->reasons.p[i]);
		buf_putc(out, '\n');
	}
	buf_fmt(out, "    /navigator/%.*s\n", FMT(f->key));
}

static void
print_head(struct print *p, struct str code, struct buf *out)
{
	int asked = places_by_code(p->x, code);

	buf_put(out, places_label(p->x, asked, p->a, LANG_RU));
	buf_fmt(out, ", ОКТМО %.*s\n", FMT(p->x->p[asked].code));
	for (size_t i = 0; i < p->n_towns; i++) {
		if (p->towns[i] == asked)
			continue;
		buf_put(out, i == 0 ? S("Этого муниципалитета больше нет. Теперь: ") : S("и "));
		buf_put(out, places_label(p->x, p->towns[i], p->a, LANG_RU));
		buf_fmt(out, ", ОКТМО %.*s\n", FMT(p->x->p[p->towns[i]].code));
	}
	p->ui.arena = p->a;
	buf_fmt(out, "Заявитель: %.*s\n", FMT(nav_applicants(&p->ui, p->applicant)));
}

static void
print_text(struct print *p, struct str code, struct buf *out)
{
	static const char *const heads[] = { "НЕТ", "НЕИЗВЕСТНО", "ДА" };
	int last = -1;

	print_head(p, code, out);
	for (size_t i = 0; i < p->found.n; i++) {
		const struct found *f = &p->found.p[i];
		size_t n = i;

		if ((int)f->verdict != last) {
			while (n < p->found.n && p->found.p[n].verdict == f->verdict)
				n++;
			buf_fmt(out, "\n%s: %zu\n", heads[f->verdict], n - i);
			last = (int)f->verdict;
		}
		print_one(p, f, out);
	}
}

/* ---- for programs ---------------------------------------------------------------- */

static void
json_text(struct buf *out, const char *name, struct str v)
{
	buf_fmt(out, "\"%s\":\"", name);
	put_json(out, v);
	buf_putc(out, '"');
}

static void
json_list(struct buf *out, const char *name, const struct nav_strs *v)
{
	buf_fmt(out, ",\"%s\":[", name);
	for (size_t i = 0; i < v->n; i++) {
		buf_put(out, i > 0 ? S(",\"") : S("\""));
		put_json(out, v->p[i]);
		buf_putc(out, '"');
	}
	buf_putc(out, ']');
}

static void
json_place(struct print *p, int at, struct buf *out)
{
	json_text(out, "oktmo", p->x->p[at].code);
	buf_putc(out, ',');
	json_text(out, "name", p->x->p[at].name);
}

static void
json_one(struct print *p, const struct found *f, struct buf *out)
{
	static const char *const verdicts[] = { "no", "unknown", "yes" };

	buf_putc(out, '{');
	if (f->town.n > 0) {
		json_text(out, "oktmo", f->town);
		buf_putc(out, ',');
	}
	json_text(out, "key", f->key);
	buf_putc(out, ',');
	json_text(out, "title", f->title);
	buf_fmt(out, ",\"verdict\":\"%s\",\"met\":%d,\"total\":%d,\"score\":%d",
	    verdicts[f->verdict], f->met, f->total, f->score);
	json_list(out, "reasons", &f->reasons);
	json_list(out, "missing", &f->missing);
	buf_put(out, S(",\"closes\":"));
	if (f->closes.has) {
		buf_putc(out, '"');
		put_day_iso(out, (int32_t)f->closes.v);
		buf_putc(out, '"');
	} else {
		buf_put(out, S("null"));
	}
	buf_putc(out, ',');
	json_text(out, "url", url_navigator_show(p->a, f->key));
	buf_putc(out, '}');
}

static void
print_json(struct print *p, struct str code, struct buf *out)
{
	int asked = places_by_code(p->x, code);

	buf_putc(out, '{');
	json_place(p, asked, out);
	if (p->n_towns > 1 || p->towns[0] != asked) {
		buf_put(out, S(",\"became\":["));
		for (size_t i = 0; i < p->n_towns; i++) {
			buf_put(out, i > 0 ? S(",{") : S("{"));
			json_place(p, p->towns[i], out);
			buf_putc(out, '}');
		}
		buf_putc(out, ']');
	}
	buf_fmt(out, ",\"applicant\":\"%s\",\"generated\":\"",
	    list_code(LIST_applicant, __builtin_ctzll(p->applicant) + 1));
	put_rfc3339(out, time_now());
	buf_put(out, S("\",\"measures\":["));
	for (size_t i = 0; i < p->found.n; i++) {
		buf_put(out, i > 0 ? S(",\n") : S("\n"));
		json_one(p, &p->found.p[i], out);
	}
	buf_put(out, S("\n]}\n"));
}

/* ---- the command ----------------------------------------------------------------- */

static enum err
run(struct print *p, struct str code)
{
	TRY(places_get(p->th, &p->x));
	TRY(nav_get(p->th, &p->ix));
	TRY(find_towns(p, code));
	p->ui.today = p->ix->today;
	for (p->town = 0; p->town < p->n_towns; p->town++) {
		p->at = 0;
		TRY(nav_passport(p->th, p->a, p->x->p[p->towns[p->town]].code, &p->passport));
		TRY(q_brief(thread_db(p->th), each, p));
	}
	if (p->found.n > 0)
		qsort(p->found.p, p->found.n, sizeof *p->found.p, order);
	return OK;
}

enum err
navigator_match_print(struct web_thread *th, struct arena *a, struct str code, struct str applicant,
    bool json, struct buf *out, int *ret_n)
{
	struct print p = { .th = th, .a = a, .ui = { .lang = LANG_RU, .out = out } };
	enum err e;

	if (applicant.n > 0 && list_no(LIST_applicant, applicant) == 0)
		return E_INPUT;
	p.applicant = nav_applicant(applicant, 0);
	p.scratch = arena_new(SCRATCH);
	if (p.scratch == NULL)
		return E_NOMEM;
	e = run(&p, code);
	arena_free(p.scratch);
	TRY(e);
	if (json)
		print_json(&p, code, out);
	else
		print_text(&p, code, out);
	*ret_n = (int)p.found.n;
	return buf_err(out);
}
