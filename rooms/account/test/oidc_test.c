/* oidc_test.c - an ID token's signature and claims, addresses, the signer's socket. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sodium.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "account/oidc/oidc.h"

#define NOW 1800000000

static struct arena *a;

static int
begin(void **state)
{
	(void)state;
	a = arena_new(16 * MiB);
	return a == NULL;
}

static int
end(void **state)
{
	(void)state;
	arena_free(a);
	return 0;
}

/* ---- claims ----------------------------------------------------------------------------- */

static struct str
b64(const char *s)
{
	size_t n = sodium_base64_encoded_len(strlen(s), sodium_base64_VARIANT_URLSAFE_NO_PADDING);
	char *out = arena_alloc(a, n);

	assert_non_null(out);
	sodium_bin2base64(
	    out, n, (const unsigned char *)s, strlen(s), sodium_base64_VARIANT_URLSAFE_NO_PADDING);
	return str_c(out);
}

static struct str
token(const char *head, const char *body)
{
	struct str h = b64(head), b = b64(body);

	return str_fmt(a, "%.*s.%.*s.AAAA", FMT(h), FMT(b));
}

static const struct id_want want = { .issuer = { "https://id.example", 18 },
	.client_id = { "veche", 5 }, .nonce = { "n-1", 3 }, .name_claim = { "name", 4 },
	.mfa = { "mfa, gold", 9 }, .now = NOW };

#define HEAD "{\"alg\":\"RS256\"}"
#define BASE "\"iss\":\"https://id.example\",\"sub\":\"u\",\"nonce\":\"n-1\""
#define TIME "\"exp\":1800000100,\"iat\":1800000000"
#define GOOD "{" BASE "," TIME ",\"aud\":\"veche\"}"

static const struct { const char *body, *why; } claims[] = {
	{ GOOD, NULL },
	{ "{" BASE "," TIME ",\"aud\":[\"veche\"]}", NULL },
	{ "{" BASE "," TIME ",\"aud\":[\"veche\",\"x\"],\"azp\":\"veche\"}", NULL },
	{ "{" BASE "," TIME ",\"aud\":[\"veche\",\"x\"]}", "azp" },
	{ "{" BASE "," TIME ",\"aud\":[\"veche\"],\"azp\":\"x\"}", "azp" },
	{ "{" BASE "," TIME ",\"aud\":[\"veche\"],\"azp\":null}", "azp" },
	{ "{" BASE "," TIME ",\"aud\":[]}", "aud" },
	{ "{" BASE "," TIME ",\"aud\":\"Veche\"}", "aud" },
	{ "{" BASE "," TIME ",\"aud\":{\"veche\":1}}", "aud" },
	{ "{" BASE ",\"aud\":\"veche\",\"exp\":1799999941,\"iat\":1}", NULL }, /* 59 s ago */
	{ "{" BASE ",\"aud\":\"veche\",\"exp\":1799999940,\"iat\":1}", "exp" },
	{ "{" BASE ",\"aud\":\"veche\",\"exp\":1799999941.5,\"iat\":1.5}", NULL },
	{ "{" BASE ",\"aud\":\"veche\",\"exp\":1e300,\"iat\":1}", "exp" },
	{ "{" BASE ",\"aud\":\"veche\",\"exp\":true,\"iat\":1}", "exp" },
	{ "{" BASE ",\"aud\":\"veche\",\"exp\":1900000000,\"iat\":1800000060}", NULL },
	{ "{" BASE ",\"aud\":\"veche\",\"exp\":1900000000,\"iat\":1800000061}", "iat" },
	{ "{" BASE ",\"aud\":\"veche\",\"exp\":1900000000}", "iat" },
	{ "{" BASE "," TIME ",\"aud\":\"veche\",\"nbf\":1800000061}", "nbf" },
	{ "{" BASE "," TIME ",\"aud\":\"veche\",\"nbf\":\"soon\"}", "nbf" },
	{ "{\"iss\":\"https://id.example/\",\"sub\":\"u\",\"nonce\":\"n-1\"," TIME
	  ",\"aud\":\"veche\"}", "iss" },
	{ "{\"iss\":[\"https://id.example\"],\"sub\":\"u\",\"nonce\":\"n-1\"," TIME
	  ",\"aud\":\"veche\"}", "iss" },
	{ "{\"iss\":\"https://id.example\",\"sub\":\"u\"," TIME ",\"aud\":\"veche\"}", "nonce" },
	{ "{\"iss\":\"https://id.example\",\"nonce\":\"n-1\"," TIME ",\"aud\":\"veche\"}", "sub" },
	{ "{\"iss\":\"https://id.example\",\"sub\":\"a\\u0000b\",\"nonce\":\"n-1\"," TIME
	  ",\"aud\":\"veche\"}", "sub" },
	{ "{\"iss\":\"https://id.example\",\"sub\":\"a\\nb\",\"nonce\":\"n-1\"," TIME
	  ",\"aud\":\"veche\"}", "sub" },
	{ "[]", "token_form" }, { "{} {}", "token_form" }, { "", "token_form" },
	{ "{\"iss\":\"\xff\"}", "token_form" },
};

static void
same(const char *got, const char *wanted, const char *what)
{
	if (wanted == NULL)
		wanted = "fits";
	if (got == NULL)
		got = "fits";
	if (strcmp(got, wanted) != 0)
		fail_msg("%s: %s instead of %s", what, got, wanted);
}

static void
every_claim_must_fit(void **state)
{
	struct id_claims c;

	(void)state;
	for (size_t i = 0; i < LEN(claims); i++)
		same(id_token_claims(a, token(HEAD, claims[i].body), &want, &c), claims[i].why,
		    claims[i].body);
	same(id_token_claims(a, S("a.b"), &want, &c), "token_form", "two parts");
	same(id_token_claims(a, S("e30.e30.x.y"), &want, &c), "token_form", "four parts");
	same(id_token_claims(a, S("e30=.e30=.x"), &want, &c), "token_form", "padding");
	same(id_token_claims(a, S(""), &want, &c), "token_form", "nothing");
}

static void
name_and_steps_are_read(void **state)
{
	static const struct { const char *more; const char *name; bool mfa; } rows[] = {
		{ "", "", false }, { ",\"name\":\" Имя \"", "Имя", false },
		{ ",\"name\":7", "", false }, { ",\"name\":\"a\\nb\"", "", false },
		{ ",\"amr\":[\"pwd\",\"mfa\"]", "", true },
		{ ",\"amr\":[\"pwd\",\"otp\"]", "", false },
		{ ",\"acr\":\"gold\"", "", true }, { ",\"acr\":\"mfa, gold\"", "", false },
		{ ",\"amr\":[\"\"]", "", false },
	};
	struct id_claims c;

	(void)state;
	for (size_t i = 0; i < LEN(rows); i++) {
		struct str body = str_fmt(
		    a, "{" BASE "," TIME ",\"aud\":\"veche\"%s}", rows[i].more);

		same(id_token_claims(a, token(HEAD, body.p), &want, &c), NULL, rows[i].more);
		assert_true(str_is(c.subject, "u"));
		assert_true(str_is(c.name, rows[i].name));
		assert_int_equal(c.mfa, rows[i].mfa);
	}
}

/* ---- signatures ------------------------------------------------------------------------- */

/* RFC 7515, appendix A.3: ES256, made by others. A.2 is RS256. */
#define ES_TOKEN \
	"eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFt" \
	"cGxlLmNvbS9pc19yb290Ijp0cnVlfQ.DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5d" \
	"jxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q"
#define ES_KEY \
	"\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU\"," \
	"\"y\":\"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0\""

static void
a_signature_fits_its_key_alone(void **state)
{
	static const struct { const char *jwks, *why; } sets[] = {
		{ "{\"keys\":[{" ES_KEY "}]}", NULL },
		{ "{\"keys\":[7,{},{\"kty\":\"oct\",\"k\":\"AAAA\"},{" ES_KEY
		  ",\"use\":\"sig\"}]}", NULL },
		{ "{\"keys\":[{" ES_KEY ",\"use\":\"enc\"}]}", "kid" },
		{ "{\"keys\":[{" ES_KEY ",\"alg\":\"ES512\"}]}", "kid" },
		{ "{\"keys\":[{\"kty\":\"EC\",\"crv\":\"P-256\","
		  "\"x\":\"MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4\","
		  "\"y\":\"4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM\"}]}", "signature" },
		{ "{\"keys\":[{\"kty\":\"EC\",\"crv\":\"P-256\","
		  "\"x\":\"AAAA\",\"y\":\"AAAA\"}]}", "kid" },
		{ "{\"keys\":[]}", "kid" },
		{ "{\"keys\":{}}", "jwks_answer" }, { "{}", "jwks_answer" },
		{ "", "jwks_answer" },
	};
	char *bent = str_z(a, S(ES_TOKEN));

	(void)state;
	for (size_t i = 0; i < LEN(sets); i++)
		same(id_token_signed(a, S(ES_TOKEN), str_c(sets[i].jwks)), sets[i].why,
		    sets[i].jwks);
	bent[30] = bent[30] == 'A' ? 'B' : 'A';
	assert_non_null(id_token_signed(a, str_c(bent), str_c(sets[0].jwks)));
	same(id_token_signed(a, token("{\"alg\":\"ES256\"}", GOOD), str_c(sets[0].jwks)),
	    "signature", "a short signature");
}

static void
only_three_algorithms_are_known(void **state)
{
	static const char *const heads[] = { "{\"alg\":\"none\"}", "{\"alg\":\"HS256\"}",
		"{\"alg\":\"RS1\"}", "{\"alg\":\"RS384\"}", "{\"alg\":\"ES256K\"}",
		"{\"alg\":\"\"}",
		"{}", "{\"alg\":[\"ES256\"]}", "{\"alg\":\"es256\"}",
		"{\"alg\":\"ES256\\u0000\"}" };

	(void)state;
	for (size_t i = 0; i < LEN(heads); i++) {
		same(id_token_signed(a, token(heads[i], GOOD),
			 S("{\"keys\":[{" ES_KEY "}]}")),
		    "alg", heads[i]);
		same(id_token_signed_pem(a, token(heads[i], GOOD), S("x")), "alg", heads[i]);
	}
	same(id_token_signed(a, token("{\"alg\":\"ES256\",\"crit\":[\"x\"]}", GOOD),
		 S("{\"keys\":[]}")), "crit", "crit");
	same(id_token_signed(a, token("{\"alg\":\"ES256\",\"b64\":false}", GOOD),
		 S("{\"keys\":[]}")), "crit", "b64");
	same(id_token_signed_pem(a, S(ES_TOKEN), S("not PEM")), "signature", "no PEM");
}

/* ---- addresses -------------------------------------------------------------------------- */

static void
only_trusted_addresses_are_asked(void **state)
{
	static const char *const good[] = { "https://id.example", "https://id.example:8443/a?b=c",
		"http://127.0.0.1:3000/x", "http://localhost/", "http://[::1]:80/" };
	static const char *const bad[] = { "http://id.example/", "ftp://id.example/", "id.example",
		"https://", "https:///x", "https://a@id.example/", "https://id.example/#f",
		"https://id.example/a b", "https://id.example/\r\nX: y",
		"http://127.0.0.1.evil.example/",
		"http://localhost.evil.example/", "http://127.0.0.1@evil.example/",
		"https://id.example;script-src *", "https://id.example\\@x/", "javascript:1", "",
		"https://\xd1\x8f.example/" };

	(void)state;
	for (size_t i = 0; i < LEN(good); i++)
		if (!url_trusted(str_c(good[i])))
			fail_msg("%s is refused", good[i]);
	for (size_t i = 0; i < LEN(bad); i++)
		if (url_trusted(str_c(bad[i])))
			fail_msg("%s is taken", bad[i]);
	assert_true(listed(S("a, https://b.example"), ',', S("https://b.example")));
	assert_false(listed(S("a,b"), ',', S("")));
	assert_false(listed(S(""), ',', S("a")));
}

/* ---- the signer ------------------------------------------------------------------------- */

struct signer { int fd; const char *say; char heard[64]; size_t n; int wait_ms; };

static void *
serve(void *p)
{
	struct signer *s = p;
	int fd = accept(s->fd, NULL, NULL);
	ssize_t n;

	while ((n = read(fd, s->heard + s->n, sizeof s->heard - s->n)) > 0)
		s->n += (size_t)n;
	if (s->wait_ms > 0)
		usleep((useconds_t)s->wait_ms * 1000);
	if (*s->say)
		(void)!write(fd, s->say, strlen(s->say));
	close(fd);
	return NULL;
}

/* What became of one question to a signer that says this. */
static const char *
ask(const char *say, int wait_ms, struct str *ret)
{
	struct sockaddr_un at = { .sun_family = AF_UNIX };
	struct signer s = { .say = say, .wait_ms = wait_ms };
	const char *why = "";
	pthread_t t;
	enum err e;

	snprintf(at.sun_path, sizeof at.sun_path, "/tmp/veche-signer-%d.sock", (int)getpid());
	unlink(at.sun_path);
	s.fd = socket(AF_UNIX, SOCK_STREAM, 0);
	assert_int_equal(bind(s.fd, (struct sockaddr *)&at, sizeof at), 0);
	assert_int_equal(listen(s.fd, 1), 0);
	assert_int_equal(pthread_create(&t, NULL, serve, &s), 0);
	e = signer_ask(a, at.sun_path, S("scope and all"), 1, ret, &why);
	pthread_join(t, NULL);
	close(s.fd);
	unlink(at.sun_path);
	assert_int_equal(s.n, 13);
	assert_memory_equal(s.heard, "scope and all", 13);
	assert_int_equal(e, why == NULL ? OK : E_INPUT);
	return why;
}

static void
a_signer_answers_in_base64url_or_not_at_all(void **state)
{
	const char *why = NULL;
	struct str got;

	(void)state;
	same(ask("MIIB-_aA==\n", 0, &got), NULL, "an answer");
	assert_true(str_is(got, "MIIB-_aA=="));
	same(ask("", 0, &got), "signer_answer", "nothing");
	same(ask("error: no key", 0, &got), "signer_answer", "words");
	same(ask("MII+/", 0, &got), "signer_answer", "plain base64");
	same(ask("MIIB", 1500, &got), "signer_timeout", "slow");
	assert_int_equal(signer_ask(a, "/nonexistent/sock", S("x"), 1, &got, &why), E_INPUT);
	same(why, "signer_unreachable", "no socket");
	assert_int_equal(signer_ask(a, "", S("x"), 1, &got, &why), E_INPUT);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
#define T(f) cmocka_unit_test_setup_teardown(f, begin, end)
		T(every_claim_must_fit),
		T(name_and_steps_are_read),
		T(a_signature_fits_its_key_alone),
		T(only_three_algorithms_are_known),
		T(only_trusted_addresses_are_asked),
		T(a_signer_answers_in_base64url_or_not_at_all),
#undef T
	};

	if (sodium_init() < 0)
		return 1;
	signal(SIGPIPE, SIG_IGN); /* a signer that answers late finds nobody there */
	return cmocka_run_group_tests(tests, NULL, NULL);
}
