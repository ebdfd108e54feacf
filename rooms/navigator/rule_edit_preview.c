/* rule_edit_preview.c - what a new rule changes for whom, before it is stored. */
#include "alerts/alerts.h"
#include "navigator/draft.h"
#include "navigator/measure_view.h"

#define NAMES 10 /* of each change, the largest municipalities */

/* A change of the answer, and how it is said. */
static const struct change_kind {
	uint8_t from, to;
	const char *ru;
} kinds[] = {
	{ MATCH_NO, MATCH_YES, N_("Станет подходить, не подходило: %1") },
	{ MATCH_UNKNOWN, MATCH_YES, N_("Станет подходить, было неизвестно: %1") },
	{ MATCH_YES, MATCH_NO, N_("Перестанет подходить: %1") },
	{ MATCH_YES, MATCH_UNKNOWN, N_("Станет неизвестно, подходило: %1") },
	{ MATCH_NO, MATCH_UNKNOWN, N_("Станет неизвестно, не подходило: %1") },
	{ MATCH_UNKNOWN, MATCH_NO, N_("Станет не подходить, было неизвестно: %1") },
};

struct both {
	const struct nav_munis *munis;
	uint8_t *was, *now;
};

static enum err
change(struct req *rq, const struct both *b, const struct change_kind *k, struct view_rule *v)
{
	const struct ui *ui = &rq->ui;
	struct rule_change c = { .names = { arena_array(rq->arena, struct str, NAMES), 0 } };
	struct str count;
	int64_t n = 0;

	if (c.names.p == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < b->munis->n; i++) {
		if (b->was[i] != k->from || b->now[i] != k->to)
			continue;
		n++;
		if (c.names.n < NAMES) /* they come by population */
			c.names.p[c.names.n++] = trf(
			    ui, "%1 (%2)", b->munis->towns[i].name, b->munis->towns[i].region);
	}
	if (n == 0)
		return OK;
	count = ui_num(ui, n);
	c.head = tr_fmt_(ui, k->ru, &count, 1);
	if (n > NAMES)
		c.more = trf(ui, "и ещё %1", ui_num(ui, n - NAMES));
	v->changes.p[v->changes.n++] = c;
	return OK;
}

static enum err
counts(struct req *rq, const struct both *b, struct view_rule *v)
{
	const struct ui *ui = &rq->ui;
	const struct str labels[] = { tr(ui, "Не подходит"), tr(ui, "Неизвестно"),
		tr(ui, "Подходит") };
	int64_t was[3] = { 0 }, now[3] = { 0 };

	v->counts.p = arena_array(rq->arena, struct rule_count, 3);
	if (v->counts.p == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < b->munis->n; i++) {
		was[b->was[i]]++;
		now[b->now[i]]++;
	}
	for (int k = MATCH_YES; k >= MATCH_NO; k--)
		v->counts.p[v->counts.n++] = (struct rule_count){ labels[k], ui_num(ui, was[k]),
			ui_num(ui, now[k]) };
	return OK;
}

/* How many subscribers hear of it. */
static enum err
told(struct req *rq, const struct measure *m, struct view_rule *v)
{
	const struct ui *ui = &rq->ui;
	struct str num;
	int64_t n = 0;
	bool more = false;

	if (m->row.state != MEASURE_PUBLISHED)
		return OK;
	TRY(alerts_followers(rq, m->row.entry, &n, &more));
	num = n == 0 && !more ? tr(ui, "никто") : ui_num(ui, n);
	v->told = more ? trf(ui, "Узнают из оповещений: не меньше %1.", num) :
			 trf(ui, "Узнают из оповещений: %1.", num);
	return OK;
}

enum err
nav_rule_json(struct arena *a, const struct rule *r, struct str *ret)
{
	struct buf b;

	buf_init(&b, a, RULE_JSON);
	rule_write_json(&b, r);
	TRY(buf_err(&b));
	*ret = buf_str(&b);
	return OK;
}

enum err
nav_rule_preview(
    struct req *rq, const struct measure *m, const struct rule *good, struct view_rule *v)
{
	struct nav_terms then = m->terms;
	uint64_t applicant = nav_applicant(STR_NONE, m->terms.applicants);
	struct str was, now;
	struct both b;

	then.rule = *good;
	TRY(nav_munis(rq->th, &b.munis));
	b.was = arena_array(rq->arena, uint8_t, b.munis->n + 1);
	b.now = arena_array(rq->arena, uint8_t, b.munis->n + 1);
	v->changes.p = arena_array(rq->arena, struct rule_change, LEN(kinds));
	if (b.was == NULL || b.now == NULL || v->changes.p == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < b.munis->n; i++) {
		b.was[i] = (uint8_t)nav_verdict(&m->terms, &b.munis->passports[i], applicant);
		b.now[i] = (uint8_t)nav_verdict(&then, &b.munis->passports[i], applicant);
	}
	v->checked = true;
	v->applicant = nav_applicants(&rq->ui, applicant);
	TRY(counts(rq, &b, v));
	for (size_t i = 0; i < LEN(kinds); i++)
		TRY(change(rq, &b, &kinds[i], v));
	TRY(told(rq, m, v));
	TRY(nav_rule_json(rq->arena, &m->terms.rule, &was));
	TRY(nav_rule_json(rq->arena, good, &now));
	v->same = m->rule_problem.n == 0 && str_eq(was, now);
	return nav_words_tree(rq->arena, good, rq->ui.lang == LANG_EN, &v->words);
}

enum err
nav_rule_sentence(struct arena *a, const struct rule *r, struct str *ret)
{
	struct rule_lines words;
	struct buf b;
	int depth = 0;

	TRY(rule_write_words(a, r, false, &words));
	buf_init(&b, a, 256 * KiB);
	for (size_t i = 0; i < words.n; i++) {
		const struct rule_line *w = &words.p[i];

		for (; depth > w->depth; depth--) /* a group ends */
			buf_putc(&b, ')');
		if (i > 0 && w->depth <= words.p[i - 1].depth)
			buf_put(&b, S("; "));
		for (; depth < w->depth; depth++)
			buf_put(&b, S(" ("));
		buf_put(&b, w->text);
	}
	for (; depth > 0; depth--)
		buf_putc(&b, ')');
	TRY(buf_err(&b));
	*ret = buf_str(&b);
	return OK;
}
