/* region.c - which municipalities of a region work on which measures, and what stands still. */
#include "folder/region.h"

#include <stdlib.h>

#include "calendar/calendar.h"
#include "folder/board.h"
#include "folder/views.h"
#include "gen/folder/u.h"
#include "gen/folder/v.h"

#define ITEMS_MAX 5000
#define SHOWN_MAX 200	/* on the page; the file has them all */
#define STILL_DAYS 30	/* at work, and nobody touched it for so long */

/* One item with what is worked out of it. */
struct found {
	const struct q_region_items *q;
	struct folder_term term;
	int64_t idle;		/* days since the last change */
	bool still;		/* at work, and late or untouched */
};
struct all { struct found *p; size_t n; bool cut; };
struct look { int state; bool still; };	/* state 0: all */

enum err
folder_region_at(struct req *rq, struct folder_at *ret, bool *ret_is)
{
	struct folder_at w = { 0 };

	TRY(places_get(rq->th, &w.x));
	w.at = places_by_code(w.x, req_param(rq, 0));
	if (w.at < 0)
		return E_NOT_FOUND;
	w.p = &w.x->p[w.at];
	*ret_is = w.p->level == PLACE_REGION;
	*ret = w;
	return OK;
}

/* ---- what there is ------------------------------------------------------------------- */

static int
by_term(const void *a, const void *b)
{
	const struct found *p = a, *r = b;
	bool pn = p->term.of == FT_NONE, rn = r->term.of == FT_NONE;

	if (pn != rn)
		return pn ? 1 : -1;
	if (!pn && p->term.day != r->term.day)
		return p->term.day < r->term.day ? -1 : 1;
	return p->q->id.v < r->q->id.v ? -1 : p->q->id.v > r->q->id.v;
}

static enum err
read_all(struct req *rq, const struct folder_at *w, struct all *ret)
{
	struct q_region_items_rows q;
	struct navigator_cards cards;
	int64_t *entries;

	TRY(q_region_items(rq->db, rq->arena, w->p->id, ITEMS_MAX + 1, &q));
	ret->cut = q.n > ITEMS_MAX;
	entries = arena_array(rq->arena, int64_t, q.n + 1);
	ret->p = arena_array(rq->arena, struct found, q.n + 1);
	if (entries == NULL || ret->p == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < q.n; i++)
		entries[i] = q.p[i].entry.v;
	TRY(navigator_by_entry(rq, entries, q.n, &cards));
	for (ret->n = 0; ret->n < q.n; ret->n++) {
		const struct q_region_items *k = &q.p[ret->n];
		const struct navigator_card *c = &cards.p[ret->n];
		struct found *f = &ret->p[ret->n];

		*f = (struct found){ .q = k, .idle = (rq->now - k->updated) / 86400 };
		f->term = folder_term(&(struct folder_facts){ k->state, k->year, k->due,
					  k->next_check, c->opens, c->closes },
		    rq->ui.today);
		f->still = folder_at_work(k->state) &&
		    (f->idle >= STILL_DAYS ||
			(f->term.of != FT_NONE && f->term.day < rq->ui.today));
	}
	qsort(ret->p, ret->n, sizeof *ret->p, by_term);
	return OK;
}

static struct look
read_look(const struct req *rq)
{
	return (struct look){ folder_state_of(req_query(rq, "state")),
		str_is(req_query(rq, "still"), "1") };
}

static bool
takes(const struct look *l, const struct found *f)
{
	return (l->state == 0 || f->q->state == l->state) && (!l->still || f->still);
}

/* ---- the page --------------------------------------------------------------------------- */

static struct str
idle_words(const struct ui *ui, const struct found *f)
{
	if (!folder_at_work(f->q->state) || f->idle < STILL_DAYS)
		return S("");
	return trf(
	    ui, "без движения %1 %2", ui_num(ui, f->idle), trn(ui, f->idle, "день|дня|дней"));
}

static struct region_row
row_of(const struct ui *ui, const struct found *f)
{
	int64_t left = f->term.day - (int64_t)ui->today;
	bool term = f->term.of != FT_NONE;

	return (struct region_row){
		.url = folder_item_url(ui->arena, f->q->code, f->q->id.v),
		.place_url = url_folder_board(ui->arena, f->q->code),
		.place = f->q->place_name, .title = f->q->title,
		.year = folder_num(ui->arena, f->q->year),
		.state = folder_label(ui, f->q->state),
		.person = f->q->person_name.n ? f->q->person_name : S(""),
		.term = folder_term_words(ui, &f->term),
		.left = term && f->term.of != FT_GONE ? ui_left(ui, left) : S(""),
		.idle = idle_words(ui, f), .late = term && left < 0,
		.soon = term && left >= 0 && left <= FOLDER_SOON, .demo = f->q->demo,
	};
}

/* Counts by state, each a link; how many stand still; how many municipalities are at it. */
static enum err
counts(struct req *rq, const struct folder_at *w, const struct all *all, const struct look *l,
    struct view_region *v)
{
	struct str self = url_folder_board(rq->arena, w->p->code);
	int64_t by[FS_N] = { 0 }, still = 0, places = 0;
	const struct ui *ui = &rq->ui;

	for (size_t i = 0; i < all->n; i++) {
		bool seen = false;

		for (size_t k = 0; k < i && !seen; k++)
			seen = str_eq(all->p[k].q->code, all->p[i].q->code);
		places += !seen;
		by[all->p[i].q->state > 0 && all->p[i].q->state < FS_N ? all->p[i].q->state : 0]++;
		still += all->p[i].still;
	}
	v->states.p = arena_array(rq->arena, struct region_count, FS_N + 2);
	if (v->states.p == NULL)
		return E_NOMEM;
	v->states.p[v->states.n++] = (struct region_count){ self, tr(ui, "Все"),
		ui_num(ui, (int64_t)all->n), l->state == 0 && !l->still };
	for (int s = 1; s < FS_N; s++)
		if (by[s] > 0)
			v->states.p[v->states.n++] = (struct region_count){
				str_fmt(rq->arena, "%.*s?state=%s", FMT(self),
				    folder_states[s].code),
				folder_head(ui, s), ui_num(ui, by[s]), l->state == s };
	v->states.p[v->states.n++] = (struct region_count){
		str_fmt(rq->arena, "%.*s?still=1", FMT(self)), tr(ui, "Стоит на месте"),
		ui_num(ui, still), l->still };
	v->summary = trf(ui, "Мер в работе и с итогом: %1. Муниципалитетов: %2.",
	    ui_num(ui, (int64_t)all->n), ui_num(ui, places));
	return OK;
}

enum err
folder_region_page(struct req *rq, const struct folder_at *w)
{
	struct look l = read_look(rq);
	struct view_region v = { .heading = places_heading(w->x, w->at, rq->arena) };
	struct all all = { 0 };

	TRY(read_all(rq, w, &all));
	v.page.title = trf(&rq->ui, "Папки региона: %1", w->p->short_name);
	folder_crumbs(&rq->ui, w, S(""), S(""), S(""), &v.page);
	TRY(counts(rq, w, &all, &l, &v));
	v.rows.p = arena_array(rq->arena, struct region_row, SHOWN_MAX);
	if (v.rows.p == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < all.n; i++) {
		if (!takes(&l, &all.p[i]))
			continue;
		v.n++;
		v.demo |= all.p[i].q->demo;
		if (v.rows.n < SHOWN_MAX)
			v.rows.p[v.rows.n++] = row_of(&rq->ui, &all.p[i]);
	}
	v.empty = all.n == 0;
	v.csv_url = url_folder_board_csv(rq->arena, w->p->code);
	v.csv_url = str_fmt(rq->arena, "%.*s%s%s%s", FMT(v.csv_url),
	    l.state ? "?state=" : "", l.state ? folder_states[l.state].code : "",
	    l.still ? "?still=1" : "");
	return view_region(&rq->ui, &v);
}

/* ---- CSV ---------------------------------------------------------------------------- */

static void
cell(struct buf *out, struct str s)
{
	buf_putc(out, ',');
	put_csv(out, s);
}

enum err
folder_region_csv(struct req *rq, const struct folder_at *w)
{
	static const char *const head[] = { N_("Муниципалитет"), N_("Код"), N_("Мера"), N_("Год"),
		N_("Состояние"), N_("Срок"), N_("Какой срок"), N_("Ответственный"),
		N_("Дней без движения"), N_("Стоит на месте"), N_("Просим, ₽"), N_("Получили, ₽") };
	struct look l = read_look(rq);
	const struct ui *ui = &rq->ui;
	struct buf *out = rq->out;
	struct all all = { 0 };

	TRY(read_all(rq, w, &all));
	buf_put(out, S("\xEF\xBB\xBF"));
	for (size_t i = 0; i < LEN(head); i++) {
		buf_put(out, i ? S(",") : S(""));
		put_csv(out, tr_z(ui, head[i]));
	}
	buf_put(out, S("\r\n"));
	for (size_t i = 0; i < all.n; i++) {
		const struct found *f = &all.p[i];

		if (!takes(&l, f))
			continue;
		put_csv(out, f->q->place_name);
		cell(out, f->q->code);
		cell(out, f->q->title);
		buf_fmt(out, ",%lld", (long long)f->q->year);
		cell(out, folder_label(ui, f->q->state));
		cell(out, f->term.of != FT_NONE ? ui_day_iso(ui, f->term.day) : S(""));
		cell(out, folder_term_words(ui, &f->term));
		cell(out, f->q->person_name.n ? f->q->person_name : S(""));
		buf_fmt(out, ",%lld", (long long)f->idle);
		cell(out, f->still ? tr(ui, "да") : tr(ui, "нет"));
		cell(out, f->q->asked.has ? folder_num(rq->arena, f->q->asked.v) : S(""));
		cell(out, f->q->got.has ? folder_num(rq->arena, f->q->got.v) : S(""));
		buf_put(out, S("\r\n"));
	}
	return reply_file(rq, "text/csv; charset=utf-8",
	    trf(ui, "Папки региона %1 %2.csv", w->p->short_name, ui_day_iso(ui, ui->today)));
}
