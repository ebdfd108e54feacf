/* list_chips.c - what is chosen, with ways to take it off; what to change when nothing fits. */
#include "navigator/list_impl.h"

#define CHIPS_MAX (NF_N * NAV_VALUES + 2)

struct made { struct nav_listing *l; const struct ui *ui; struct view_list *v; bool empty; };

/* One chip; in an empty list also what its removal gives. */
static enum err
chip(struct made *m, struct nav_filter *without, struct str text)
{
	struct list_chip c = { .text = text };
	struct facet_answer ans;

	without->page = 1;
	c.url = nav_filter_url(m->ui->arena, "/navigator", without);
	if (m->v->chips.n == CHIPS_MAX)
		return OK;
	m->v->chips.p[m->v->chips.n++] = c;
	if (!m->empty)
		return OK;
	TRY(nav_listing_ask(m->l, without, 0, 0, &ans));
	if (ans.total == 0)
		return OK;
	c.n = ans.total;
	c.text = trf(m->ui, "Убрать «%1»", text);
	m->v->advice.p[m->v->advice.n++] = c;
	return OK;
}

static enum err
advise(struct made *m, const struct nav_filter *f, struct nav_filter *other, struct str text)
{
	struct facet_answer ans;

	(void)f;
	other->page = 1;
	TRY(nav_listing_ask(m->l, other, 0, 0, &ans));
	if (ans.total > 0)
		m->v->advice.p[m->v->advice.n++] = (struct list_chip){ text,
			nav_filter_url(m->ui->arena, "/navigator", other), ans.total };
	return OK;
}

static struct str
value_text(const struct made *m, const struct nav_filter *f, int k, uint32_t value)
{
	struct str label = nav_value_label(m->ui, f, k, value);

	if (k == NF_VERDICT || k == NF_STATUS) /* said in full already */
		return row_cap(m->ui, label);
	return trf(m->ui, "%1: %2", tr_z(m->ui, nav_facets[k].title), label);
}

/* Larger steps than one chip: the words without filters, the filters in the whole country. */
static enum err
larger_steps(struct made *m, const struct nav_filter *f)
{
	struct nav_filter other = *f;

	if (f->q.n > 0 && m->v->chips.n > 2) {
		nav_filter_clear(&other);
		other.q = f->q;
		other.exact = f->exact;
		TRY(advise(m, f, &other, tr(m->ui, "Оставить только слова, без фильтров")));
	}
	if (f->place_at >= 0) {
		other = *f;
		other.place_at = -1;
		other.place = S("");
		other.place_given = false;
		other.place_none = true;
		other.picks[NF_VERDICT].n = 0;
		TRY(advise(m, f, &other, tr(m->ui, "Искать по всей стране")));
	}
	return OK;
}

enum err
list_chips_make(struct nav_listing *l, const struct nav_filter *f, const struct facet_answer *ans,
    struct view_list *v)
{
	struct made m = { l, &l->rq->ui, v, ans->total == 0 };
	struct nav_filter without;

	if (nav_filter_plain(f))
		return ans->total == 0 && f->place_at >= 0 &&
			(v->advice.p = arena_array(l->rq->arena, struct list_chip, 2)) != NULL ?
		    larger_steps(&m, f) :
		    OK;
	v->chips.p = arena_array(l->rq->arena, struct list_chip, CHIPS_MAX);
	v->advice.p = arena_array(l->rq->arena, struct list_chip, CHIPS_MAX + 2);
	if (v->chips.p == NULL || v->advice.p == NULL)
		return E_NOMEM;
	if (f->q.n > 0) {
		without = *f;
		without.q = S("");
		TRY(chip(&m, &without, trf(m.ui, "Слова: %1", f->q)));
	}
	for (int k = 0; k < NF_N; k++) {
		for (uint32_t i = 0; i < f->picks[k].n; i++) {
			without = *f;
			nav_values_drop(&without.picks[k], f->picks[k].v[i]);
			TRY(chip(&m, &without, value_text(&m, f, k, f->picks[k].v[i])));
		}
	}
	return m.empty ? larger_steps(&m, f) : OK;
}
