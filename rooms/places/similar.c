/* similar.c - towns like ours, and neighbours.
 *
 * Likeness is a sum of parts, 100 in all; a part that is not known of one of the two is left
 * out and the rest is stretched to 100. The page says the same words (views/place.html):
 *
 *   population 40   40 (1 - |ln(a/b)| / ln 4): half at twice, nothing at four times as many
 *   kind       20   the same 20; both okrugs 10
 *   statuses   15   common ones over all of both (Jaccard); both without any: 15
 *   district   10   the same region 10, the same federal district 7
 *   latitude   10   10 (1 - difference / 15 degrees): winters and daylight
 *   centre      5   5 (1 - |ln((a + 10)/(b + 10))| / ln 8), a and b km to the regional centre
 */
#include "places/places_impl.h"

#include <math.h>
#include <stdlib.h>

#define EARTH_KM 6371.0088	/* mean radius, IUGG */
#define DEGREE 0.017453292519943295
#define PARTS 6

struct part { double points, of; bool known; };
struct parts { struct part p[PARTS]; };
enum { LIKE_PEOPLE, LIKE_KIND, LIKE_STATUS, LIKE_DISTRICT, LIKE_NORTH, LIKE_CENTRE };

/* Great circle by haversines (R. W. Sinnott, Sky and Telescope 68, 1984, p. 159). */
double
places_km(const struct place *a, const struct place *b)
{
	double u = sin((b->lat - a->lat) * DEGREE / 2), v = sin((b->lon - a->lon) * DEGREE / 2);
	double h = u * u + cos(a->lat * DEGREE) * cos(b->lat * DEGREE) * v * v;

	return 2 * EARTH_KM * asin(sqrt(h < 1 ? h : 1));
}

static double
share(double gap, double most)
{
	return gap >= most ? 0 : 1 - gap / most;
}

static bool
okrug(enum place_kind k)
{
	return k == PK_municipal_okrug || k == PK_urban_okrug || k == PK_urban_okrug_divided;
}

/* The seat of the region: km, negative when not known. */
static double
to_centre(const struct places_index *x, const struct place *p)
{
	const struct place *r = p->region >= 0 ? &x->p[p->region] : NULL;

	return r && r->has_point && p->has_point ? places_km(p, r) : -1;
}

static int
bits(uint32_t v)
{
	return __builtin_popcount(v);
}

static void
compare(const struct places_index *x, const struct place *a, const struct place *b,
    struct parts *ret)
{
	double ca = to_centre(x, a), cb = to_centre(x, b);
	struct part *p = ret->p;

	*ret = (struct parts){ 0 };
	p[LIKE_PEOPLE].of = 40;
	if (a->population.v > 0 && b->population.v > 0) {
		p[LIKE_PEOPLE].known = true;
		p[LIKE_PEOPLE].points = 40 *
		    share(fabs(log((double)a->population.v / (double)b->population.v)), log(4));
	}
	p[LIKE_KIND] = (struct part){ a->kind == b->kind ? 20 :
		okrug(a->kind) && okrug(b->kind) ? 10 : 0, 20, true };
	p[LIKE_STATUS] = (struct part){ a->statuses | b->statuses ?
		    15.0 * bits(a->statuses & b->statuses) / bits(a->statuses | b->statuses) :
		    15,
		15, true };
	p[LIKE_DISTRICT] = (struct part){ a->region == b->region ? 10 :
		a->district >= 0 && a->district == b->district ? 7 : 0, 10, true };
	p[LIKE_NORTH].of = 10;
	if (a->has_point && b->has_point) {
		p[LIKE_NORTH].known = true;
		p[LIKE_NORTH].points = 10 * share(fabs(a->lat - b->lat), 15);
	}
	p[LIKE_CENTRE].of = 5;
	if (ca >= 0 && cb >= 0) {
		p[LIKE_CENTRE].known = true;
		p[LIKE_CENTRE].points = 5 * share(fabs(log((ca + 10) / (cb + 10))), log(8));
	}
}

static double
total(const struct parts *s)
{
	double got = 0, of = 0;

	for (int i = 0; i < PARTS; i++) {
		if (s->p[i].known) {
			got += s->p[i].points;
			of += s->p[i].of;
		}
	}
	/* with the population unknown no more than 60 can be said */
	return s->p[LIKE_PEOPLE].known ? 100 * got / of : got;
}

/* ---- words ----------------------------------------------------------------------- */

static void
add(struct buf *b, struct str s)
{
	if (b->n > 0)
		buf_putz(b, ", ");
	buf_put(b, s);
}

static struct str
times(const struct ui *ui, double k)
{
	struct buf b;

	buf_init(&b, ui->arena, 64);
	buf_put(&b, ui_real(ui, round(k * 10) / 10));
	return buf_str(&b);
}

static void
say_people(const struct ui *ui, const struct place *a, const struct place *b,
    struct buf *same, struct buf *other)
{
	double k = (double)b->population.v / (double)a->population.v;

	if (k < 1.1 && k > 1 / 1.1)
		add(same, tr(ui, "столько же жителей"));
	else if (k > 1)
		add(other,
		    k < 1.95 ? trf(ui, "жителей больше на %1 %",
				   ui_num(ui, (int64_t)((k - 1) * 100 + 0.5))) :
			       trf(ui, "жителей больше в %1 раза", times(ui, k)));
	else
		add(other,
		    k > 0.55 ? trf(ui, "жителей меньше на %1 %",
				   ui_num(ui, (int64_t)((1 - k) * 100 + 0.5))) :
			       trf(ui, "жителей меньше в %1 раза", times(ui, 1 / k)));
}

static void
say_statuses(const struct ui *ui, const struct place *a, const struct place *b,
    struct buf *same, struct buf *other)
{
	for (int i = 0; i < PS_N; i++) {
		uint32_t bit = (uint32_t)1 << i;
		struct str name = str_c(place_status_name((enum place_status)i, ui->lang));

		if (a->statuses & b->statuses & bit)
			add(same, name);
		else if (b->statuses & bit)
			add(other, name);
		else if (a->statuses & bit)
			add(other, trf(ui, "не %1", name));
	}
}

static void
say_where(const struct ui *ui, const struct place *a, const struct place *b,
    struct buf *same, struct buf *other)
{
	double d = b->lat - a->lat;
	int64_t km = (int64_t)(fabs(d) * 111.2 / 10 + 0.5) * 10;

	if (a->region == b->region)
		add(same, tr(ui, "тот же регион"));
	else if (a->district >= 0 && a->district == b->district)
		add(same, tr(ui, "тот же федеральный округ"));
	if (a->has_point && b->has_point && fabs(d) >= 3)
		add(other,
		    d > 0 ? trf(ui, "севернее на %1 км", ui_num(ui, km)) :
			    trf(ui, "южнее на %1 км", ui_num(ui, km)));
}

static void
say(const struct ui *ui, const struct place *a, const struct place *b, struct places_like *ret)
{
	struct buf same, other;

	buf_init(&same, ui->arena, 4 * KiB);
	buf_init(&other, ui->arena, 4 * KiB);
	if (a->population.v > 0 && b->population.v > 0)
		say_people(ui, a, b, &same, &other);
	else
		add(&other, tr(ui, "население одного из двух не известно"));
	if (a->kind == b->kind)
		add(&same, tr(ui, "тот же тип"));
	else
		add(&other, str_c(place_kind_name(b->kind, ui->lang)));
	say_statuses(ui, a, b, &same, &other);
	say_where(ui, a, b, &same, &other);
	ret->same = same.n ? buf_str(&same) : S("");
	ret->differs = other.n ? buf_str(&other) : S("");
}

/* ---- the nearest of all ---------------------------------------------------------- */

struct scored { double v; int place; };

static int
greatest(const void *a, const void *b)
{
	const struct scored *p = a, *r = b;

	if (p->v > r->v || p->v < r->v)
		return p->v > r->v ? -1 : 1;
	return p->place - r->place;
}

enum err
places_similar(const struct places_index *x, int place, size_t limit, struct arena *a,
    const struct ui *ui, struct places_likes *ret)
{
	struct scored *s = arena_array(a, struct scored, x->n + 1);
	struct places_likes out = { arena_array(a, struct places_like, limit + 1), 0 };
	struct parts parts;
	size_t n = 0;

	if (s == NULL || out.p == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < x->n; i++) {
		if (x->p[i].level != PLACE_MUNI || !x->p[i].now || (int)i == place)
			continue;
		compare(x, &x->p[place], &x->p[i], &parts);
		s[n++] = (struct scored){ total(&parts), (int)i };
	}
	qsort(s, n, sizeof *s, greatest);
	for (; out.n < limit && out.n < n; out.n++) {
		out.p[out.n].place = s[out.n].place;
		out.p[out.n].score = (int)(s[out.n].v + 0.5);
		say(ui, &x->p[place], &x->p[s[out.n].place], &out.p[out.n]);
	}
	*ret = out;
	return OK;
}

enum err
places_neighbours(const struct places_index *x, int place, size_t limit, struct arena *a,
    struct places_nears *ret)
{
	struct scored *s = arena_array(a, struct scored, x->n + 1);
	struct places_nears out = { arena_array(a, struct places_near, limit + 1), 0 };
	size_t n = 0;

	if (s == NULL || out.p == NULL)
		return E_NOMEM;
	for (size_t i = 0; x->p[place].has_point && i < x->n; i++)
		if (x->p[i].level == PLACE_MUNI && x->p[i].now && x->p[i].has_point &&
		    (int)i != place)
			s[n++] = (struct scored){ -places_km(&x->p[place], &x->p[i]), (int)i };
	qsort(s, n, sizeof *s, greatest);
	for (; out.n < limit && out.n < n; out.n++)
		out.p[out.n] = (struct places_near){ s[out.n].place, -s[out.n].v };
	*ret = out;
	return OK;
}
