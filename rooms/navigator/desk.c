/* desk.c - what other rooms ask: what closes, and the desk of one municipality. */
#include "navigator/list.h"

#define GAP_MEASURES 500	/* undecided ones that are looked into */
#define RULES_AT_ONCE 50
#define RULE_SLOTS 1024		/* a power of two, more than GAP_MEASURES */

enum err
navigator_counts(struct req *rq, int *ret_all, int *ret_open)
{
	const struct nav_index *ix;

	TRY(nav_get(rq->th, &ix));
	*ret_all = (int)ix->n;
	*ret_open = ix->n_open;
	return OK;
}

enum err
navigator_closing(struct req *rq, int limit, struct navigator_cards *ret)
{
	static const uint32_t open[] = { NAV_OPEN };	/* those about to close have it, too */
	const struct facet_pick pick = { NF_STATUS, open, LEN(open) };
	struct facet_answer ans;
	const struct nav_index *ix;

	TRY(nav_get(rq->th, &ix));
	TRY(facet_ask(ix->facets, rq->arena, &(struct facet_ask){ .picks = &pick, .n_picks = 1,
		.sort = NS_DEADLINE, .limit = (uint32_t)limit }, &ans));
	return nav_cards(rq, ix, ans.ords, ans.n, NULL, NULL, 0, ret);
}

/* ---- what a filled passport would decide -------------------------------------------- */

/* Rules are often equal: each text is asked once, for all measures that have it. */
struct rule_text { struct str text; int n; };
struct gaps {
	struct nav_listing *l;
	struct rule_text slots[RULE_SLOTS];
	int decides[MF_N];
};

static enum err
rule_seen(struct gaps *g, struct str text)
{
	size_t at = str_hash(text) & (RULE_SLOTS - 1);

	while (g->slots[at].n > 0 && !str_eq(g->slots[at].text, text))
		at = (at + 1) & (RULE_SLOTS - 1);
	if (g->slots[at].n++ == 0)
		g->slots[at].text = str_dup(g->l->rq->arena, text);
	return g->slots[at].text.p ? OK : E_NOMEM;
}

static enum err
read_rules(struct gaps *g, const uint32_t *ords, size_t n)
{
	struct db_cur cur;
	struct sql q;
	bool row;

	sql_init(&q, g->l->rq->arena);
	sql_put(&q, "SELECT rule FROM navigator_measure WHERE id IN (0");
	for (size_t i = 0; i < n; i++)
		sql_add(&q, ", ?", DBV_INT(g->l->ix->rows[ords[i]].id));
	sql_put(&q, ")");
	TRY(db_query_sql(g->l->rq->db, &q, &cur));
	for (;;) {
		TRY(db_next(&cur, &row));
		if (!row)
			return OK;
		enum err e = rule_seen(g, db_col_text(&cur, 0));
		if (e != OK) {
			db_cur_close(&cur);
			return e;
		}
	}
}

static enum err
explain_rule(struct gaps *g, const struct match_places *places, const struct rule_text *t)
{
	struct arena *a = g->l->rq->arena;
	struct rule_problems problems = { 0 };
	struct match_answer ans;
	struct rule rule;
	enum err e = rule_parse(a, t->text, places, false, &rule, &problems);

	if (e == E_INPUT) /* a rule of an older program: no field would help */
		return OK;
	TRY(e);
	TRY(match_explain(a, &rule, &g->l->passport, g->l->applicant, false, &ans));
	for (size_t i = 0; i < ans.n_missing; i++)
		g->decides[ans.missing[i]] += t->n;
	return OK;
}

static enum err
gaps_sorted(const struct gaps *g, struct navigator_gaps *ret)
{
	const struct ui *ui = &g->l->rq->ui;
	struct navigator_gap *p = arena_array(ui->arena, struct navigator_gap, MF_N);
	size_t n = 0;

	if (p == NULL)
		return E_NOMEM;
	for (int f = 0; f < MF_N; f++) {
		size_t at = n;

		if (g->decides[f] == 0)
			continue;
		for (; at > 0 && p[at - 1].decides < g->decides[f]; at--)
			p[at] = p[at - 1];
		p[at] = (struct navigator_gap){ (enum match_field)f,
			str_c(ui->lang == LANG_EN ? match_fields[f].en : match_fields[f].ru),
			g->decides[f] };
		n++;
	}
	*ret = (struct navigator_gaps){ p, n };
	return OK;
}

static enum err
gaps_of(struct nav_listing *l, const struct nav_filter *f, const uint32_t *ords, size_t n,
    struct navigator_gaps *ret)
{
	struct match_places places = nav_places(f->places);
	struct gaps *g = arena_make(l->rq->arena, struct gaps);

	if (g == NULL)
		return E_NOMEM;
	g->l = l;
	for (size_t i = 0; i < n; i += RULES_AT_ONCE)
		TRY(read_rules(g, ords + i, n - i < RULES_AT_ONCE ? n - i : RULES_AT_ONCE));
	for (size_t i = 0; i < RULE_SLOTS; i++)
		if (g->slots[i].n > 0)
			TRY(explain_rule(g, &places, &g->slots[i]));
	return gaps_sorted(g, ret);
}

/* ---- the desk ---------------------------------------------------------------------------- */

static void
choose(struct nav_filter *f, const struct nav_filter *from, enum nav_order order, int n_verdicts,
    const uint32_t *verdicts, int n_statuses, const uint32_t *statuses)
{
	*f = *from;
	f->order = order;
	for (int i = 0; i < n_verdicts; i++)
		f->picks[NF_VERDICT].v[f->picks[NF_VERDICT].n++] = verdicts[i];
	for (int i = 0; i < n_statuses; i++)
		f->picks[NF_STATUS].v[f->picks[NF_STATUS].n++] = statuses[i];
}

static int
count_in(const struct facet_ns *ns, uint32_t value)
{
	for (size_t i = 0; i < ns->n; i++)
		if (ns->p[i].value == value)
			return (int)ns->p[i].n;
	return 0;
}

static enum err
some(struct nav_listing *l, const struct nav_filter *f, int limit, struct navigator_cards *ret)
{
	struct facet_answer ans;

	TRY(nav_listing_ask(l, f, 0, (uint32_t)limit, &ans));
	return nav_listing_cards(l, ans.ords, ans.n, ret);
}

static enum err
undecided(struct nav_listing *l, const struct nav_filter *f, int limit, struct navigator_desk *d)
{
	struct facet_answer ans;

	TRY(nav_listing_ask(l, f, 0, GAP_MEASURES, &ans));
	TRY(gaps_of(l, f, ans.ords, ans.n, &d->gaps));
	return nav_listing_cards(
	    l, ans.ords, ans.n < (size_t)limit ? ans.n : (size_t)limit, &d->unknown);
}

enum err
navigator_desk(struct req *rq, struct str place_code, int limit, struct navigator_desk *ret)
{
	static const uint32_t yes[] = { MATCH_YES }, maybe[] = { MATCH_UNKNOWN, MATCH_YES },
	    alive[] = { NAV_OPEN, NAV_SOON, NAV_ONGOING, NAV_UPCOMING };
	const struct http_pairs nothing = { 0 };
	const struct nav_index *ix;
	const struct places_index *x;
	struct navigator_desk d = { 0 };
	struct nav_filter all, f;
	struct nav_listing l;
	struct facet_answer ans;

	TRY(nav_get(rq->th, &ix));
	TRY(places_get(rq->th, &x));
	nav_filter_read(&nothing, ix, x, place_code, &all);
	if (all.place_at < 0)
		return E_NOT_FOUND;
	TRY(nav_listing_open(rq, &all, &l));
	TRY(nav_listing_ask(&l, &all, 0, 0, &ans));
	d.n_yes = count_in(&ans.counts[NF_VERDICT], MATCH_YES);
	d.n_unknown = count_in(&ans.counts[NF_VERDICT], MATCH_UNKNOWN);
	d.n_no = count_in(&ans.counts[NF_VERDICT], MATCH_NO);
	d.n_open = count_in(&ans.counts[NF_STATUS], NAV_OPEN) +
	    count_in(&ans.counts[NF_STATUS], NAV_ONGOING);
	choose(&f, &all, NO_FIT, 1, yes, 4, alive);
	TRY(some(&l, &f, limit, &d.fits));
	choose(&f, &all, NO_DEADLINE, 2, maybe, 2, alive);
	TRY(some(&l, &f, limit, &d.soon));
	choose(&f, &all, NO_FIT, 1, maybe, 4, alive);
	TRY(undecided(&l, &f, limit, &d));
	*ret = d;
	return OK;
}
