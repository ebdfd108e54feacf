/* json.c - JSON that others sent, and the small encodings around it. */
#include <json-c/json.h>
#include <sodium.h>

#include "account/oidc/oidc.h"
#include "text/text.h"

#define DEPTH 16

static void
end(void *o)
{
	json_object_put(o);
}

struct json_object *
json_read(struct arena *a, struct str text)
{
	struct json_tokener *tok = json_tokener_new_ex(DEPTH);
	struct json_object *o;
	bool whole;

	if (tok == NULL || text.n == 0 || text.n > INT32_MAX) {
		if (tok != NULL)
			json_tokener_free(tok);
		return NULL;
	}
	json_tokener_set_flags(tok, JSON_TOKENER_STRICT | JSON_TOKENER_VALIDATE_UTF8);
	o = json_tokener_parse_ex(tok, text.p, (int)text.n);
	whole = o != NULL && json_tokener_get_error(tok) == json_tokener_success &&
	    json_tokener_get_parse_end(tok) == text.n;
	json_tokener_free(tok);
	if (!whole || !json_object_is_type(o, json_type_object) || arena_defer(a, end, o) != OK) {
		json_object_put(o);
		return NULL;
	}
	return o;
}

static struct str
text_of(struct json_object *v)
{
	struct str s = STR_NONE;

	if (json_object_is_type(v, json_type_string)) {
		s = (struct str){ json_object_get_string(v),
			(size_t)json_object_get_string_len(v) };
		if (memchr(s.p, '\0', s.n) != NULL) /* "a\0b" must not pass for "a" anywhere */
			s = STR_NONE;
	}
	return s;
}

struct str
json_text(struct json_object *o, const char *name)
{
	struct json_object *v;

	return json_object_object_get_ex(o, name, &v) ? text_of(v) : STR_NONE;
}

bool
json_whole(struct json_object *o, const char *name, int64_t *ret)
{
	struct json_object *v;
	double d;

	if (!json_object_object_get_ex(o, name, &v))
		return false;
	if (json_object_is_type(v, json_type_int)) {
		*ret = json_object_get_int64(v);
		return true;
	}
	if (!json_object_is_type(v, json_type_double))
		return false;
	d = json_object_get_double(v); /* RFC 7519 lets a time have parts of a second */
	if (!(d > -1e15 && d < 1e15))
		return false;
	*ret = (int64_t)d;
	return true;
}

bool
json_lists(struct json_object *o, const char *name, struct str word)
{
	struct json_object *v;
	size_t n;

	if (!json_object_object_get_ex(o, name, &v))
		return false;
	if (!json_object_is_type(v, json_type_array)) {
		struct str one = text_of(v);

		return one.p != NULL && str_eq(one, word);
	}
	n = json_object_array_length(v);
	for (size_t i = 0; i < n; i++) {
		struct str one = text_of(json_object_array_get_idx(v, i));

		if (one.p != NULL && str_eq(one, word))
			return true;
	}
	return false;
}

struct str
base64url_read(struct arena *a, struct str s)
{
	char *out = arena_alloc(a, s.n / 4 * 3 + 4);
	const char *at;
	size_t n;

	if (out == NULL || s.n == 0 ||
	    sodium_base642bin((unsigned char *)out, s.n / 4 * 3 + 3, s.p, s.n, NULL, &n, &at,
		sodium_base64_VARIANT_URLSAFE_NO_PADDING) != 0 ||
	    at != s.p + s.n)
		return STR_NONE;
	out[n] = '\0';
	return (struct str){ out, n };
}

bool
text_plain(struct str s, size_t max)
{
	if (s.p == NULL || s.n == 0 || s.n > max || !utf8_valid(s))
		return false;
	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] < ' ' || s.p[i] == 0x7f)
			return false;
	return true;
}

bool
text_digits(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] < '0' || s.p[i] > '9')
			return false;
	return s.n > 0;
}

bool
listed(struct str list, char mark, struct str word)
{
	while (list.n > 0)
		if (str_eq(str_trim(str_cut(list, mark, &list)), word))
			return word.n > 0;
	return false;
}

void
put_pair(struct buf *b, char mark, const char *name, struct str value)
{
	if (mark != '\0')
		buf_putc(b, mark);
	buf_putz(b, name);
	buf_putc(b, '=');
	put_url(b, value);
}

enum err
file_text(struct arena *a, struct str path, struct str *ret)
{
	char raw[16384], *z = str_z(a, path);
	FILE *f;
	size_t n;

	if (z == NULL)
		return E_NOMEM;
	f = fopen(z, "rb");
	if (f == NULL)
		return E_IO;
	n = fread(raw, 1, sizeof raw, f);
	fclose(f);
	while (n > 0 && (raw[n - 1] == '\n' || raw[n - 1] == '\r'))
		n--;
	*ret = str_dup(a, (struct str){ raw, n });
	sodium_memzero(raw, sizeof raw);
	return n == 0 ? E_IO : ret->p != NULL ? OK : E_NOMEM;
}
