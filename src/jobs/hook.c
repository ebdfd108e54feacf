/* hook.c - a webhook goes out: to hosts that were named, signed as Standard Webhooks say.
 *
 * Who may make an endpoint chooses its address, so the address is not trusted: its host must be one
 * of hook_hosts, redirects are not followed, proxies of the environment are not used, and the
 * address that the name leads to is looked at when the socket is opened. One of the operator's own
 * network is taken only when hook_hosts says so («+host»): who owns a name can point it anywhere.
 */
#include "jobs/hook.h"

#include <sodium.h>
#include <stdio.h>
#include <strings.h>
#include <sys/socket.h>

#include "fetch/fetch.h"
#include "jobs/hooks.h"

#define ANSWER_MAX 1000		/* bytes of the answer that are kept */
#define READ_MAX (256 * 1024)	/* that are read: who says more is not heard out */
#define SEND_S 10L		/* letters wait meanwhile */
#define SECRET_MAX 128

/* ---- where it may go ------------------------------------------------------------------ */

struct str
hook_host(struct str url)
{
	struct str at = url_authority(url);

	if (at.p == NULL || str_find(at, S("@")) >= 0 || str_find(at, S("\\")) >= 0)
		return STR_NONE;
	return at;
}

bool
hook_host_ok(const struct settings *set, struct str url, bool *ret_near)
{
	struct str rest = set->hook_hosts, at = hook_host(url);

	*ret_near = false;
	while (rest.n > 0 && at.n > 0) {
		struct str one = str_trim(str_cut(rest, ',', &rest));
		bool near = one.n > 0 && one.p[0] == '+';

		if (near)
			one = (struct str){ one.p + 1, one.n - 1 };
		if (one.n == at.n && strncasecmp(one.p, at.p, at.n) == 0) {
			*ret_near = near;
			return true;
		}
	}
	return false;
}

struct door { bool near, refused; };

static curl_socket_t
open_socket(void *p, curlsocktype what, struct curl_sockaddr *at)
{
	struct door *d = p;

	(void)what;
	if (!d->near && !addr_outer(&at->addr)) {
		d->refused = true;
		return CURL_SOCKET_BAD;
	}
	return socket(at->family, at->socktype | SOCK_CLOEXEC, at->protocol);
}

/* ---- how it is signed ------------------------------------------------------------------- */

static enum err
sign_one(struct buf *b, struct str secret, struct str id, int64_t at, struct str body)
{
	unsigned char key[SECRET_MAX], mac[crypto_auth_hmacsha256_BYTES];
	char text[sodium_base64_ENCODED_LEN(sizeof mac, sodium_base64_VARIANT_ORIGINAL)], when[32];
	crypto_auth_hmacsha256_state st;
	struct str head = S(HOOK_SECRET_HEAD);
	size_t n = 0;

	if (!str_starts(secret, head) ||
	    sodium_base642bin(key, sizeof key, secret.p + head.n, secret.n - head.n, NULL, &n, NULL,
		sodium_base64_VARIANT_ORIGINAL) != 0 ||
	    n == 0)
		return E_INPUT;
	snprintf(when, sizeof when, ".%lld.", (long long)at);
	crypto_auth_hmacsha256_init(&st, key, n);
	crypto_auth_hmacsha256_update(&st, (const unsigned char *)id.p, id.n);
	crypto_auth_hmacsha256_update(&st, (const unsigned char *)when, strlen(when));
	crypto_auth_hmacsha256_update(&st, (const unsigned char *)body.p, body.n);
	crypto_auth_hmacsha256_final(&st, mac);
	sodium_memzero(key, sizeof key);
	sodium_bin2base64(text, sizeof text, mac, sizeof mac, sodium_base64_VARIANT_ORIGINAL);
	buf_fmt(b, "%sv1,%s", b->n ? " " : "", text);
	return buf_err(b);
}

enum err
hook_sign(struct arena *a, struct str secrets, struct str id, int64_t at, struct str body,
    struct str *ret)
{
	struct buf b;

	buf_init(&b, a, 4 * KiB);
	if (secrets.n == 0)
		return E_INPUT;
	while (secrets.n > 0)
		TRY(sign_one(&b, str_cut(secrets, ' ', &secrets), id, at, body));
	*ret = buf_str(&b);
	return OK;
}

enum err
hook_secret_new(struct arena *a, struct str *ret)
{
	unsigned char raw[32];
	char text[sodium_base64_ENCODED_LEN(sizeof raw, sodium_base64_VARIANT_ORIGINAL)];

	rand_bytes(raw, sizeof raw);
	sodium_bin2base64(text, sizeof text, raw, sizeof raw, sodium_base64_VARIANT_ORIGINAL);
	sodium_memzero(raw, sizeof raw);
	*ret = str_fmt(a, HOOK_SECRET_HEAD "%s", text);
	return ret->p ? OK : E_NOMEM;
}

/* ---- one attempt -------------------------------------------------------------------------- */

struct heard { char text[ANSWER_MAX]; size_t n, all; };

static size_t
hear(char *from, size_t size, size_t n, void *p)
{
	struct heard *h = p;
	size_t bytes = size * n, left = sizeof h->text - h->n;

	memcpy(h->text + h->n, from, bytes < left ? bytes : left);
	h->n += bytes < left ? bytes : left;
	h->all += bytes;
	return h->all > READ_MAX ? 0 : bytes;
}

/* Bytes of the sign that begins at p, of n that are there; 0: no UTF-8 begins so (RFC 3629). */
static size_t
sign_bytes(const unsigned char *p, size_t n)
{
	size_t k = p[0] < 0x80 ? 1 :
	    p[0] < 0xc2        ? 0 :
	    p[0] < 0xe0        ? 2 :
	    p[0] < 0xf0        ? 3 :
	    p[0] < 0xf5        ? 4 :
				 0;

	if (k > n)
		return 0;
	for (size_t i = 1; i < k; i++)
		if ((p[i] & 0xc0) != 0x80)
			return 0;
	if ((p[0] == 0xe0 && p[1] < 0xa0) || (p[0] == 0xed && p[1] > 0x9f) ||
	    (p[0] == 0xf0 && p[1] < 0x90) || (p[0] == 0xf4 && p[1] > 0x8f))
		return 0;
	return k;
}

/* Whatever came becomes text that a database keeps and a page shows. */
static struct str
answer_text(struct arena *a, const struct heard *h)
{
	const unsigned char *p = (const unsigned char *)h->text;
	struct buf b;

	buf_init(&b, a, 4 * KiB);
	buf_put(&b, S(""));
	for (size_t i = 0, k; i < h->n; i += k ? k : 1) {
		k = sign_bytes(p + i, h->n - i);
		if (k == 0 || (p[i] < ' ' && p[i] != '\n') || p[i] == 0x7f)
			buf_putc(&b, ' ');
		else
			buf_put(&b, (struct str){ h->text + i, k });
	}
	return b.n > 0 && buf_err(&b) == OK ? buf_str(&b) : S("");
}

static struct curl_slist *
heads(struct arena *a, const struct hook_out *h, struct str signature)
{
	const struct str lines[] = {
		S("Content-Type: application/json"),
		S("User-Agent: Veche-Webhooks"),
		str_fmt(a, "webhook-id: %.*s", FMT(h->id)),
		str_fmt(a, "webhook-timestamp: %lld", (long long)h->now),
		str_fmt(a, "webhook-signature: %.*s", FMT(signature)),
	};
	struct curl_slist *list = NULL, *more;

	for (size_t i = 0; i < LEN(lines); i++) {
		more = lines[i].p ? curl_slist_append(list, lines[i].p) : NULL;
		if (more == NULL) {
			curl_slist_free_all(list);
			return NULL;
		}
		list = more;
	}
	return list;
}

static enum outcome
judge(CURLcode rc, const struct door *d, const struct hook_answer *said, char *error, size_t n)
{
	bool answered = rc == CURLE_OK || (rc == CURLE_WRITE_ERROR && said->code > 0);

	if (d->refused) {
		snprintf(error, n, "its name leads into a network that is not public: "
				   "hook_hosts must say so (+host)");
		return NEVER;
	}
	if (answered && said->code >= 200 && said->code < 300)
		return SENT;
	if (answered)
		snprintf(error, n, "answered %ld", said->code);
	else if (error[0] == '\0')
		snprintf(error, n, "%s", curl_easy_strerror(rc));
	return answered && said->code == 410 ? NEVER : LATER; /* gone: nobody listens any more */
}

enum outcome
hook_send(CURL *curl, struct arena *a, const struct settings *set, const struct hook_out *h,
    struct hook_answer *said, char *error, size_t n)
{
	struct heard heard = { .n = 0 };
	struct door door = { 0 };
	struct curl_slist *list;
	struct str signature;
	CURLcode rc;

	if (!hook_host_ok(set, h->url, &door.near)) {
		snprintf(error, n, "its host is not named in hook_hosts");
		return NEVER;
	}
	if (hook_sign(a, h->secrets, h->id, h->now, h->body, &signature) != OK) {
		snprintf(error, n, "it has no secret to be signed with");
		return NEVER;
	}
	if ((list = heads(a, h, signature)) == NULL)
		return LATER;
	curl_easy_setopt(curl, CURLOPT_URL, str_z(a, h->url));
	curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(curl, CURLOPT_PROXY, "");
	curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
	curl_easy_setopt(curl, CURLOPT_TIMEOUT, SEND_S);
	curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, SEND_S / 2);
	curl_easy_setopt(curl, CURLOPT_OPENSOCKETFUNCTION, open_socket);
	curl_easy_setopt(curl, CURLOPT_OPENSOCKETDATA, &door);
	curl_easy_setopt(curl, CURLOPT_FORBID_REUSE, 1L); /* each address is looked at anew */
	curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, hear);
	curl_easy_setopt(curl, CURLOPT_WRITEDATA, &heard);
	curl_easy_setopt(curl, CURLOPT_HTTPHEADER, list);
	curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE, (long)h->body.n);
	curl_easy_setopt(curl, CURLOPT_POSTFIELDS, h->body.p);
	rc = curl_easy_perform(curl);
	curl_slist_free_all(list);
	curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &said->code);
	said->text = answer_text(a, &heard);
	return judge(rc, &door, said, error, n);
}
