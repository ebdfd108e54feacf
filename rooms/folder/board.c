/* board.c - the folder of a municipality: by state, what is due first before the rest. */
#include "folder/board.h"
#include "folder/region.h"
#include "gen/folder/u.h"
#include "gen/folder/v.h"

/* In the order of the page. */
static const int order[] = { FS_PREPARING, FS_INTERESTED, FS_APPLIED, FS_WON, FS_REFUSED,
	FS_PUT_OFF };

/* ---- the filter ---------------------------------------------------------------------- */

enum err
folder_filter_read(struct req *rq, struct folder_filter *ret)
{
	struct str who = req_query(rq, "who");
	struct folder_filter f = { .who = FW_ALL };

	if (str_is(who, "me"))
		f = (struct folder_filter){ .who = FW_ONE, .person = rq->viewer->id.v };
	else if (str_is(who, "none"))
		f.who = FW_NONE;
	else if (str_int(who, &f.person) && f.person > 0)
		f.who = FW_ONE;
	f.year = req_query_int(rq, "year", 0, FOLDER_YEAR_MIN, FOLDER_YEAR_MAX);
	*ret = f;
	return OK;
}

bool
folder_filter_takes(const struct folder_filter *f, const struct folder_row *r)
{
	if (f->year != 0 && r->q.year != f->year)
		return false;
	if (f->who == FW_NONE)
		return !r->q.person.has;
	return f->who == FW_ALL || (r->q.person.has && r->q.person.v == f->person);
}

struct str
folder_filter_url(struct arena *a, struct str path, const struct folder_filter *f)
{
	struct buf b;
	char sep = '?';

	buf_init(&b, a, 4 * KiB);
	buf_put(&b, path);
	if (f->who == FW_NONE)
		buf_fmt(&b, "%cwho=none", sep);
	else if (f->who == FW_ONE)
		buf_fmt(&b, "%cwho=%lld", sep, (long long)f->person);
	sep = f->who == FW_ALL ? '?' : '&';
	if (f->year != 0)
		buf_fmt(&b, "%cyear=%lld", sep, (long long)f->year);
	return buf_str(&b);
}

/* ---- rows ------------------------------------------------------------------------------ */

static struct str
papers_words(const struct ui *ui, int64_t done, int64_t of)
{
	return of == 0 ? S("") : trf(ui, "%1 из %2", ui_num(ui, done), ui_num(ui, of));
}

struct str
folder_expected_words(const struct ui *ui, const struct folder_row *r)
{
	if (r->next.sure == FC_NONE)
		return S("");
	return trf(ui, "следующий приём ожидается %1, уверенность %2", forecast_when(ui, &r->next),
	    forecast_sure_words(ui, r->next.sure));
}

static struct board_row
board_row(const struct ui *ui, const struct folder_at *w, const struct folder_row *r)
{
	const struct q_items *q = &r->q;
	int64_t left = r->term.day - (int64_t)ui->today;
	bool term = r->term.of != FT_NONE;
	struct opt_int sum = q->state == FS_WON && q->got.has ? q->got : q->asked;

	return (struct board_row){
		.url = folder_item_url(ui->arena, w->p->code, q->id.v),
		.title = q->title,
		.aim = q->aim,
		.year = folder_num(ui->arena, q->year),
		.person = q->person_name.n ? q->person_name : S(""),
		.sum = sum.has ? ui_money(ui, sum.v) : S(""),
		.term = folder_term_words(ui, &r->term),
		.left = term && r->term.of != FT_GONE ? ui_left(ui, left) : S(""),
		.expected = folder_expected_words(ui, r),
		.papers = folder_at_work(q->state) ? papers_words(ui, q->done, q->checks) : S(""),
		.done = q->done,
		.of = q->checks,
		.soon = term && left >= 0 && left <= FOLDER_SOON,
		.late = term && left < 0,
		.demo = q->demo,
		.work = folder_at_work(q->state),
		.gone = r->card->id == 0,
	};
}

static enum err
group(struct req *rq, const struct folder_at *w, const struct folder_rows *all,
    const struct folder_filter *f, int state, struct view_board *v)
{
	struct board_group g = { .code = str_c(folder_states[state].code),
		.head = folder_head(&rq->ui, state) };
	int64_t sum = 0;

	g.rows.p = arena_array(rq->arena, struct board_row, all->n + 1);
	if (g.rows.p == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < all->n; i++) {
		const struct folder_row *r = &all->p[i];

		if (r->q.state != state || !folder_filter_takes(f, r))
			continue;
		g.rows.p[g.rows.n++] = board_row(&rq->ui, w, r);
		sum += state == FS_WON ? r->q.got.v : r->q.asked.v;
		v->demo |= r->q.demo;
	}
	if (g.rows.n == 0)
		return OK;
	if (sum > 0)
		g.sum = ui_money(&rq->ui, sum);
	v->n += (int64_t)g.rows.n;
	v->groups.p[v->groups.n++] = g;
	return OK;
}

/* ---- the filter's choices ---------------------------------------------------------------- */

static void
option(struct board_options *list, struct str value, struct str label, bool on)
{
	for (size_t i = 0; i < list->n; i++)
		if (str_eq(list->p[i].value, value))
			return;
	list->p[list->n++] = (struct board_option){ value, label, on };
}

static enum err
options(struct req *rq, const struct folder_rows *all, const struct folder_filter *f,
    struct view_board *v)
{
	const struct ui *ui = &rq->ui;
	struct str me = folder_num(rq->arena, rq->viewer->id.v);

	v->who.p = arena_array(rq->arena, struct board_option, all->n + 4);
	v->years.p = arena_array(rq->arena, struct board_option, all->n + 2);
	if (v->who.p == NULL || v->years.p == NULL)
		return E_NOMEM;
	option(&v->who, S(""), tr(ui, "все"), f->who == FW_ALL);
	option(&v->who, me, tr(ui, "я"), f->who == FW_ONE && f->person == rq->viewer->id.v);
	option(&v->who, S("none"), tr(ui, "никто не назначен"), f->who == FW_NONE);
	option(&v->years, S(""), tr(ui, "все годы"), f->year == 0);
	for (size_t i = 0; i < all->n; i++) {
		const struct q_items *q = &all->p[i].q;

		if (q->person.has && q->person_name.n > 0)
			option(&v->who, folder_num(rq->arena, q->person.v), q->person_name,
			    f->who == FW_ONE && f->person == q->person.v);
		option(&v->years, folder_num(rq->arena, q->year), folder_num(rq->arena, q->year),
		    f->year == q->year);
	}
	return OK;
}

/* ---- the top of the page ------------------------------------------------------------------ */

static void
part(const struct ui *ui, struct buf *b, int64_t n, struct str label)
{
	if (n == 0)
		return;
	if (b->n > 0)
		buf_put(b, S(", "));
	buf_put(b, trf(ui, "%1 — %2", label, ui_num(ui, n)));
}

/* «готовим — 2, присматриваемся — 1, подали — 1» and the nearest term of all. */
static void
summary(const struct ui *ui, const struct folder_at *w, const struct folder_rows *all,
    const struct folder_filter *f, struct view_board *v)
{
	int64_t by[FS_N] = { 0 }, asked = 0, got = 0;
	struct buf b;

	buf_init(&b, ui->arena, 4 * KiB);
	for (size_t i = 0; i < all->n; i++) {
		const struct folder_row *r = &all->p[i];

		if (!folder_filter_takes(f, r))
			continue;
		by[r->q.state > 0 && r->q.state < FS_N ? r->q.state : 0]++;
		asked += r->q.state <= FS_REFUSED ? r->q.asked.v : 0;
		got += r->q.state == FS_WON ? r->q.got.v : 0;
		if (v->nearest.n == 0 && r->term.of != FT_NONE && r->term.of != FT_GONE) {
			int64_t left = r->term.day - (int64_t)ui->today;

			v->nearest = trf(ui, "%1, %2: %3", folder_term_words(ui, &r->term),
			    ui_left(ui, left), r->q.title);
			v->nearest_url = folder_item_url(ui->arena, w->p->code, r->q.id.v);
		}
	}
	for (size_t i = 0; i < LEN(order); i++)
		part(ui, &b, by[order[i]], folder_label(ui, order[i]));
	v->summary = buf_str(&b);
	v->asked = asked > 0 ? ui_money(ui, asked) : S("");
	v->got = got > 0 ? ui_money(ui, got) : S("");
}

static void
links(struct arena *a, const struct folder_at *w, const struct folder_filter *f,
    struct view_board *v)
{
	v->self = url_folder_board(a, w->p->code);
	v->all_url = v->self;
	v->csv_url = folder_filter_url(a, url_folder_board_csv(a, w->p->code), f);
	v->xlsx_url = folder_filter_url(a, url_folder_board_xlsx(a, w->p->code), f);
	v->calendar_url = url_folder_calendar(a, w->p->code);
	v->add_url = url_folder_add_page(a, w->p->code);
	v->find_url = str_fmt(a, "/navigator?place=%.*s&verdict=yes", FMT(w->p->code));
}

/* What was deleted: that it was. */
static enum err
gone(struct req *rq, const struct folder_at *w, struct view_board *v)
{
	const struct ui *ui = &rq->ui;
	struct q_gone_rows g;

	TRY(q_gone(rq->db, rq->arena, w->p->id, &g));
	v->gone.p = arena_array(rq->arena, struct board_gone, g.n + 1);
	if (v->gone.p == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < g.n; i++)
		v->gone.p[v->gone.n++] = (struct board_gone){
			.iso = ui_day_iso(ui, day_of(g.p[i].at, ui->tz_min)),
			.when = ui_moment(ui, g.p[i].at),
			.what = trf(ui, "%1, приём %2 года", g.p[i].title,
			    folder_num(rq->arena, g.p[i].year)),
			.state = folder_label(ui, g.p[i].state),
			.who = g.p[i].who.n ? g.p[i].who : tr(ui, "портал") };
	return OK;
}

enum err
folder_board(struct req *rq)
{
	struct view_board v = { 0 };
	struct folder_filter f;
	struct folder_rows all;
	struct folder_at w;
	bool region;

	TRY(folder_region_at(rq, &w, &region));
	if (region)
		return folder_region_page(rq, &w);
	TRY(folder_at(rq, &w));
	TRY(folder_filter_read(rq, &f));
	TRY(folder_rows(rq, w.p->id, &all));
	v.w = &w;
	v.heading = places_heading(w.x, w.at, rq->arena);
	v.page.title = trf(&rq->ui, "Папка: %1", w.p->short_name);
	folder_crumbs(&rq->ui, &w, S(""), S(""), S(""), &v.page);
	v.groups.p = arena_array(rq->arena, struct board_group, LEN(order));
	if (v.groups.p == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < LEN(order); i++)
		TRY(group(rq, &w, &all, &f, order[i], &v));
	v.filtered = f.who != FW_ALL || f.year != 0;
	v.empty = all.n == 0;
	v.full = all.n >= FOLDER_ITEMS;
	summary(&rq->ui, &w, &all, &f, &v);
	TRY(options(rq, &all, &f, &v));
	links(rq->arena, &w, &f, &v);
	TRY(gone(rq, &w, &v));
	return view_board(&rq->ui, &v);
}
