/* model_http.c - one question to a service that speaks as OpenAI's /v1/chat/completions does. */
#include <json-c/json.h>
#include <stdio.h>

#include "fetch/fetch.h"
#include "law/model.h"
#include "text/text.h"

#define ANSWER_MAX (64 * KiB)
#define KEY_MAX 4096
#define DEPTH 16
#define TOKENS 300	/* of an answer: what we take is shorter */

/* ---- where ------------------------------------------------------------------------ */

const char *
law_model_wrong(const struct settings *set)
{
	struct str url = set->ask_model_url;

	if (url.n == 0)
		return NULL;
	if (set->ask_model_name.n == 0)
		return "ask_model_url is set, ask_model_name is not";
	if (!str_starts(url, S("https://")) && !str_starts(url, S("http://")))
		return "ask_model_url is no http address";
	if (str_find(url, S("@")) >= 0 || str_find(url, S("#")) >= 0 || url.n > 1000)
		return "ask_model_url has a name or a fragment in it";
	for (size_t i = 0; i < url.n; i++)
		if ((unsigned char)url.p[i] <= ' ' || (unsigned char)url.p[i] >= 0x7f)
			return "ask_model_url has signs that an address has not";
	if (str_starts(url, S("http://")) && !url_loopback(url) && set->ask_model_key_file.n > 0)
		return "ask_model_key_file would go over plain http: use https";
	return NULL;
}

bool
law_model_on(const struct settings *set)
{
	return set->ask_model_url.n > 0 && law_model_wrong(set) == NULL;
}

static struct str
address(struct arena *a, struct str url)
{
	while (url.n > 0 && url.p[url.n - 1] == '/')
		url.n--;
	if (str_ends(url, S("/chat/completions")))
		return str_dup(a, url);
	return str_fmt(a, "%.*s%s/chat/completions", FMT(url),
	    str_ends(url, S("/v1")) ? "" : "/v1");
}

/* ---- what is sent ----------------------------------------------------------------- */

static struct str
body_of(struct arena *a, const struct model_call *c)
{
	struct buf b;

	buf_init(&b, a, 256 * KiB);
	buf_putz(&b, "{\"model\": \"");
	put_json(&b, c->set->ask_model_name);
	buf_putz(&b, "\", \"messages\": [{\"role\": \"system\", \"content\": \"");
	put_json(&b, c->system);
	buf_putz(&b, "\"}, {\"role\": \"user\", \"content\": \"");
	put_json(&b, c->user);
	buf_fmt(&b, "\"}], \"temperature\": 0, \"max_tokens\": %d, \"stream\": false}", TOKENS);
	return buf_err(&b) == OK ? buf_str(&b) : STR_NONE;
}

/* «Authorization: Bearer …» out of the file; p NULL: it cannot be read, or is no key. */
static struct str
key_line(struct arena *a, struct str path)
{
	char *z = str_z(a, path), *key = arena_alloc(a, KEY_MAX);
	FILE *f = z && key ? fopen(z, "rb") : NULL;
	struct str text;
	size_t n;

	if (f == NULL)
		return STR_NONE;
	n = fread(key, 1, KEY_MAX, f);
	fclose(f);
	text = str_trim((struct str){ key, n });
	for (size_t i = 0; i < text.n; i++)
		if (text.p[i] <= ' ' || text.p[i] >= 0x7f)
			return STR_NONE;
	if (text.n == 0 || n == KEY_MAX)
		return STR_NONE;
	return str_fmt(a, "Authorization: Bearer %.*s", FMT(text));
}

/* ---- what comes back -------------------------------------------------------------- */

/* choices[0].message.content; p NULL: it is not there. */
static struct str
content_of(struct arena *a, struct json_object *o)
{
	struct json_object *v;
	struct str s;

	if (!json_object_is_type(o, json_type_object) ||
	    !json_object_object_get_ex(o, "choices", &v) ||
	    !json_object_is_type(v, json_type_array) || json_object_array_length(v) == 0)
		return STR_NONE;
	v = json_object_array_get_idx(v, 0);
	if (!json_object_is_type(v, json_type_object) ||
	    !json_object_object_get_ex(v, "message", &v) ||
	    !json_object_is_type(v, json_type_object) ||
	    !json_object_object_get_ex(v, "content", &v) ||
	    !json_object_is_type(v, json_type_string))
		return STR_NONE;
	s = (struct str){ json_object_get_string(v), (size_t)json_object_get_string_len(v) };
	return utf8_valid(s) ? str_dup(a, s) : STR_NONE;
}

static struct str
said_in(struct arena *a, struct str body)
{
	struct json_tokener *tok = json_tokener_new_ex(DEPTH);
	struct json_object *o;
	struct str s = STR_NONE;

	if (tok == NULL)
		return s;
	json_tokener_set_flags(tok, JSON_TOKENER_VALIDATE_UTF8);
	o = json_tokener_parse_ex(tok, body.p, (int)body.n);
	if (o != NULL && json_tokener_get_error(tok) == json_tokener_success)
		s = content_of(a, o);
	json_object_put(o);
	json_tokener_free(tok);
	return s;
}

/* ---- the call --------------------------------------------------------------------- */

/* Why there is no text in it. */
static const char *
reason(const struct fetched *got)
{
	if (got->end == FETCH_TOO_BIG)
		return "too_big";
	if (got->end == FETCH_LATE)
		return "late";
	if (got->end == FETCH_UNREACHABLE)
		return "unreachable";
	return got->status != 200 ? "status" : "shape";
}

bool
law_model_call(struct arena *a, const struct model_call *c, struct str *ret, const char **why)
{
	struct str heads[4] = { S("Content-Type: application/json"), S("Accept: application/json"),
		S("Expect:") };
	struct fetch f = { .url = address(a, c->set->ask_model_url), .heads = heads, .n_heads = 3,
		.body = body_of(a, c), .timeout_ms = (c->until - time_mono_us()) / 1000,
		.max = ANSWER_MAX };
	struct fetched got;

	*why = "late";
	if (f.timeout_ms < 50)
		return false;
	*why = "key_file";
	if (c->set->ask_model_key_file.n > 0) {
		heads[f.n_heads] = key_line(a, c->set->ask_model_key_file);
		if (heads[f.n_heads++].p == NULL)
			return false;
	}
	*why = "memory";
	if (f.url.p == NULL || f.body.p == NULL || fetch(a, &f, &got) != OK)
		return false;
	*ret = got.end == FETCH_ANSWERED && got.status == 200 ? said_in(a, got.body) : STR_NONE;
	*why = reason(&got);
	return ret->p != NULL;
}
