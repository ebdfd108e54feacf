/* cond.c - conditional and partial requests (RFC 9110, 8.8.3, 13.1.2 and 14). */
#include "http/http.h"
#include <strings.h>

/* Cut one entity-tag off the list, without W/: the quoted part, quotes included. */
static struct str
next_tag(struct str *list)
{
	struct str s = *list, tag;
	const char *end;

	while (s.n && (*s.p == ' ' || *s.p == '\t' || *s.p == ','))
		s.p++, s.n--;
	if (str_starts(s, S("W/")))
		s.p += 2, s.n -= 2;
	if (s.n < 2 || *s.p != '"' || !(end = memchr(s.p + 1, '"', s.n - 1)))
		return STR_NONE;
	tag = (struct str){ s.p, (size_t)(end - s.p) + 1 };
	*list = (struct str){ s.p + tag.n, s.n - tag.n };
	return tag;
}

bool
http_etag_match(struct str if_none_match, struct str etag)
{
	struct str own = next_tag(&etag), tag;

	if (str_is(str_trim(if_none_match), "*"))
		return own.p != NULL;
	if (!own.p)
		return false;
	while ((tag = next_tag(&if_none_match)).p)
		if (str_eq(tag, own))
			return true;
	return false;
}

/* Decimal digits, held at SIZE_MAX: a range may claim to end beyond any file. */
static bool
digits(struct str s, size_t *ret)
{
	size_t i, d, v = 0;

	if (s.n == 0)
		return false;
	for (i = 0; i < s.n; i++) {
		if (s.p[i] < '0' || s.p[i] > '9')
			return false;
		d = (size_t)(s.p[i] - '0');
		v = v > (SIZE_MAX - d) / 10 ? SIZE_MAX : v * 10 + d;
	}
	*ret = v;
	return true;
}

/* More than one range is answered with the whole: 14.2 allows it, and it denies
 * the attack of asking for a thousand overlapping ones. */
enum http_range
http_range(struct str header, size_t total, size_t *ret_from, size_t *ret_n)
{
	struct str first, last, unit = str_cut(header, '=', &header);
	size_t from = 0, to = SIZE_MAX, suffix;

	unit = str_trim(unit);
	if (!header.p || unit.n != 5 || strncasecmp(unit.p, "bytes", 5) != 0)
		return HTTP_RANGE_NONE;
	first = str_trim(str_cut(header, '-', &last));
	if (!last.p)
		return HTTP_RANGE_NONE;
	last = str_trim(last);
	if (first.n == 0) {
		if (!digits(last, &suffix))
			return HTTP_RANGE_NONE;
		if (suffix == 0 || total == 0)
			return HTTP_RANGE_BAD;
		*ret_from = suffix < total ? total - suffix : 0;
		*ret_n = total - *ret_from;
		return HTTP_RANGE_OK;
	}
	if (!digits(first, &from) || (last.n && !digits(last, &to)) || from > to)
		return HTTP_RANGE_NONE;
	if (from >= total)
		return HTTP_RANGE_BAD;
	*ret_from = from;
	*ret_n = (to < total ? to + 1 : total) - from;
	return HTTP_RANGE_OK;
}
