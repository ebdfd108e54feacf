/* model_http.c - one question to a service that speaks as OpenAI's /v1/chat/completions does. */
#include <curl/curl.h>
#include <json-c/json.h>
#include <pthread.h>
#include <stdio.h>

#include "law/model.h"
#include "text/text.h"

#define ANSWER_MAX (64 * KiB)
#define KEY_MAX 4096
#define DEPTH 16
#define TOKENS 300	/* of an answer: what we take is shorter */

/* ---- where ------------------------------------------------------------------------ */

static bool
loopback(struct str url)
{
	static const char *const heads[] = { "http://127.0.0.1", "http://localhost",
		"http://[::1]" };

	for (size_t i = 0; i < LEN(heads); i++) {
		size_t n = strlen(heads[i]);

		if (str_starts(url, str_c(heads[i])) &&
		    (url.n == n || url.p[n] == ':' || url.p[n] == '/'))
			return true;
	}
	return false;
}

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
	if (str_starts(url, S("http://")) && !loopback(url) && set->ask_model_key_file.n > 0)
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

static struct curl_slist *
heads(struct arena *a, const struct settings *set, const char **why)
{
	struct str lines[4] = { S("Content-Type: application/json"), S("Accept: application/json"),
		S("Expect:") };
	struct curl_slist *list = NULL, *more;
	size_t n = 3;

	if (set->ask_model_key_file.n > 0) {
		lines[n] = key_line(a, set->ask_model_key_file);
		if (lines[n++].p == NULL) {
			*why = "key_file";
			return NULL;
		}
	}
	for (size_t i = 0; i < n; i++) {
		more = curl_slist_append(list, lines[i].p);
		if (more == NULL) {
			curl_slist_free_all(list);
			return NULL;
		}
		list = more;
	}
	return list;
}

/* ---- what comes back -------------------------------------------------------------- */

struct taking { struct buf body; bool too_big; };

static size_t
take(char *p, size_t size, size_t n, void *ctx)
{
	struct taking *t = ctx;

	buf_put(&t->body, (struct str){ p, size * n });
	t->too_big = buf_err(&t->body) == E_LIMIT;
	return buf_err(&t->body) == OK ? size * n : 0;
}

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

/* Nothing is followed: where the operator pointed is where the question goes. */
static bool
set_up(CURL *c, const char *url, struct curl_slist *h, struct str body, long left_ms,
    struct taking *t)
{
	return curl_easy_setopt(c, CURLOPT_URL, url) == CURLE_OK &&
	    curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, "http,https") == CURLE_OK &&
	    curl_easy_setopt(c, CURLOPT_FOLLOWLOCATION, 0L) == CURLE_OK &&
	    curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L) == CURLE_OK &&
	    curl_easy_setopt(c, CURLOPT_TIMEOUT_MS, left_ms) == CURLE_OK &&
	    curl_easy_setopt(c, CURLOPT_CONNECTTIMEOUT_MS, left_ms) == CURLE_OK &&
	    curl_easy_setopt(c, CURLOPT_USERAGENT, "Veche") == CURLE_OK &&
	    curl_easy_setopt(c, CURLOPT_HTTPHEADER, h) == CURLE_OK &&
	    curl_easy_setopt(c, CURLOPT_POSTFIELDSIZE, (long)body.n) == CURLE_OK &&
	    curl_easy_setopt(c, CURLOPT_POSTFIELDS, body.p) == CURLE_OK &&
	    curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, take) == CURLE_OK &&
	    curl_easy_setopt(c, CURLOPT_WRITEDATA, t) == CURLE_OK &&
	    (!loopback(str_c(url)) || curl_easy_setopt(c, CURLOPT_PROXY, "") == CURLE_OK);
}

static void
curl_begin(void)
{
	(void)(curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK);
}

static CURLcode
perform(const char *url, struct curl_slist *h, struct str body, long left_ms, struct taking *t,
    long *ret_status)
{
	CURLcode rc = CURLE_OUT_OF_MEMORY;
	CURL *c = curl_easy_init();

	if (c != NULL && set_up(c, url, h, body, left_ms, t)) {
		rc = curl_easy_perform(c);
		(void)(curl_easy_getinfo(c, CURLINFO_RESPONSE_CODE, ret_status) == CURLE_OK);
	}
	if (c != NULL)
		curl_easy_cleanup(c);
	return rc;
}

bool
law_model_call(struct arena *a, const struct model_call *c, struct str *ret, const char **why)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	struct str url = address(a, c->set->ask_model_url), body = body_of(a, c);
	int64_t left = (c->until - time_mono_us()) / 1000;
	struct taking t = { .too_big = false };
	struct curl_slist *h;
	long status = 0;
	CURLcode rc;

	pthread_once(&once, curl_begin);
	*why = "memory";
	if (left < 50) {
		*why = "late";
		return false;
	}
	if (url.p == NULL || body.p == NULL || (h = heads(a, c->set, why)) == NULL)
		return false;
	buf_init(&t.body, a, ANSWER_MAX);
	rc = perform(url.p, h, body, (long)left, &t, &status);
	curl_slist_free_all(h);
	*ret = rc == CURLE_OK && status == 200 && t.body.n > 0 ? said_in(a, buf_str(&t.body)) :
								 STR_NONE;
	*why = t.too_big		    ? "too_big" :
	    rc == CURLE_OPERATION_TIMEDOUT  ? "late" :
	    rc != CURLE_OK		    ? "unreachable" :
	    status != 200		    ? "status" :
					      "shape";
	return ret->p != NULL;
}
