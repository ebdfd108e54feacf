/* follow.c - the list's filter for those who follow it: its one spelling, and what it takes. */
#include "gen/navigator/q.h"
#include "navigator/list.h"
#include "web/web.h"

#define PAIRS_MAX 200
#define LABEL_PARTS 4

/* ---- the address ------------------------------------------------------------------ */

static enum err
read_address(struct arena *a, const struct nav_index *ix, const struct places_index *x,
    struct str address, struct str own, struct nav_filter *ret, size_t *ret_pairs)
{
	struct http_pairs query = { 0 };
	struct str raw, path = str_cut(address, '?', &raw);

	if (!str_is(path, "/navigator"))
		return E_INPUT;
	if (raw.n > 0)
		TRY(http_parse_query(a, raw, PAIRS_MAX, &query));
	nav_filter_read(&query, ix, x, own, ret);
	ret->order = NO_DEFAULT;
	ret->page = 1;
	*ret_pairs = query.n;
	return OK;
}

/* Was everything in the address understood? A value that is gone would make the filter wider. */
static bool
whole_address(const struct nav_filter *f, size_t n_pairs)
{
	size_t n = (f->q.n > 0) + (f->exact && f->q.n > 0) + (f->place_given || f->place_none) +
	    (f->as != 1);

	for (int k = 0; k < NF_N; k++)
		n += f->picks[k].n;
	return n == n_pairs;
}

static void
label_add(const struct ui *ui, struct buf *b, int *n, struct str part)
{
	if (++*n > LABEL_PARTS)
		return;
	if (*n > 1)
		buf_put(b, S(", "));
	buf_put(b, *n == 1 ? row_cap(ui, part) : part);
}

/* «Дороги, до 5 млн ₽: Тейково» */
static struct str
label_of(const struct ui *ui, const struct nav_filter *f)
{
	struct buf b;
	int n = 0;

	buf_init(&b, ui->arena, 16 * KiB);
	if (f->q.n > 0)
		label_add(ui, &b, &n, trf(ui, "«%1»", f->q));
	for (int k = 0; k < NF_N; k++)
		for (uint32_t i = 0; i < f->picks[k].n; i++)
			label_add(ui, &b, &n, nav_value_label(ui, f, k, f->picks[k].v[i]));
	if (n == 0)
		buf_put(&b, tr(ui, "Все меры"));
	if (n > LABEL_PARTS)
		buf_put(&b, trf(ui, " и ещё %1", ui_num(ui, n - LABEL_PARTS)));
	if (f->place_at >= 0) {
		buf_put(&b, S(": "));
		buf_put(&b, f->places->p[f->place_at].name);
	}
	return buf_str(&b);
}

enum err
navigator_filter_name(struct req *rq, struct str address, struct str *ret_url,
    struct str *ret_label)
{
	const struct places_index *x;
	const struct nav_index *ix;
	struct nav_filter f;
	size_t pairs;

	TRY(nav_get(rq->th, &ix));
	TRY(places_get(rq->th, &x));
	TRY(read_address(rq->arena, ix, x, address, rq->ui.place_code, &f, &pairs));
	/* whose list it is does not depend on who reads it later */
	f.place_given = f.place_at >= 0;
	f.place_none = f.place_at < 0;
	*ret_url = nav_filter_url(rq->arena, "/navigator", &f);
	*ret_label = label_of(&rq->ui, &f);
	return ret_url->p && ret_label->p ? OK : E_NOMEM;
}

/* ---- what it takes ------------------------------------------------------------------- */

static void
only_end(void *bits)
{
	facet_bits_free(bits);
}

static enum err
only_these(struct arena *a, const struct nav_index *ix, const int64_t *entries, size_t n,
    struct facet_bits **ret)
{
	struct facet_bits *b;
	uint32_t ord;

	TRY(facet_bits_new(ix->facets, &b));
	if (arena_defer(a, only_end, b) != OK) {
		facet_bits_free(b);
		return E_NOMEM;
	}
	for (size_t i = 0; i < n; i++)
		if (facet_ord(ix->facets, entries[i], &ord))
			facet_bits_add(b, ord);
	*ret = b;
	return OK;
}

enum err
navigator_filter_takes(struct web_thread *th, struct db *db, struct arena *a, struct str url,
    int64_t now, const int64_t *entries, size_t n, bool *ret)
{
	const struct settings *set = thread_portal(th)->set;
	struct req rq = { .ui = { .arena = a, .now = now, .tz_min = (int)set->time_zone,
				 .today = day_of(now, (int)set->time_zone) },
		.db = db, .arena = a, .th = th, .now = now };
	const struct places_index *x;
	const struct nav_index *ix;
	struct facet_answer ans;
	struct nav_listing l;
	struct nav_filter f;
	size_t pairs;

	memset(ret, 0, n * sizeof *ret);
	TRY(nav_get(th, &ix));
	TRY(places_get(th, &x));
	TRY(read_address(a, ix, x, url, STR_NONE, &f, &pairs));
	if (!whole_address(&f, pairs))
		return E_INPUT;
	f.order = NO_DEADLINE;
	TRY(nav_listing_open(&rq, &f, &l));
	TRY(only_these(a, ix, entries, n, &l.only));
	TRY(nav_listing_ask(&l, &f, 0, (uint32_t)n, &ans));
	for (size_t i = 0; i < ans.n; i++)
		for (size_t k = 0; k < n; k++)
			ret[k] |= facet_id(ix->facets, ans.ords[i]) == entries[k];
	return OK;
}

/* ---- deadlines, entries ----------------------------------------------------------------- */

enum err
navigator_due_between(struct web_thread *th, struct arena *a, int32_t from, int32_t until,
    struct navigator_dues *ret)
{
	const struct nav_index *ix;
	struct navigator_dues d;

	TRY(nav_get(th, &ix));
	d = (struct navigator_dues){ arena_array(a, struct navigator_due, ix->n + 1), 0 };
	if (d.p == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < ix->n; i++) {
		const struct nav_row *r = &ix->rows[i];

		if (r->closes.has && r->closes.v >= from && r->closes.v <= until)
			d.p[d.n++] = (struct navigator_due){ r->entry, (int32_t)r->closes.v };
	}
	*ret = d;
	return OK;
}

enum err
navigator_entry(struct db *db, struct arena *a, struct str url, struct entry_id *ret,
    struct str *ret_title)
{
	struct q_follow_measure m;
	struct str head = S("/navigator/");

	if (!str_starts(url, head))
		return E_NOT_FOUND;
	TRY(q_follow_measure(db, a, (struct str){ url.p + head.n, url.n - head.n }, &m));
	*ret = m.entry;
	*ret_title = m.title;
	return OK;
}
