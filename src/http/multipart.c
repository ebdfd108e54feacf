/* multipart.c - multipart/form-data (RFC 7578) over a body that is whole.
 *
 * File data and plain values point into the body; nothing is copied but the
 * few names that have escapes in them.
 */
#define _GNU_SOURCE 1
#include "http/priv.h"
#include <strings.h>

enum { PART_HEAD_MAX = 4096 };

struct part {
	struct str name, filename, type, data;	/* filename.p NULL: a field */
};

static bool
str_same(struct str s, const char *z)	/* without regard to case */
{
	return s.n == strlen(z) && strncasecmp(s.p, z, s.n) == 0;
}

/* Cut `name=value` or `name="value"` off a list with semicolons. */
static bool
next_param(struct str *list, struct str *name, struct str *value)
{
	struct str s = str_trim(*list);
	size_t i;

	while (s.n && *s.p == ';')
		s = str_trim((struct str){ s.p + 1, s.n - 1 });
	if (s.n == 0)
		return false;
	for (i = 0; i < s.n && s.p[i] != '=' && s.p[i] != ';'; i++)
		;
	*name = str_trim((struct str){ s.p, i });
	*value = STR_NONE;
	if (i < s.n && s.p[i] == '=') {
		s = str_trim((struct str){ s.p + i + 1, s.n - i - 1 });
		i = 0;
		if (s.n && *s.p == '"') { /* only \" is an escape: C:\dir\file is not */
			for (i = 1; i < s.n && s.p[i] != '"'; i++)
				if (s.p[i] == '\\' && i + 1 < s.n && s.p[i + 1] == '"')
					i++;
			*value = (struct str){ s.p + 1, i < s.n ? i - 1 : s.n - 1 };
		}
		for (; i < s.n && s.p[i] != ';'; i++)
			;
		if (!value->p)
			*value = str_trim((struct str){ s.p, i });
	}
	*list = (struct str){ s.p + i, s.n - i };
	return true;
}

/* Undo what browsers do to names: \" and %22 %0D %0A, no other percent signs. */
static enum err
unescape(struct arena *a, struct str s, struct str *ret)
{
	size_t i, n = 0;
	char *p;

	if (s.n == 0 || (!memchr(s.p, '\\', s.n) && !memchr(s.p, '%', s.n))) {
		*ret = s.n ? s : S("");
		return OK;
	}
	if (!(p = arena_alloc(a, s.n)))
		return E_NOMEM;
	for (i = 0; i < s.n; i++) {
		struct str rest = { s.p + i, s.n - i };

		if (str_starts(rest, S("\\\"")))
			p[n++] = '"', i += 1;
		else if (str_starts(rest, S("%22")))
			p[n++] = '"', i += 2;
		else if (rest.n >= 3 && strncasecmp(rest.p, "%0D", 3) == 0)
			p[n++] = '\r', i += 2;
		else if (rest.n >= 3 && strncasecmp(rest.p, "%0A", 3) == 0)
			p[n++] = '\n', i += 2;
		else
			p[n++] = s.p[i];
	}
	*ret = (struct str){ p, n };
	return OK;
}

bool
http_boundary(struct str type, struct str *ret)
{
	struct str params, name, value, kind = str_cut(type, ';', &params);

	if (!str_same(str_trim(kind), "multipart/form-data"))
		return false;
	*ret = STR_NONE;
	while (params.p && next_param(&params, &name, &value))
		if (str_same(name, "boundary") && !ret->p)
			*ret = value;
	return true;
}

/* The blanks and the line's end that have to follow a delimiter; 0: it is none. */
static size_t
delimiter_tail(struct str s)
{
	size_t i = 0;

	while (i < s.n && (s.p[i] == ' ' || s.p[i] == '\t'))
		i++;
	return s.n - i >= 2 && s.p[i] == '\r' && s.p[i + 1] == '\n' ? i + 2 : 0;
}

/* Find "\r\n--boundary" + tail. *head is what precedes it, *rest what follows;
 * *last when it closes the body. */
static bool
next_delimiter(struct str s, struct str delim, struct str *head, struct str *rest, bool *last)
{
	const char *from = s.p, *end, *hit;

	if (s.n < delim.n)
		return false;
	end = s.p + s.n;
	while ((hit = memmem(from, (size_t)(end - from), delim.p, delim.n))) {
		struct str after = { hit + delim.n, (size_t)(end - hit) - delim.n };
		size_t tail = delimiter_tail(after);

		*last = str_starts(after, S("--"));
		if (*last || tail) {
			*head = (struct str){ s.p, (size_t)(hit - s.p) };
			*rest = (struct str){ after.p + tail, after.n - tail };
			return true;
		}
		from = hit + 1; /* a longer line that only begins alike: data */
	}
	return false;
}

static enum err
part_disposition(struct arena *a, struct str value, struct part *pt)
{
	struct str params, name, v, kind = str_cut(value, ';', &params);

	if (!str_same(str_trim(kind), "form-data"))
		return E_SYNTAX;
	while (params.p && next_param(&params, &name, &v)) {
		if (str_same(name, "name") && !pt->name.p)
			TRY(unescape(a, v, &pt->name));
		else if (str_same(name, "filename") && !pt->filename.p)
			TRY(unescape(a, v, &pt->filename));
	}
	return pt->name.p ? OK : E_SYNTAX;
}

static enum err
part_read(struct arena *a, struct str raw, struct part *pt)
{
	size_t look = raw.n < PART_HEAD_MAX ? raw.n : PART_HEAD_MAX;

	*pt = (struct part){ 0 };
	for (;;) {
		const char *end = look ? memmem(raw.p, look, "\r\n", 2) : NULL;
		struct str name, value;
		size_t n;

		if (!end)
			return E_SYNTAX;
		n = (size_t)(end - raw.p);
		name = str_cut((struct str){ raw.p, n }, ':', &value);
		raw = (struct str){ end + 2, raw.n - n - 2 };
		look -= n + 2;
		if (n == 0)
			break;
		if (str_same(name, "Content-Disposition") && !pt->name.p)
			TRY(part_disposition(a, str_trim(value), pt));
		else if (str_same(name, "Content-Type"))
			pt->type = str_trim(value);
	}
	pt->data = raw;
	return pt->name.p ? OK : E_SYNTAX;
}

enum err
http_parse_multipart(struct arena *a, struct str body, struct str boundary,
    size_t max_parts, struct http_pairs *ret_form, struct http_files *ret_files)
{
	VEC(struct http_pair) form = { 0 };
	VEC(struct http_file) files = { 0 };
	struct str delim, raw, first;
	struct part pt;
	size_t parts = 0;
	bool last = false;

	if (boundary.n == 0 || boundary.n > 70 || memchr(boundary.p, '\r', boundary.n))
		return E_SYNTAX;
	delim = str_fmt(a, "\r\n--%.*s", FMT(boundary));
	if (!delim.p)
		return E_NOMEM;
	if (delim.n != boundary.n + 4) /* a NUL inside */
		return E_SYNTAX;
	/* The first delimiter may stand at the very start, without its line break. */
	first = (struct str){ delim.p + 2, delim.n - 2 };
	if (!str_starts(body, first) || !next_delimiter(body, first, &raw, &body, &last) || raw.n)
		if (!next_delimiter(body, delim, &raw, &body, &last))
			return E_SYNTAX;
	while (!last) {
		if (!next_delimiter(body, delim, &raw, &body, &last))
			return E_SYNTAX;
		if (++parts > max_parts)
			return E_TOO_BIG;
		TRY(part_read(a, raw, &pt));
		if (!pt.filename.p)
			TRY(VEC_PUSH(a, &form, ((struct http_pair){ pt.name, pt.data })));
		else if (pt.filename.n || pt.data.n) /* else: no file was chosen */
			TRY(VEC_PUSH(a, &files, ((struct http_file){
			    pt.name, pt.filename, pt.type, pt.data })));
	}
	*ret_form = (struct http_pairs){ form.p, form.n };
	*ret_files = (struct http_files){ files.p, files.n };
	return OK;
}
