/* list.c - the map of regions, the search, suggestions, exports. */
#include "places/places_impl.h"

#include "gen/places/u.h"
#include "gen/places/v.h"
#include "places/rows.h"
#include "entry/entry.h"
#include "text/text.h"
#include "web/open.h"

#define SHOWN 50
#define SUGGESTED 10

/* ---- the map and the table of regions -------------------------------------------- */

static int
shade(int n)
{
	return n < 20 ? 1 : n < 35 ? 2 : n < 50 ? 3 : 4;
}

/* Upper-level municipalities of a region: in force, former. */
static void
count_below(const struct places_index *x, int region, int *ret_now, int *ret_former)
{
	const struct place *r = &x->p[region];

	*ret_now = *ret_former = 0;
	for (size_t i = 0; i < r->kids.n; i++) {
		const struct place *p = &x->p[r->kids.p[i]];

		*ret_now += p->level == PLACE_MUNI && p->now;
		*ret_former += p->level == PLACE_MUNI && !p->now;
	}
}

static enum err
fill_map(struct req *rq, const struct places_index *x, struct map_shapes *ret)
{
	int now, former;

	ret->p = arena_array(rq->arena, struct map_shape, x->regions.n + 1);
	if (ret->p == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < x->regions.n; i++) {
		const struct place *p = &x->p[x->regions.p[i]];

		if (p->outline.n == 0)
			continue;
		count_below(x, x->regions.p[i], &now, &former);
		ret->p[ret->n++] = (struct map_shape){ p->name, url_places_show(rq->arena, p->code),
			p->outline, shade(now), false };
	}
	return OK;
}

/* district -1: regions that lie in none. */
static enum err
fill_district(struct req *rq, const struct places_index *x, int district,
    struct district_groups *groups)
{
	struct district_group g = { .name = tr(&rq->ui, "Вне федеральных округов"), .url = S("") };
	struct region_row row;

	g.rows.p = arena_array(rq->arena, struct region_row, x->regions.n + 1);
	if (g.rows.p == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < x->regions.n; i++) {
		const struct place *p = &x->p[x->regions.p[i]];

		if (p->district != district)
			continue;
		row = (struct region_row){ .name = p->name,
			.url = url_places_show(rq->arena, p->code),
			.population = places_people(&rq->ui, p) };
		count_below(x, x->regions.p[i], &row.municipalities, &row.former);
		g.municipalities += row.municipalities;
		g.former += row.former;
		g.rows.p[g.rows.n++] = row;
	}
	if (district >= 0) {
		g.name = x->p[district].name;
		g.url = url_places_show(rq->arena, x->p[district].code);
	}
	if (g.rows.n > 0)
		groups->p[groups->n++] = g;
	return OK;
}

static enum err
fill_districts(struct req *rq, const struct places_index *x, struct district_groups *ret)
{
	const struct place_ints kids = x->country >= 0 ? x->p[x->country].kids :
		(struct place_ints){ NULL, 0 };

	ret->p = arena_array(rq->arena, struct district_group, kids.n + 2);
	if (ret->p == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < kids.n; i++)
		if (x->p[kids.p[i]].level == PLACE_DISTRICT)
			TRY(fill_district(rq, x, kids.p[i], ret));
	return fill_district(rq, x, -1, ret);
}

/* ---- search ---------------------------------------------------------------------- */

static enum err
fill_found(struct req *rq, const struct places_index *x, struct view_list *v)
{
	struct places_found f;

	TRY(places_find(x, rq->arena, v->q, SHOWN, PLACES_ALL, &f));
	v->asked = true;
	v->guessed = f.guessed;
	v->total = (int64_t)f.total;
	v->shown = (int64_t)f.n;
	v->more = f.total > f.n;
	return places_hit_rows(rq, x, &f, &v->rows);
}

enum err
places_list_page(struct req *rq)
{
	struct view_list v = {
		.page = { .title = tr(&rq->ui, "Территории"),
		    .nav = "places",
		    .description = tr(
			&rq->ui, "Регионы и муниципалитеты России: паспорта, история, карта.") }
	};
	const struct places_index *x;
	int mine;

	TRY(places_get(rq->th, &x));
	v.q = utf8_cut(str_trim(req_query(rq, "q")), 100);
	if (!utf8_valid(v.q))
		v.q = S("");
	if (v.q.n > 0) {
		v.page.title = trf(&rq->ui, "%1: территории", v.q);
		v.page.no_index = true;
		TRY(fill_found(rq, x, &v));
	}
	v.n_municipalities = x->n_municipalities;
	v.n_former = x->n_former;
	v.n_regions = (int)x->regions.n;
	mine = rq->ui.place_code.n ? places_by_code(x, rq->ui.place_code) : -1;
	if (mine >= 0) {
		v.mine_name = places_label(x, mine, rq->arena, rq->ui.lang);
		v.mine_url = url_places_show(rq->arena, x->p[mine].code);
	}
	TRY(fill_map(rq, x, &v.map));
	TRY(fill_districts(rq, x, &v.districts));
	return view_list(&rq->ui, &v);
}

/* A list of choices for a field that suggests; the whole answer is the part. */
enum err
places_suggest_part(struct req *rq, enum places_scope scope)
{
	struct view_suggest v = { .rows = { NULL, 0 } };
	const struct places_index *x;
	struct places_found f;
	struct str q = utf8_cut(str_trim(req_query(rq, "q")), 100);

	TRY(places_get(rq->th, &x));
	if (q.n == 0 || !utf8_valid(q))
		return OK;
	TRY(places_find(x, rq->arena, q, SUGGESTED, scope, &f));
	v.guessed = f.guessed;
	TRY(places_hit_rows(rq, x, &f, &v.rows));
	return view_suggest(&rq->ui, &v);
}

/* ---- exports --------------------------------------------------------------------- */

static void
csv_num(struct buf *b, struct opt_int v)
{
	if (v.has)
		buf_int(b, v.v);
	buf_putc(b, ',');
}

static void
csv_text(struct buf *b, struct str s)
{
	put_csv(b, s);
	buf_putc(b, ',');
}

static void
csv_point(struct buf *b, const struct place *p)
{
	if (p->has_point)
		buf_fmt(b, "%.5f,%.5f,", p->lat, p->lon);
	else
		buf_putz(b, ",,");
}

/* The columns that places_import reads, and the region in words. */
static void
csv_place(struct buf *b, const struct places_index *x, const struct place *p)
{
	bool first = true;

	csv_text(b, p->code);
	csv_text(b, p->parent >= 0 ? x->p[p->parent].code : S(""));
	csv_text(b, str_c(place_kinds[p->kind].code));
	csv_text(b, p->name);
	csv_text(b, p->short_name);
	csv_text(b, p->region_no);
	csv_text(b, p->region >= 0 ? x->p[p->region].name : S(""));
	csv_text(b, p->center);
	csv_point(b, p);
	csv_num(b, p->population);
	csv_num(b, p->population_year);
	for (int i = 0; i < PS_N; i++) {
		if (!(p->statuses & (uint32_t)1 << i))
			continue;
		buf_putz(b, first ? "" : " ");
		buf_putz(b, place_statuses[i].code);
		first = false;
	}
	buf_putc(b, ',');
	csv_num(b, p->valid_from);
	csv_num(b, p->valid_to);
	for (size_t i = 0; i < p->became.n; i++) {
		buf_putz(b, i ? " " : "");
		buf_put(b, x->p[p->became.p[i]].code);
	}
	buf_putc(b, ',');
	put_csv(b, p->note);
	buf_putz(b, "\r\n");
}

static const struct open_column columns[] = {
	{ "code", N_("Код ОКТМО: 8 цифр; RU — страна, FD-… — федеральный округ"), "string" },
	{ "parent", N_("Код того, во что входит"), "string" },
	{ "kind", N_("Вид"), "string" },
	{ "name", N_("Полное название"), "string" },
	{ "short_name", N_("Короткое название"), "string" },
	{ "region_no", N_("Номер региона"), "string" },
	{ "region", N_("Субъект Федерации"), "string" },
	{ "center", N_("Административный центр"), "string" },
	{ "lat", N_("Широта центра"), "decimal" },
	{ "lon", N_("Долгота центра"), "decimal" },
	{ "population", N_("Население"), "integer" },
	{ "population_year", N_("Год, за который население"), "integer" },
	{ "statuses", N_("Статусы"), "string" },
	{ "valid_from", N_("Год образования"), "integer" },
	{ "valid_to", N_("Год упразднения"), "integer" },
	{ "became", N_("Коды преемников, если упразднён"), "string" },
	{ "note", N_("Примечание"), "string" },
};

static const struct open_column *
column(size_t i)
{
	return i < LEN(columns) ? &columns[i] : NULL;
}

static void
csv_head(struct buf *b)
{
	buf_putz(b, "\xEF\xBB\xBF");
	for (size_t i = 0; i < LEN(columns); i++)
		buf_fmt(b, "%s%s", i ? "," : "", columns[i].name);
	buf_putz(b, "\r\n");
}

const struct open_set places_open = {
	.name = "places", .title = N_("Муниципалитеты России"),
	.about = N_("Верхнеуровневые муниципалитеты по ОКТМО, действующие и упразднённые с "
		"преемниками: "
		"вид, центр, координаты, население, статусы."),
	.subject = N_("муниципалитеты, ОКТМО, территории, население"), .kind = ENTRY_PLACE,
	.structure = "20261128", .csv = places_export_all, .page = "/places", .column = column,
};

enum err
places_export_all(struct req *rq)
{
	const struct places_index *x;

	TRY(places_get(rq->th, &x));
	csv_head(rq->out);
	for (size_t i = 0; i < x->n; i++)
		if (x->p[i].level == PLACE_MUNI)
			csv_place(rq->out, x, &x->p[i]);
	return reply_file(rq, "text/csv; charset=utf-8", tr(&rq->ui, "муниципалитеты.csv"));
}

enum err
places_export_below(struct req *rq)
{
	const struct places_index *x;
	int at;

	TRY(places_of_path(rq, &x, &at));
	csv_head(rq->out);
	for (size_t i = 0; i < x->p[at].kids.n; i++)
		csv_place(rq->out, x, &x->p[x->p[at].kids.p[i]]);
	return reply_file(rq, "text/csv; charset=utf-8",
	    str_fmt(rq->arena, "%.*s.csv", FMT(x->p[at].short_name)));
}
