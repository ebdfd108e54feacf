/* second.c - codes by time through liboath, the secret under seal, recovery codes. */
#include <liboath/oath.h>
#include <qrencode.h>
#include <sodium.h>

#include "account/account_impl.h"
#include "account/second.h"
#include "gen/account/q.h"
#include "text/text.h"

#define NONCE crypto_secretbox_NONCEBYTES
#define SEALED (NONCE + crypto_secretbox_MACBYTES + SECOND_KEY_BYTES)
#define RECOVERY_BYTES 10
#define RECOVERY_LETTERS 16

/* Crockford's: nothing that is read as something else. */
static const char letters[] = "0123456789abcdefghjkmnpqrstvwxyz";
/* RFC 4648, 6: what applications take. */
static const char base32[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

int64_t
totp_step(const unsigned char *key, size_t n, int64_t now, struct str code)
{
	int64_t at = now / SECOND_STEP_S;
	char otp[SECOND_DIGITS + 1];

	if (code.n != SECOND_DIGITS)
		return -1;
	for (int64_t step = at > 0 ? at - 1 : 0; step <= at + 1; step++) {
		if (oath_totp_generate2((const char *)key, n, (time_t)(step * SECOND_STEP_S),
			SECOND_STEP_S, 0, SECOND_DIGITS, 0, otp) != OATH_OK)
			return -1;
		if (sodium_memcmp(otp, code.p, SECOND_DIGITS) == 0)
			return step;
	}
	return -1;
}

/* ---- the secret ------------------------------------------------------------------------ */

struct str
second_seal(struct arena *a, const unsigned char key[SECOND_KEY_BYTES])
{
	unsigned char raw[SEALED], k[WEB_KEY_BYTES];
	char *hex = arena_alloc(a, 2 * SEALED + 1);

	if (hex == NULL)
		return STR_NONE;
	web_key("account second factor", k);
	rand_bytes(raw, NONCE);
	crypto_secretbox_easy(raw + NONCE, key, SECOND_KEY_BYTES, raw, k);
	sodium_memzero(k, sizeof k);
	return str_c(sodium_bin2hex(hex, 2 * SEALED + 1, raw, sizeof raw));
}

bool
second_unseal(struct str sealed, unsigned char ret[SECOND_KEY_BYTES])
{
	unsigned char raw[SEALED], k[WEB_KEY_BYTES];
	size_t n = 0;
	bool fits;

	if (sodium_hex2bin(raw, sizeof raw, sealed.p, sealed.n, NULL, &n, NULL) != 0 ||
	    n != sizeof raw)
		return false;
	web_key("account second factor", k);
	fits = crypto_secretbox_open_easy(ret, raw + NONCE, SEALED - NONCE, raw, k) == 0;
	sodium_memzero(k, sizeof k);
	return fits;
}

/* Five bits a letter; n is a multiple of five bytes. */
static void
put_fives(struct buf *b, const unsigned char *p, size_t n, const char *alphabet, char every4)
{
	unsigned bits = 0, have = 0;

	for (size_t i = 0, put = 0; i < n; i++) {
		bits = (bits << 8 | p[i]) & 0xFFF;
		for (have += 8; have >= 5; have -= 5, put++) {
			if (every4 && put > 0 && put % 4 == 0)
				buf_putc(b, every4);
			buf_putc(b, alphabet[bits >> (have - 5) & 31]);
		}
	}
}

struct str
second_base32(struct arena *a, const unsigned char key[SECOND_KEY_BYTES], bool fours)
{
	struct buf b;

	buf_init(&b, a, 256);
	put_fives(&b, key, SECOND_KEY_BYTES, base32, fours ? ' ' : '\0');
	return buf_err(&b) == OK ? buf_str(&b) : STR_NONE;
}

struct str
second_uri(struct arena *a, struct str issuer, struct str email,
    const unsigned char key[SECOND_KEY_BYTES])
{
	struct buf b;

	buf_init(&b, a, 2 * KiB);
	buf_putz(&b, "otpauth://totp/");
	put_url(&b, issuer);
	buf_putc(&b, ':');
	put_url(&b, email);
	buf_putz(&b, "?secret=");
	buf_put(&b, second_base32(a, key, false));
	buf_putz(&b, "&issuer=");
	put_url(&b, issuer);
	return buf_err(&b) == OK ? buf_str(&b) : STR_NONE;
}

enum err
second_qr(struct arena *a, struct str uri, struct str *ret_path, int *ret_side)
{
	char *z = str_z(a, uri);
	struct buf b;
	QRcode *qr;

	if (z == NULL)
		return E_NOMEM;
	qr = QRcode_encodeString(z, 0, QR_ECLEVEL_M, QR_MODE_8, 1);
	if (qr == NULL)
		return E_NOMEM;
	buf_init(&b, a, 256 * KiB);
	for (int y = 0; y < qr->width; y++)
		for (int x = 0; x < qr->width; x++)
			if (qr->data[y * qr->width + x] & 1)
				buf_fmt(&b, "M%d %dh1v1h-1z", x, y);
	*ret_side = qr->width;
	QRcode_free(qr);
	TRY(buf_err(&b));
	*ret_path = buf_str(&b);
	return OK;
}

/* ---- taking a code ------------------------------------------------------------------------ */

enum err
second_asked(struct db *db, struct arena *a, struct user_id who, bool *ret)
{
	struct q_second_of s;
	enum err e = q_second_of(db, a, who, &s);

	if (e == E_NOT_FOUND) {
		*ret = false;
		return OK;
	}
	TRY(e);
	*ret = s.state == 1;
	return OK;
}

/* Digits and letters as people copy them: without blanks and hyphens, in lower case, what looks
 * like a digit as that digit. p NULL: too long to be one. */
static struct str
code_bare(struct arena *a, struct str code)
{
	struct buf b;

	if (code.n > 64)
		return STR_NONE;
	buf_init(&b, a, 128);
	for (size_t i = 0; i < code.n; i++) {
		char c = code.p[i];

		if (c == ' ' || c == '-')
			continue;
		if (c >= 'A' && c <= 'Z')
			c = (char)(c - 'A' + 'a');
		c = c == 'o' ? '0' : c == 'i' || c == 'l' ? '1' : c;
		buf_putc(&b, c);
	}
	return buf_err(&b) == OK && b.n > 0 ? buf_str(&b) : STR_NONE;
}

static struct str
recovery_hash(struct arena *a, struct user_id who, struct str bare)
{
	unsigned char h[32];
	char *hex = arena_alloc(a, 2 * sizeof h + 1);
	struct str in = str_fmt(a, "recovery:%lld:%.*s", (long long)who.v, FMT(bare));

	if (hex == NULL || in.p == NULL)
		return STR_NONE;
	crypto_generichash(h, sizeof h, (const unsigned char *)in.p, in.n, NULL, 0);
	return str_c(sodium_bin2hex(hex, 2 * sizeof h + 1, h, sizeof h));
}

/* In the transaction: *ret whether the code was one and is used up now. */
static enum err
take(struct db *db, struct arena *a, struct user_id who, const struct q_second_of *s,
    struct str code, int64_t now, bool *ret)
{
	unsigned char key[SECOND_KEY_BYTES];
	int64_t step, n = 0;

	if (code.n == RECOVERY_LETTERS) {
		TRY(q_recovery_take(db, who, recovery_hash(a, who, code), &n));
		if (n > 0)
			TRY(q_second_calm(db, who));
	} else if (second_unseal(s->secret, key)) {
		step = totp_step(key, sizeof key, now, code);
		if (step >= 0)
			TRY(q_second_step(db, who, step, &n));
	}
	if (n == 0)
		TRY(q_second_fail(db, who, now));
	*ret = n > 0;
	return OK;
}

enum err
second_take(struct db *db, struct arena *a, struct user_id who, struct str code, bool recovery,
    int64_t now, bool *ret_recovery)
{
	struct str bare = code_bare(a, code);
	struct q_second_of s;
	bool fits = false;

	TRY(q_second_of(db, a, who, &s));
	/* after the tenth every further wrong one makes the pause anew */
	if (s.fails >= SECOND_FAILS && now - s.fail_at < SECOND_PAUSE_S)
		return E_RATE;
	if (bare.p == NULL ||
	    (bare.n != SECOND_DIGITS && (!recovery || bare.n != RECOVERY_LETTERS)))
		return E_INPUT; /* a slip of the hand, not a guess */
	TRY(db_begin(db));
	TRY(take(db, a, who, &s, bare, now, &fits));
	TRY(db_commit(db));
	*ret_recovery = bare.n == RECOVERY_LETTERS;
	return fits ? OK : E_INPUT;
}

enum err
recovery_make(struct db *db, struct arena *a, struct user_id who, struct str ret[RECOVERY_CODES])
{
	unsigned char raw[RECOVERY_BYTES];
	struct buf bare, shown;
	struct str hash;

	TRY(q_recovery_drop(db, who));
	for (int i = 0; i < RECOVERY_CODES; i++) {
		rand_bytes(raw, sizeof raw);
		buf_init(&bare, a, 64);
		buf_init(&shown, a, 64);
		put_fives(&bare, raw, sizeof raw, letters, '\0');
		put_fives(&shown, raw, sizeof raw, letters, '-');
		TRY(buf_err(&bare));
		TRY(buf_err(&shown));
		hash = recovery_hash(a, who, buf_str(&bare));
		if (hash.p == NULL)
			return E_NOMEM;
		TRY(q_recovery_add(db, who, hash));
		ret[i] = buf_str(&shown);
	}
	return OK;
}
