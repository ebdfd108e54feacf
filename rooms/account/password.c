/* password.c - argon2id through libsodium, and which passwords will not do. */
#include <sodium.h>

#include "account/account_impl.h"
#include "text/text.h"

/* ---- hashing --------------------------------------------------------------------- */

static size_t
memory_of(const struct settings *set)
{
	return (size_t)set->argon_memory * MiB;
}

enum err
account_password_hash(struct arena *a, const struct settings *set, struct str password,
    struct str *ret)
{
	char *out = arena_alloc(a, crypto_pwhash_STRBYTES);

	if (sodium_init() < 0) /* the command line may come here first */
		return E_BUG;
	if (out == NULL)
		return E_NOMEM;
	if (password.n > ACCOUNT_PASSWORD_MAX)
		return E_INPUT;
	if (crypto_pwhash_str_alg(out, password.p ? password.p : "", password.n,
	    (unsigned long long)set->argon_passes, memory_of(set),
	    crypto_pwhash_ALG_ARGON2ID13) != 0)
		return E_NOMEM;	/* the only way it fails */
	*ret = str_c(out);
	return OK;
}

/* The hash of nobody's password: the settings' costs, a salt and a sum that no password has.
 * Verifying against it costs what a real one costs: time does not tell who has an account. */
static struct str
nobody(const struct settings *set, char buf[crypto_pwhash_STRBYTES])
{
	int n = snprintf(buf, crypto_pwhash_STRBYTES, "$argon2id$v=19$m=%lld,t=%lld,p=1$"
	    "bm9ib2R5bm9ib2R5bm9ibw$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
	    (long long)set->argon_memory * 1024, (long long)set->argon_passes);

	return (struct str){ buf, n > 0 ? (size_t)n : 0 };
}

bool
account_password_fits(const struct settings *set, struct str encoded, struct str password)
{
	char buf[crypto_pwhash_STRBYTES], none[crypto_pwhash_STRBYTES];
	struct str dummy = nobody(set, none);
	bool known = encoded.n > 0 && encoded.n < sizeof buf;
	bool fits;

	if (password.n > ACCOUNT_PASSWORD_MAX)
		return false;
	if (!known)
		encoded = dummy;
	memcpy(buf, encoded.p, encoded.n); /* libsodium wants it NUL-ended */
	buf[encoded.n] = '\0';
	fits = crypto_pwhash_str_verify(buf, password.p ? password.p : "", password.n) == 0;
	return fits && known;
}

/* ---- strength ---------------------------------------------------------------------- */

/* What people take when asked for a password, without digits and marks around it. With the digits,
 * the letters for digits («p4ssw0rd») and the doublings below this covers some thousands. */
static const char *const common[] = {
	"password", "passwort", "passw", "pass", "parol", "пароль", "пароли", "qwerty",
	"qwertyuiop", "qwertyui", "qwer", "qweasd", "qweasdzxc", "asdfgh", "asdfghjkl", "zxcvbn",
	"zxcvbnm", "qazwsx", "qazwsxedc", "йцукен", "йцукенг", "йцукенгш", "йцукенгшщз",
	"фывапр", "фывапролд", "ячсмить", "admin", "administrator", "админ", "администратор",
	"administraciya", "администрация", "user", "пользователь", "guest", "гость", "login",
	"логин", "root", "test", "тест", "welcome", "letmein", "privet", "привет", "zdravstvuy",
	"здравствуй", "iloveyou", "love", "lubov", "любовь", "люблю", "secret", "секрет",
	"master", "мастер", "dragon", "дракон", "monkey", "football", "футбол", "spartak",
	"спартак", "zenit", "зенит", "dinamo", "динамо", "cska", "russia", "rossiya", "россия",
	"moscow", "moskva", "москва", "piter", "питер", "sunshine", "solnce", "солнце",
	"solnyshko", "солнышко", "princess", "marina", "марина", "natasha", "наташа", "nikita",
	"никита", "sergey", "сергей", "alexander", "александр", "andrey", "андрей", "dmitry",
	"дмитрий", "tatiana", "татьяна", "svetlana", "светлана", "olga", "ольга", "elena",
	"елена", "irina", "ирина", "maksim", "максим", "vladimir", "владимир", "anastasia",
	"анастасия", "kristina", "кристина", "computer", "компьютер", "internet", "интернет",
	"rabota", "работа", "changeme", "default", "abc", "abcd", "abcdef", "abcdefgh",
	"abcdefghij", "абвгд", "абвгдеж", "veche", "вече", "portal", "портал", "municipal",
	"teykovo", "тейково", "gorod", "город",
};

/* Rows of keys and plain order, read either way. */
static const char *const rows[] = {
	"01234567890123456789", "98765432109876543210", "qwertyuiop[]asdfghjkl;'zxcvbnm,./",
	"poiuytrewqlkjhgfdsamnbvcxz", "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik,9ol.0p;/",
	"abcdefghijklmnopqrstuvwxyz", "zyxwvutsrqponmlkjihgfedcba", "qazwsxedcrfvtgbyhnujmikolp",
	"йцукенгшщзхъфывапролджэячсмитьбю", "абвгдежзийклмнопрстуфхцчшщъыьэюя",
	"1q2w3e4r5t6y7u8i9o0p", "q1w2e3r4t5y6u7i8o9p0",
};

/* Made of one piece of up to a third of its length, over and over: 1212121212. */
static bool
repeats(struct str s)
{
	for (size_t k = 1; k <= s.n / 3; k++) {
		size_t i = k;

		while (i < s.n && s.p[i] == s.p[i - k])
			i++;
		if (i == s.n)
			return true;
	}
	return false;
}

static bool
in_row(struct str s)
{
	for (size_t i = 0; i < LEN(rows); i++)
		if (str_find(str_c(rows[i]), s) >= 0)
			return true;
	return false;
}

static bool
is_mark(char c)
{
	return (unsigned char)c < 0x80 && !(c >= 'a' && c <= 'z') && !(c >= 'A' && c <= 'Z');
}

/* Digits and marks off both ends: «Пароль2026!» is «пароль». */
static struct str
core(struct str s)
{
	while (s.n > 0 && is_mark(s.p[s.n - 1]))
		s.n--;
	while (s.n > 0 && is_mark(s.p[0])) {
		s.p++;
		s.n--;
	}
	return s;
}

/* Digits that stand for letters, as letters: p4$$w0rd is password. */
static struct str
unleet(struct arena *a, struct str s)
{
	static const char from[] = "013457@$!", to[] = "oieastasi";
	char *p = str_z(a, s);

	for (size_t i = 0; p != NULL && i < s.n; i++) {
		const char *at = strchr(from, p[i]);

		if (at != NULL && *at)
			p[i] = to[at - from];
	}
	return (struct str){ p, p ? s.n : 0 };
}

static bool
is_common(struct str s)
{
	for (size_t i = 0; i < LEN(common); i++) {
		struct str w = str_c(common[i]);

		if (str_eq(s, w))
			return true;
		/* twice the same word */
		if (s.n == 2 * w.n && str_starts(s, w) && str_ends(s, w))
			return true;
	}
	return false;
}

static bool
is_own(struct str low, struct str bare, struct str email)
{
	struct str rest, name = str_cut(email, '@', &rest);

	if (email.n == 0)
		return false;
	return str_find(low, email) >= 0 ||
	    (name.n >= 3 && (str_eq(bare, name) || str_eq(low, name)));
}

const char *
account_password_bad(struct arena *a, struct str email, struct str password)
{
	struct str low, bare;

	if (!utf8_valid(password))
		return N_("В пароле есть знаки, которые не читаются. Наберите его заново.");
	if (utf8_len(password) < ACCOUNT_PASSWORD_MIN)
		return N_("Слишком короткий пароль: нужно не меньше 10 знаков. "
		    "Три-четыре слова подряд запомнить легче, чем набор букв.");
	if (password.n > ACCOUNT_PASSWORD_MAX)
		return N_("Слишком длинный пароль.");
	low = text_lower(a, password);
	if (low.p == NULL)
		return N_("Пароль не удалось проверить. Повторите.");
	bare = core(low);
	if (is_own(low, bare, text_lower(a, email)))
		return N_("Пароль не должен повторять почту.");
	if (bare.n == 0 || repeats(low) || in_row(low) || is_common(bare) ||
	    is_common(core(unleet(a, low))) || is_common(unleet(a, bare)))
		return N_("Такой пароль угадывают первым. Возьмите несколько слов, "
		    "не связанных между собой.");
	return NULL;
}
