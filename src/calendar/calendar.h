/* calendar.h - days, and how dates are read and said.
 *
 * Owns    nothing.
 * Memory  none.
 * Errors  false: no such date.
 * Threads any.
 *
 * A day is counted from 1970-01-01 (UTC day number). Times are UTC seconds.
 */
#pragma once
#include "base/base.h"

struct day { int y, m, d; };		/* 2026, 12, 2 */

int32_t day_num(struct day d);
struct day day_from(int32_t num);
int day_weekday(int32_t num);		/* 0 Monday … 6 Sunday */
/* The local day of an instant at `offset_min` from UTC (Moscow: 180). */
int32_t day_of(int64_t utc, int offset_min);
int64_t day_start(int32_t num, int offset_min);	/* UTC second of local midnight */
/* «2.6.2025», «02.06.2025», «2025-06-02», «2 июня 2025 года», "2 June 2025"; blanks
 * around allowed. Years 1 to 9999. */
bool day_parse(struct str s, int32_t *ret);
/* The same, and «today», «today+30», «today-7» for files of the demonstration. */
bool day_parse_rel(struct str s, int32_t today, int32_t *ret);
void put_day_iso(struct buf *b, int32_t day);			/* 2025-06-02 */
void put_day_field(struct buf *b, int32_t day);			/* 02.06.2025 */
enum day_form {
	DAY_SHORT,	/* «2 декабря», «2 декабря 2025» when the year is not `today`'s */
	DAY_YEAR,	/* «2 декабря 2026 года» / "2 December 2026" */
	DAY_WEEKDAY,	/* «вторник, 2 декабря 2026 года» */
};
void put_day(struct buf *b, int32_t day, int32_t today, enum day_form f, bool en);
/* RFC 9110 date, RFC 3339 instant, iCalendar basic format. */
void put_http_date(struct buf *b, int64_t utc);
void put_rfc3339(struct buf *b, int64_t utc);
void put_ical(struct buf *b, int64_t utc);
