/* forecast.c - when the next round will open, by the rounds of past years. */
#include "navigator/forecast.h"

#include "calendar/calendar.h"

#define YEAR 365
#define HALF_YEAR 183
#define COMMON_YEAR 2001
#define PERIOD_MAX 4

struct opening { int32_t day; int at; };	/* at: day of the year, 0 to 364 */
struct openings { struct opening p[FORECAST_ROUNDS]; int n; };
struct arc { int from, length, fits; int32_t latest; };

/* The same date has the same place in leap years too; 29 February is 28. */
static struct opening
opening_of(int32_t day)
{
	struct day d = day_from(day);

	if (d.m == 2 && d.d == 29)
		d.d = 28;
	d.y = COMMON_YEAR;
	return (struct opening){ day, day_num(d) - day_num((struct day){ COMMON_YEAR, 1, 1 }) };
}

/* In order of time. When there are too many the oldest falls out. */
static void
put_opening(struct openings *all, int32_t day)
{
	int at;

	if (all->n == FORECAST_ROUNDS) {
		if (day < all->p[0].day)
			return;
		memmove(all->p, all->p + 1, sizeof *all->p * (FORECAST_ROUNDS - 1));
		all->n--;
	}
	at = all->n++;
	for (; at > 0 && all->p[at - 1].day > day; at--)
		all->p[at] = all->p[at - 1];
	all->p[at] = opening_of(day);
}

/* Of two within half a year the later one stays: a round a year, whatever the calendar says. */
static void
one_a_year(struct openings *all)
{
	int n = 0;

	for (int i = 0; i < all->n; i++) {
		if (n > 0 && all->p[i].day - all->p[n - 1].day < HALF_YEAR)
			n--;
		all->p[n++] = all->p[i];
	}
	all->n = n;
}

static int
round_the_year(int from, int to)
{
	return (to - from + YEAR) % YEAR;
}

/* The arc that begins at this opening and holds what lies within FORECAST_ARC after it. */
static struct arc
arc_from(const struct openings *all, int first)
{
	struct arc a = { .from = all->p[first].at };

	for (int i = 0; i < all->n; i++) {
		int away = round_the_year(a.from, all->p[i].at);

		if (away >= FORECAST_ARC)
			continue;
		a.fits++;
		a.length = away > a.length ? away : a.length;
		a.latest = all->p[i].day > a.latest ? all->p[i].day : a.latest;
	}
	return a;
}

static bool
better(const struct arc *a, const struct arc *b)
{
	if (a->fits != b->fits)
		return a->fits > b->fits;
	if (a->latest != b->latest)
		return a->latest > b->latest;
	return a->length < b->length;
}

/* The commonest distance between neighbours in years; *ret_even: all are so. */
static int
period_of(const struct openings *all, bool *ret_even)
{
	int seen[PERIOD_MAX + 1] = { 0 }, best = 1;

	for (int i = 1; i < all->n; i++) {
		int gap = (all->p[i].day - all->p[i - 1].day + HALF_YEAR) / YEAR;

		gap = gap < 1 ? 1 : gap;
		seen[gap < PERIOD_MAX ? gap : PERIOD_MAX]++;
	}
	for (int k = 1; k <= PERIOD_MAX; k++)
		if (seen[k] > seen[best])
			best = k;
	*ret_even = seen[best] == all->n - 1;
	return best;
}

static int
length_of(const struct forecast_round *r, size_t n)
{
	int v[FORECAST_ROUNDS], m = 0;

	for (size_t i = 0; i < n && m < FORECAST_ROUNDS; i++) {
		int days, at = m;

		if (!r[i].opens.has || !r[i].closes.has || r[i].closes.v < r[i].opens.v)
			continue;
		days = (int)(r[i].closes.v - r[i].opens.v) + 1;
		for (; at > 0 && v[at - 1] > days; at--)
			v[at] = v[at - 1];
		v[at] = days;
		m++;
	}
	return m > 0 ? v[m / 2] : 0;
}

/* A date of the arc that begins in this year. */
static int32_t
arc_day(const struct arc *a, int year, int after)
{
	struct day d = day_from(day_num((struct day){ COMMON_YEAR, 1, 1 }) + a->from + after);

	d.y += year - COMMON_YEAR;
	return day_num(d);
}

static enum forecast_sure
sure_of(const struct forecast *f, bool even)
{
	int s = f->fits == f->of && f->of >= 3 ? FC_HIGH :
	    f->fits * 3 >= f->of * 2           ? FC_MIDDLE :
						 FC_LOW;

	if ((f->missed || !even) && s > FC_LOW)
		s--;
	return (enum forecast_sure)s;
}

struct forecast
forecast_next(const struct forecast_round *r, size_t n, int32_t today)
{
	struct openings all = { .n = 0 };
	struct arc best = { 0 };
	struct forecast f = { 0 };
	int period, year;
	bool even;

	for (size_t i = 0; i < n; i++)
		if (r[i].opens.has && r[i].opens.v <= today)
			put_opening(&all, (int32_t)r[i].opens.v);
	one_a_year(&all);
	for (int i = 0; i < all.n; i++) {
		struct arc a = arc_from(&all, i);

		if (better(&a, &best))
			best = a;
	}
	if (best.fits < 2)
		return f;
	period = period_of(&all, &even);
	year = day_from(best.latest).y - (opening_of(best.latest).at < best.from);
	year += period;
	for (; arc_day(&best, year, best.length) < today; year += period)
		f.missed = true;
	f.from = arc_day(&best, year, 0);
	f.to = arc_day(&best, year, best.length);
	f.fits = best.fits;
	f.of = all.n;
	f.length = length_of(r, n);
	f.sure = sure_of(&f, even);
	return f;
}

/* ---- words ------------------------------------------------------------------------ */

static const char *const in_month[12] = { N_("январе"), N_("феврале"), N_("марте"), N_("апреле"),
	N_("мае"), N_("июне"), N_("июле"), N_("августе"), N_("сентябре"), N_("октябре"),
	N_("ноябре"), N_("декабре") };

struct str
forecast_when(const struct ui *ui, const struct forecast *f)
{
	struct day a = day_from(f->from), b = day_from(f->to);
	struct str first = tr_z(ui, in_month[a.m - 1]), last = tr_z(ui, in_month[b.m - 1]);
	struct str year = str_fmt(ui->arena, "%d", b.y);

	if (a.y != b.y)
		return trf(
		    ui, "в %1 %2 — %3 %4 года", first, str_fmt(ui->arena, "%d", a.y), last, year);
	if (a.m == b.m)
		return trf(ui, "в %1 %2 года", first, year);
	return trf(ui, "в %1–%2 %3 года", first, last, year);
}

struct str
forecast_sure_words(const struct ui *ui, enum forecast_sure s)
{
	switch (s) {
	case FC_HIGH: return tr(ui, "высокая");
	case FC_MIDDLE: return tr(ui, "средняя");
	case FC_LOW: return tr(ui, "низкая");
	case FC_NONE: break;
	}
	return S("");
}

struct str
forecast_words(const struct ui *ui, const struct forecast *f)
{
	struct str head, sure = forecast_sure_words(ui, f->sure);

	if (f->sure == FC_NONE)
		return S("");
	head = trf(ui, "Следующий приём ожидается %1: так было %2 %3 из %4. Уверенность %5.",
	    forecast_when(ui, f), ui_num(ui, f->fits), trn(ui, f->fits, "год|года|лет"),
	    ui_num(ui, f->of), sure);
	if (!f->missed)
		return head;
	return trf(ui, "%1 Прошлый раз приём по этой привычке не открылся.", head);
}
