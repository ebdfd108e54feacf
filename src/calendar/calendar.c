/* calendar.c - days counted, read and said. */
#include <stdio.h>
#include "calendar/calendar.h"

enum { YEAR_MIN = 1, YEAR_MAX = 9999, DAY_SECONDS = 86400 };

static const char *const months_ru[] = {	/* genitive: «2 декабря» */
	"января", "февраля", "марта", "апреля", "мая", "июня",
	"июля", "августа", "сентября", "октября", "ноября", "декабря",
};
static const char *const months_en[] = {
	"January", "February", "March", "April", "May", "June",
	"July", "August", "September", "October", "November", "December",
};
static const char *const days_ru[] = {
	"понедельник", "вторник", "среда", "четверг", "пятница", "суббота", "воскресенье",
};
static const char *const days_en[] = {
	"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday",
};

static int64_t
floor_div(int64_t a, int64_t b)
{
	return a / b - (a % b != 0 && (a < 0) != (b < 0));
}

/* Years are begun in March here, so that a leap day comes last. */
int32_t
day_num(struct day d)
{
	int64_t y = d.m > 2 ? d.y : d.y - 1, m = (d.m + 9) % 12;

	return (int32_t)(365 * y + floor_div(y, 4) - floor_div(y, 100) + floor_div(y, 400) +
	    (m * 306 + 5) / 10 + d.d - 1 - 719468);
}

struct day
day_from(int32_t num)
{
	int64_t z = (int64_t)num + 719468, era = floor_div(z, 146097), doe = z - era * 146097;
	int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100), mp = (5 * doy + 2) / 153;
	struct day d;

	d.d = (int)(doy - (153 * mp + 2) / 5 + 1);
	d.m = (int)(mp < 10 ? mp + 3 : mp - 9);
	d.y = (int)(yoe + era * 400 + (d.m <= 2));
	return d;
}

int
day_weekday(int32_t num)
{
	int w = (int)(((int64_t)num + 3) % 7); /* 1970-01-01 was a Thursday */

	return w < 0 ? w + 7 : w;
}

int32_t
day_of(int64_t utc, int offset_min)
{
	return (int32_t)floor_div(utc + (int64_t)offset_min * 60, DAY_SECONDS);
}

int64_t
day_start(int32_t num, int offset_min)
{
	return (int64_t)num * DAY_SECONDS - (int64_t)offset_min * 60;
}

/* ---- reading ------------------------------------------------------------- */

static bool
day_make(int64_t y, int64_t m, int64_t d, int32_t *ret)
{
	if (y < YEAR_MIN || y > YEAR_MAX || m < 1 || m > 12 || d < 1 || d > 31)
		return false;
	struct day day = { (int)y, (int)m, (int)d };
	int32_t num = day_num(day);
	struct day back = day_from(num);
	if (back.d != day.d || back.m != day.m)
		return false; /* 31 April */
	*ret = num;
	return true;
}

/* Digits only, `lo` to `hi` of them. */
static bool
digits(struct str s, size_t lo, size_t hi, int64_t *ret)
{
	if (s.n < lo || s.n > hi)
		return false;
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] < '0' || s.p[i] > '9')
			return false;
	return str_int(s, ret);
}

/* A word of the text off its head; blanks after it are eaten. */
static struct str
word_cut(struct str *rest)
{
	size_t n = 0;

	while (n < rest->n && rest->p[n] != ' ' && rest->p[n] != '\t' &&
	    !(rest->p[n] == '\xC2' && n + 1 < rest->n && rest->p[n + 1] == '\xA0'))
		n++;
	struct str w = { rest->p, n };
	*rest = str_trim((struct str){ rest->p + n, rest->n - n });
	return w;
}

/* Lower case for the month names: Russian capitals have the lead byte D0. */
static bool
same_name(struct str s, const char *name)
{
	size_t n = strlen(name);

	if (s.n != n)
		return false;
	for (size_t i = 0; i < n; i++) {
		unsigned char a = (unsigned char)s.p[i], b = (unsigned char)name[i];
		if (a == b || (a >= 'A' && a <= 'Z' && a + 32 == b) ||
		    (a < 0x80 && b < 0x80 && b >= 'A' && b <= 'Z' && b + 32 == a))
			continue;
		/* А…П are D0 90…9F, а…п D0 B0…BF; Р…Я are D0 A0…AF, р…я D1 80…8F. */
		if (i + 1 < n && a == 0xD0 && b == 0xD1 && (unsigned char)s.p[i + 1] >= 0xA0 &&
		    (unsigned char)s.p[i + 1] <= 0xAF &&
		    (unsigned char)name[i + 1] == (unsigned char)s.p[i + 1] - 0x20) {
			i++;
			continue;
		}
		if (i > 0 && (unsigned char)s.p[i - 1] == 0xD0 && a >= 0x90 && a <= 0x9F &&
		    b == a + 0x20)
			continue;
		return false;
	}
	return true;
}

static bool
parse_words(struct str s, int32_t *ret)
{
	int64_t d = 0, y = 0, m = 0;
	struct str day = word_cut(&s), month = word_cut(&s), year = word_cut(&s);

	for (size_t i = 0; i < LEN(months_ru); i++)
		if (same_name(month, months_ru[i]) || same_name(month, months_en[i]))
			m = (int64_t)i + 1;
	if (!digits(day, 1, 2, &d) || !digits(year, 4, 4, &y))
		return false;
	if (s.n > 0 && !str_is(s, "года") && !str_is(s, "г."))
		return false;
	return day_make(y, m, d, ret);
}

bool
day_parse(struct str s, int32_t *ret)
{
	struct str a, b, c, rest;
	int64_t y, m, d;

	s = str_trim(s);
	a = str_cut(s, '.', &rest);
	if (rest.p != NULL) {
		b = str_cut(rest, '.', &c);
		if (digits(a, 1, 2, &d) && digits(b, 1, 2, &m) && c.p && digits(c, 4, 4, &y))
			return day_make(y, m, d, ret);
	}
	a = str_cut(s, '-', &rest);
	if (rest.p != NULL) {
		b = str_cut(rest, '-', &c);
		return digits(a, 4, 4, &y) && digits(b, 1, 2, &m) && c.p && digits(c, 1, 2, &d) &&
		    day_make(y, m, d, ret);
	}
	return parse_words(s, ret);
}

bool
day_parse_rel(struct str s, int32_t today, int32_t *ret)
{
	const struct str word = S("today");
	int64_t n;

	s = str_trim(s);
	if (!str_starts(s, word))
		return day_parse(s, ret);
	struct str shift = { s.p + word.n, s.n - word.n };
	if (shift.n == 0) {
		*ret = today;
		return true;
	}
	if ((shift.p[0] != '+' && shift.p[0] != '-') ||
	    !digits((struct str){ shift.p + 1, shift.n - 1 }, 1, 6, &n))
		return false;
	*ret = (int32_t)(shift.p[0] == '+' ? today + n : today - n);
	return true;
}

/* ---- saying --------------------------------------------------------------- */

void
put_day_iso(struct buf *b, int32_t day)
{
	struct day d = day_from(day);

	buf_fmt(b, "%04d-%02d-%02d", d.y, d.m, d.d);
}

void
put_day_field(struct buf *b, int32_t day)
{
	struct day d = day_from(day);

	buf_fmt(b, "%02d.%02d.%04d", d.d, d.m, d.y);
}

void
put_day(struct buf *b, int32_t day, int32_t today, enum day_form f, bool en)
{
	struct day d = day_from(day), now = day_from(today);
	const char *month = en ? months_en[d.m - 1] : months_ru[d.m - 1];

	if (f == DAY_WEEKDAY)
		buf_fmt(b, "%s, ", en ? days_en[day_weekday(day)] : days_ru[day_weekday(day)]);
	buf_fmt(b, "%d\xC2\xA0%s", d.d, month); /* a day is never torn from its month */
	if (f == DAY_SHORT && d.y == now.y)
		return;
	buf_fmt(b, " %d", d.y);
	if (!en && f != DAY_SHORT)
		buf_putz(b, "\xC2\xA0года");
}

struct clock { struct day d; int32_t num; int h, m, s; };

static struct clock
clock_of(int64_t utc)
{
	struct clock c = { .num = day_of(utc, 0) };
	int64_t s = utc - day_start(c.num, 0);

	c.d = day_from(c.num);
	c.h = (int)(s / 3600);
	c.m = (int)(s / 60 % 60);
	c.s = (int)(s % 60);
	return c;
}

void
put_http_date(struct buf *b, int64_t utc)
{
	struct clock c = clock_of(utc);

	buf_fmt(b, "%.3s, %02d %.3s %04d %02d:%02d:%02d GMT", days_en[day_weekday(c.num)], c.d.d,
	    months_en[c.d.m - 1], c.d.y, c.h, c.m, c.s);
}

void
put_rfc3339(struct buf *b, int64_t utc)
{
	struct clock c = clock_of(utc);

	buf_fmt(b, "%04d-%02d-%02dT%02d:%02d:%02dZ", c.d.y, c.d.m, c.d.d, c.h, c.m, c.s);
}

void
put_ical(struct buf *b, int64_t utc)
{
	struct clock c = clock_of(utc);

	buf_fmt(b, "%04d%02d%02dT%02d%02d%02dZ", c.d.y, c.d.m, c.d.d, c.h, c.m, c.s);
}
