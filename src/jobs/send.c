/* send.c - the outbox goes out: SMTP and HTTP by libcurl, one at a time a thread.
 *
 * A letter is «sent» only after the server said so and that was written down. When the process dies
 * between the two, the letter goes once more with the same Message-ID: lost it must not be.
 */
#include "jobs/hook.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>

#include "gen/jobs/q.h"

#define PASSWORD_MAX 1024
#define ERROR_MAX 300

struct sender {
	const struct settings *set;
	struct str from, host;		/* of the letters; from.p NULL: no mail goes out */
	char password[PASSWORD_MAX];
	CURL *curl;			/* kept: a connection serves many letters */
	struct arena *arena;		/* of one attempt */
};

static enum err
password_read(struct sender *s)
{
	const char *path = s->set->mail_password_file.p;
	FILE *f;
	size_t n;

	if (s->set->mail_password_file.n == 0)
		return OK;
	f = fopen(path, "rb");
	if (f == NULL) {
		log_line(LOG_ERROR, "no_mail_password", "file=%s", path);
		return E_IO;
	}
	n = fread(s->password, 1, sizeof s->password - 1, f);
	fclose(f);
	while (n > 0 && (s->password[n - 1] == '\n' || s->password[n - 1] == '\r'))
		n--;
	s->password[n] = '\0';
	return OK;
}

/* Without a server or an address of ours letters wait; it is said once. */
static void
mail_ready(struct sender *s)
{
	struct str address = mail_address(s->set->mail_from), rest;

	if (s->set->mail_url.n == 0)
		return;
	if (address.p == NULL) {
		log_line(LOG_ERROR, "mail_off", "why=\"mail_from is not an address\"");
		return;
	}
	if (password_read(s) != OK)
		return;
	(void)str_cut(address, '@', &rest);
	s->from = s->set->mail_from;
	s->host = rest;
}

enum err
sender_new(const struct settings *set, struct sender **ret)
{
	struct sender *s;

	if (sodium_init() < 0)
		return E_BUG;
	s = calloc(1, sizeof *s); /* checksrc: allow calloc thread's lifetime */
	if (s == NULL)
		return E_NOMEM;
	s->set = set;
	s->arena = arena_new(64 * MiB);
	if (s->arena == NULL) {
		sender_free(s);
		return E_NOMEM;
	}
	mail_ready(s);
	*ret = s;
	return OK;
}

void
sender_free(struct sender *s)
{
	if (s == NULL)
		return;
	if (s->curl)
		curl_easy_cleanup(s->curl);
	arena_free(s->arena);
	sodium_memzero(s->password, sizeof s->password);
	free(s); /* checksrc: allow free paired with calloc in sender_new */
}

static int
first_channel(const struct sender *s)
{
	return s->from.p ? OUT_MAIL : OUT_HOOK;
}

enum err
sender_due(struct sender *s, struct db *db, struct arena *a, struct opt_int *ret)
{
	(void)a;
	return q_out_due(db, first_channel(s), ret);
}

/* ---- one attempt ------------------------------------------------------------------------ */

struct feed { struct str left; };

static size_t
feed(char *to, size_t size, size_t n, void *p)
{
	struct feed *f = p;
	size_t part = f->left.n < size * n ? f->left.n : size * n;

	memcpy(to, f->left.p, part);
	f->left.p += part;
	f->left.n -= part;
	return part;
}

static size_t
ignore(char *from, size_t size, size_t n, void *p)
{
	(void)from;
	(void)p;
	return size * n;
}

static void
common(struct sender *s, char error[CURL_ERROR_SIZE])
{
	curl_easy_reset(s->curl);
	curl_easy_setopt(s->curl, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(s->curl, CURLOPT_TIMEOUT, (long)OUT_SEND_S);
	curl_easy_setopt(s->curl, CURLOPT_CONNECTTIMEOUT, 15L);
	curl_easy_setopt(s->curl, CURLOPT_ERRORBUFFER, error);
	curl_easy_setopt(s->curl, CURLOPT_WRITEFUNCTION, ignore);
}

/* A 5xx of the server is for good (RFC 5321, 4.2.1): no such mailbox. All else may pass. */
static enum outcome
mail_outcome(CURL *curl, CURLcode rc, char *error, size_t n)
{
	long code = 0;

	curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &code);
	if (rc == CURLE_OK)
		return SENT;
	if (code > 0) {
		size_t at = strlen(error);

		snprintf(error + at, n - at, " (%ld)", code);
	}
	if (rc == CURLE_LOGIN_DENIED) /* the operator's to mend: nobody's letter is lost by it */
		return LATER;
	return code >= 500 && code < 600 ? NEVER : LATER;
}

static enum outcome
send_mail(struct sender *s, const struct q_out_take *o, int64_t now, char *error, size_t n)
{
	struct mail m = { .to = o->dest, .to_name = o->name, .subject = o->subject, .text = o->body,
		.html = o->html, .unsubscribe = o->unsub, .key = o->k };
	struct curl_slist *rcpt;
	struct feed f;
	CURLcode rc;

	if (mail_bytes(s->arena, &m, s->from, s->host, now, &f.left) != OK) {
		snprintf(error, n, "the letter could not be laid out");
		return NEVER;
	}
	rcpt = curl_slist_append(NULL, str_z(s->arena, o->dest));
	if (rcpt == NULL)
		return LATER;
	common(s, error);
	curl_easy_setopt(s->curl, CURLOPT_URL, s->set->mail_url.p);
	curl_easy_setopt(s->curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
	curl_easy_setopt(
	    s->curl, CURLOPT_USE_SSL, (long)(s->set->mail_tls ? CURLUSESSL_ALL : CURLUSESSL_TRY));
	if (s->set->mail_user.n > 0) {
		curl_easy_setopt(s->curl, CURLOPT_USERNAME, s->set->mail_user.p);
		curl_easy_setopt(s->curl, CURLOPT_PASSWORD, s->password);
	}
	curl_easy_setopt(s->curl, CURLOPT_MAIL_FROM, str_z(s->arena, mail_address(s->from)));
	curl_easy_setopt(s->curl, CURLOPT_MAIL_RCPT, rcpt);
	curl_easy_setopt(s->curl, CURLOPT_UPLOAD, 1L);
	curl_easy_setopt(s->curl, CURLOPT_READFUNCTION, feed);
	curl_easy_setopt(s->curl, CURLOPT_READDATA, &f);
	rc = curl_easy_perform(s->curl);
	if (rc != CURLE_OK && error[0] == '\0')
		snprintf(error, n, "%s", curl_easy_strerror(rc));
	curl_slist_free_all(rcpt);
	return mail_outcome(s->curl, rc, error, n);
}

static enum outcome
send_hook(struct sender *s, const struct q_out_take *o, int64_t now, struct hook_answer *said,
    char *error, size_t n)
{
	common(s, error);
	return hook_send(s->curl, s->arena, s->set, &(struct hook_out){ .id = o->k,
		.url = o->dest, .secrets = o->secret, .body = o->body, .now = now },
	    said, error, n);
}

static enum err
settle(struct sender *s, struct db *db, const struct q_out_take *o, enum outcome how,
    const struct hook_answer *said, const char *error)
{
	int64_t now = time_now(), n = 0;
	struct str why = str_c(error);

	if (o->channel == OUT_HOOK)
		TRY(q_out_answer(db, &(struct q_out_answer_in){ .id = o->id, .tries = o->tries,
		    .code = said->code, .answer = said->text, .now = now }, &n));
	why.n = why.n > ERROR_MAX ? ERROR_MAX : why.n;
	if (how == SENT)
		return q_out_sent(db, o->id, o->tries, now, &n);
	log_line(LOG_WARN, "not_sent", "id=%lld channel=%lld try=%lld why=\"%.*s\"",
	    (long long)o->id, (long long)o->channel, (long long)o->tries, FMT(why));
	if (how == NEVER || o->tries >= OUT_TRIES)
		return q_out_failed(db, o->id, o->tries, now, why, &n);
	return q_out_later(
	    db, o->id, o->tries, now + retry_after(s->set->mail_retry, (int)o->tries), why, &n);
}

/* Not before there is something to send: what curl stands on takes megabytes. */
static enum err
curl_ready(struct sender *s)
{
	if (s->curl != NULL)
		return OK;
	if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
		return E_BUG;
	s->curl = curl_easy_init();
	return s->curl ? OK : E_NOMEM;
}

enum err
sender_step(struct sender *s, struct db *db, int64_t now, bool *ret_tried)
{
	char error[CURL_ERROR_SIZE + 32] = "";
	struct hook_answer said = { .text = S("") };
	struct q_out_take o;
	enum outcome how;
	enum err e;

	*ret_tried = false;
	arena_reset(s->arena);
	TRY(curl_ready(s));
	e = q_out_take(db, s->arena, now, now + OUT_LEASE_S, first_channel(s), &o);
	if (e == E_NOT_FOUND)
		return OK;
	TRY(e);
	*ret_tried = true;
	how = o.channel == OUT_MAIL ? send_mail(s, &o, now, error, sizeof error) :
				      send_hook(s, &o, now, &said, error, sizeof error);
	return settle(s, db, &o, how, &said, error);
}
