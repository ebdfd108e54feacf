/* work.c - working days by the production calendar of Russia. */
#include "calendar/work.h"

#define FIRST 2025	/* years of workdays.def */
#define LAST 2026
#define FAR 4000	/* days: further than any term */

struct moved { int y, m, d; bool on; };
static const struct moved table[] = {
#define OFF(y, m, d) { y, m, d, false },
#define ON(y, m, d) { y, m, d, true },
#include "calendar/workdays.def"
#undef OFF
#undef ON
};

/* ---- what the operator told ----------------------------------------------------------- */

static struct str
one_of(struct str *rest)
{
	size_t i = 0, n;
	struct str s = *rest;

	while (i < s.n && (s.p[i] == ',' || s.p[i] == ';' || s.p[i] == ' ' || s.p[i] == '\t'))
		i++;
	for (n = i; n < s.n && s.p[n] != ',' && s.p[n] != ';' && s.p[n] != ' ' && s.p[n] != '\t';)
		n++;
	*rest = (struct str){ s.p + n, s.n - n };
	return (struct str){ s.p + i, n - i };
}

static bool
told_has(struct str days, int32_t day)
{
	struct str rest = days, one;
	int32_t d;

	if (days.n == 0)
		return false;
	while ((one = one_of(&rest)).n > 0)
		if (day_parse(one, &d) && d == day)
			return true;
	return false;
}

bool
work_told_good(struct str days, struct str *ret_bad)
{
	struct str rest = days, one;
	int32_t d;

	if (days.n == 0)
		return true;
	while ((one = one_of(&rest)).n > 0) {
		if (day_parse(one, &d))
			continue;
		*ret_bad = one;
		return false;
	}
	return true;
}

/* ---- the Labour Code ------------------------------------------------------------------- */

static bool
holiday(struct day d)
{
	return (d.m == 1 && d.d <= 8) || (d.m == 2 && d.d == 23) || (d.m == 3 && d.d == 8) ||
	    (d.m == 5 && (d.d == 1 || d.d == 9)) || (d.m == 6 && d.d == 12) ||
	    (d.m == 11 && d.d == 4);
}

static bool
weekend(int32_t day)
{
	return day_weekday(day) >= 5;
}

/* A holiday of the weekend just before `day` that moved to it. Where the government moved the
 * weekend itself, its table says so, and for 2025 the general rule was not applied. */
static bool
moved_here(int32_t day)
{
	int back = day_weekday(day) == 0 ? 2 : 0;

	for (int i = 1; i <= back; i++) {
		struct day d = day_from(day - i);

		if (d.y != 2025 && holiday(d) && d.m != 1)
			return true;
	}
	return false;
}

bool
work_day(int32_t day, const struct work_told *told)
{
	struct day d = day_from(day);

	if (told != NULL && told_has(told->on, day))
		return true;
	if (told != NULL && told_has(told->off, day))
		return false;
	if (d.y >= FIRST && d.y <= LAST)
		for (size_t i = 0; i < LEN(table); i++)
			if (table[i].y == d.y && table[i].m == d.m && table[i].d == d.d)
				return table[i].on;
	return !weekend(day) && !holiday(d) && !moved_here(day);
}

int32_t
work_after(int32_t day, int n, const struct work_told *told)
{
	for (int i = 0; n > 0 && i < FAR; i++)
		n -= work_day(++day, told);
	return day;
}

int
work_between(int32_t from, int32_t to, const struct work_told *told)
{
	int n = 0, sign = to < from ? -1 : 1;
	int32_t a = to < from ? to : from, b = to < from ? from : to;

	for (int i = 0; a < b && i < FAR; i++)
		n += work_day(++a, told);
	return n * sign;
}
