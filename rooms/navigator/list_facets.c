/* list_facets.c - facets with counts: every value in sight, those that lead nowhere shut. */
#include "navigator/list_impl.h"

#define SHOWN 8		/* of a long facet; the rest is folded */
#define FOLDED 40	/* of the rest: further ones are found by words */

static uint32_t
count_of(const struct facet_ns *ns, uint32_t value)
{
	size_t lo = 0, hi = ns->n;

	while (lo < hi) {
		size_t mid = (lo + hi) / 2;

		if (ns->p[mid].value < value)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo < ns->n && ns->p[lo].value == value ? ns->p[lo].n : 0;
}

static struct str
code_text(struct arena *a, const struct nav_filter *f, int facet, uint32_t value)
{
	int list = nav_facets[facet].list;
	struct buf b;

	if (list >= 0 && list != LIST_status) /* written as it is: nothing to copy */
		return str_c(list_code((enum list)list, (int)value));
	buf_init(&b, a, 512);
	nav_value_code(&b, f, facet, value);
	return buf_str(&b);
}

static struct list_option
option(const struct ui *ui, const struct nav_filter *f, int facet, uint32_t value, uint32_t n)
{
	return (struct list_option){ .label = row_cap(ui, nav_value_label(ui, f, facet, value)),
		.value = code_text(ui->arena, f, facet, value), .n = n,
		.on = nav_values_has(&f->picks[facet], value) };
}

/* A closed list: in its own order, whole. Values nobody has at all are left out. */
static enum err
closed_list(const struct ui *ui, const struct nav_filter *f, int k, const struct facet_ns *ns,
    struct list_facet *out)
{
	out->first.p = arena_array(ui->arena, struct list_option, ns->n + 1);
	if (out->first.p == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < ns->n; i++)
		if (ns->p[i].value != 0)
			out->first.p[out->first.n++] = option(ui, f, k, ns->p[i].value, ns->p[i].n);
	return OK;
}

/* Likely ones first: fits, may fit, does not. */
static enum err
verdict_list(const struct ui *ui, const struct nav_filter *f, const struct facet_ns *ns,
    struct list_facet *out)
{
	out->first.p = arena_array(ui->arena, struct list_option, 3);
	if (out->first.p == NULL)
		return E_NOMEM;
	for (uint32_t v = MATCH_YES + 1; v-- > MATCH_NO;)
		out->first.p[out->first.n++] = option(ui, f, NF_VERDICT, v, count_of(ns, v));
	return OK;
}

/* ---- long ones: by count, then by name ------------------------------------------- */

struct top { struct facet_n n; uint32_t name; };	/* name: its rank among names */

static bool
before(const struct top *a, const struct top *b)
{
	return a->n.n != b->n.n ? a->n.n > b->n.n : a->name < b->name;
}

/* The first of many, in order, without sorting them all. */
static size_t
tops_of(const struct nav_filter *f, const struct facet_ns *ns, struct top *top, size_t max)
{
	size_t n = 0;

	for (size_t i = 0; i < ns->n; i++) {
		uint32_t v = ns->p[i].value;
		struct top t = { ns->p[i], v < f->ix->n_backer_at ? f->ix->backer_at[v] : 0 };
		size_t at;

		if (n == max && !before(&t, &top[n - 1]))
			continue;
		n += n < max;
		for (at = n - 1; at > 0 && before(&t, &top[at - 1]); at--)
			top[at] = top[at - 1];
		top[at] = t;
	}
	return n;
}

static enum err
backers(const struct ui *ui, const struct nav_filter *f, const struct facet_ns *ns,
    struct list_facet *out)
{
	const struct nav_values *chosen = &f->picks[NF_BACKER];
	struct top top[SHOWN + FOLDED];
	size_t n = tops_of(f, ns, top, LEN(top));

	out->first.p = arena_array(ui->arena, struct list_option, SHOWN + NAV_VALUES);
	out->rest.p = arena_array(ui->arena, struct list_option, FOLDED + 1);
	if (out->first.p == NULL || out->rest.p == NULL)
		return E_NOMEM;
	for (uint32_t i = 0; i < chosen->n; i++)
		out->first.p[out->first.n++] = option(
		    ui, f, NF_BACKER, chosen->v[i], count_of(ns, chosen->v[i]));
	for (size_t i = 0; i < n; i++) {
		struct list_options *to = i < SHOWN ? &out->first : &out->rest;

		if (!nav_values_has(chosen, top[i].n.value))
			to->p[to->n++] = option(ui, f, NF_BACKER, top[i].n.value, top[i].n.n);
	}
	return OK;
}

/* ---- topics: the large ones, the small ones folded; a chosen one below its large one ---- */

static void
topic_put_in(const struct ui *ui, const struct nav_filter *f, const struct facet_ns *ns,
    const struct topic *t, bool deep, struct list_options *to)
{
	to->p[to->n++] = (struct list_option){ .value = t->code, .deep = deep,
		.on = nav_values_has(&f->picks[NF_TOPIC], (uint32_t)t->id),
		.label = ui->lang == LANG_EN && t->en.n ? t->en : t->ru,
		.n = count_of(ns, (uint32_t)t->id) };
}

static enum err
topics(const struct ui *ui, const struct nav_filter *f, const struct facet_ns *ns,
    struct list_facet *out)
{
	const struct nav_index *ix = f->ix;

	out->first.p = arena_array(ui->arena, struct list_option, ix->n_topics + 1);
	out->rest.p = arena_array(ui->arena, struct list_option, ix->n_topics + 1);
	if (out->first.p == NULL || out->rest.p == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < ix->n_topics; i++) {
		const struct topic *top = &ix->topics[i];

		if (top->parent != 0)
			continue;
		topic_put_in(ui, f, ns, top, false, &out->first);
		for (size_t k = 0; k < ix->n_topics; k++) {
			bool on = nav_values_has(&f->picks[NF_TOPIC], (uint32_t)ix->topics[k].id);

			if (ix->topics[k].parent == top->id)
				topic_put_in(
				    ui, f, ns, &ix->topics[k], on, on ? &out->first : &out->rest);
		}
	}
	return OK;
}

/* ---- regions: what works there, with what works everywhere ------------------------------- */

static enum err
regions(const struct ui *ui, const struct nav_filter *f, const struct facet_ns *ns,
    struct view_list *v)
{
	const struct places_index *x = f->places;
	uint32_t everywhere = count_of(ns, 0);
	size_t at = 0;

	v->regions.p = arena_array(ui->arena, struct list_option, x->regions.n + 1);
	if (v->regions.p == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < x->regions.n; i++) {
		const struct place *p = &x->p[x->regions.p[i]];

		v->regions.p[at++] = (struct list_option){ .label = p->name, .value = p->code,
			.n = everywhere + count_of(ns, (uint32_t)p->id),
			.on = nav_values_has(&f->picks[NF_REGION], (uint32_t)p->id) };
	}
	v->regions.n = at;
	return OK;
}

/* ---- hidden fields -------------------------------------------------------------------------- */

static enum err
pair(const struct ui *ui, struct view_list *v, size_t *cap, enum list_part part, const char *name,
    struct str value)
{
	struct list_pair p = { part, name, value };

	return vec_room_(ui->arena, (void **)&v->pairs.p, v->pairs.n, cap, sizeof p) ?
	    (v->pairs.p[v->pairs.n++] = p, OK) :
	    E_NOMEM;
}

static enum err
pairs(const struct ui *ui, const struct nav_filter *f, struct view_list *v)
{
	size_t cap = 0;

	if (f->q.n > 0)
		TRY(pair(ui, v, &cap, PART_WORDS, "q", f->q));
	if (f->q.n > 0 && f->exact)
		TRY(pair(ui, v, &cap, PART_WORDS, "exact", S("1")));
	if (f->place_given || f->place_none)
		TRY(pair(ui, v, &cap, PART_PLACE, "place", f->place_none ? S("-") : f->place));
	if (f->as != 1)
		TRY(pair(ui, v, &cap, PART_PLACE, "as", str_c(list_code(LIST_applicant, f->as))));
	for (int k = 0; k < NF_N; k++)
		for (uint32_t i = 0; i < f->picks[k].n; i++)
			TRY(pair(ui, v, &cap, PART_FACET, nav_facets[k].name,
			    code_text(ui->arena, f, k, f->picks[k].v[i])));
	if (f->order != NO_DEFAULT)
		TRY(pair(ui, v, &cap, PART_ORDER, "sort", str_c(nav_order_code(f->order))));
	return OK;
}

/* ---- all of them --------------------------------------------------------------------- */

static enum err
one(const struct ui *ui, const struct nav_filter *f, int k, const struct facet_ns *ns,
    struct view_list *v)
{
	struct list_facet *out = &v->facets.p[v->facets.n];

	out->name = nav_facets[k].name;
	out->title = tr_z(ui, nav_facets[k].title);
	switch (k) {
	case NF_VERDICT: TRY(verdict_list(ui, f, ns, out)); break;
	case NF_TOPIC: TRY(topics(ui, f, ns, out)); break;
	case NF_BACKER: TRY(backers(ui, f, ns, out)); break;
	default: TRY(closed_list(ui, f, k, ns, out));
	}
	v->facets.n += out->first.n > 0; /* nothing to choose from: no facet */
	return OK;
}

enum err
list_facets_make(const struct ui *ui, const struct nav_filter *f, bool matched,
    const struct facet_answer *ans, struct view_list *v)
{
	v->facets.p = arena_array(ui->arena, struct list_facet, NF_N + 1);
	if (v->facets.p == NULL)
		return E_NOMEM;
	if (matched)
		TRY(one(ui, f, NF_VERDICT, &ans->counts[NF_VERDICT], v));
	for (int k = 0; k < NF_REGION; k++)
		TRY(one(ui, f, k, &ans->counts[k], v));
	TRY(regions(ui, f, &ans->counts[NF_REGION], v));
	return pairs(ui, f, v);
}
