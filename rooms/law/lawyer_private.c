/* lawyer_private.c - what looks like personal data: telephones, addresses of mail and of flats,
 * numbers of papers and cards, initials with a surname. It warns; a person decides. */
#include "law/lawyer_impl.h"

#define DIGITS 20
#define GROUPS 8
#define MAIL N_("почта")
#define PHONE N_("телефон")
#define PASSPORT N_("номер паспорта")
#define SNILS N_("СНИЛС")
#define CARD N_("номер карты")
#define INN N_("ИНН человека")
#define FLAT N_("адрес квартиры")
#define NAME N_("фамилия с инициалами")

struct look { struct str t; struct arena *a; struct lawyer_finds *ret; };

static bool
digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool
latin(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || digit(c);
}

static void
found(struct look *l, const char *what, size_t from, size_t to)
{
	if (l->ret->n < LAWYER_FINDS)
		l->ret->p[l->ret->n++] = (struct lawyer_found){ what,
			{ l->t.p + from, to - from }, from, to };
}

/* ---- mail --------------------------------------------------------------------------- */

static bool
mail_char(char c)
{
	return latin(c) || c == '.' || c == '_' || c == '-' || c == '+' || c == '%' ||
	    (unsigned char)c >= 0x80;
}

/* The address around the @ at i; its end, or 0. Bytes of Cyrillic are letters of domains here. */
static size_t
mail_at(struct look *l, size_t i)
{
	size_t from = i, to = i + 1, dot = 0;

	while (from > 0 && mail_char(l->t.p[from - 1]) && (unsigned char)l->t.p[from - 1] < 0x80)
		from--;
	for (; to < l->t.n && mail_char(l->t.p[to]) && l->t.p[to] != '+' && l->t.p[to] != '%'; to++)
		if (l->t.p[to] == '.' && to + 1 < l->t.n && mail_char(l->t.p[to + 1]) &&
		    l->t.p[to + 1] != '.')
			dot = to;
	while (to > i + 1 && (l->t.p[to - 1] == '.' || l->t.p[to - 1] == '-'))
		to--;
	if (from == i || dot == 0 || to - dot < 3)
		return 0;
	found(l, MAIL, from, to);
	return to;
}

/* ---- numbers --------------------------------------------------------------------------- */

struct number { size_t from, to; int n, groups, size[GROUPS]; char first, second; bool plus; };

/* Bytes of one separator within a number, or 0: blank, no-break space, hyphen, dash, bracket. */
static size_t
sep(struct str t, size_t i)
{
	if (i >= t.n)
		return 0;
	if (t.p[i] == ' ' || t.p[i] == '-' || t.p[i] == '(' || t.p[i] == ')')
		return 1;
	if (i + 1 < t.n && (unsigned char)t.p[i] == 0xC2 && (unsigned char)t.p[i + 1] == 0xA0)
		return 2;
	if (i + 2 < t.n && memcmp(t.p + i, "\xE2\x80\x93", 3) == 0)
		return 3;
	return 0;
}

static struct number
number_at(struct str t, size_t i)
{
	struct number k = { .from = i, .plus = t.p[i] == '+' };
	size_t at = i + k.plus;

	for (k.to = at; at < t.n && k.n < DIGITS && k.groups < GROUPS;) {
		size_t gap = 0, one;
		int size = 0;

		for (; at < t.n && digit(t.p[at]); at++, size++, k.n++) {
			k.second = k.n == 1 ? t.p[at] : k.second;
			k.first = k.n == 0 ? t.p[at] : k.first;
		}
		if (size == 0)
			break;
		k.size[k.groups++] = size;
		k.to = at;
		for (int s = 0; s < 3 && (one = sep(t, at + gap)) > 0; s++)
			gap += one;
		if (gap == 0 || at + gap >= t.n || !digit(t.p[at + gap]))
			break;
		at += gap;
	}
	return k;
}

static const char *
number_is(const struct number *k)
{
	const int *g = k->size;

	if (k->n == 11 && k->groups == 4 && g[0] == 3 && g[1] == 3 && g[2] == 3)
		return SNILS;
	if (k->n == 11 && (k->first == '7' || k->first == '8') &&
	    (k->plus || k->groups > 1 || k->second == '9'))
		return PHONE;
	if (k->n == 10 &&
	    ((k->groups == 2 && g[0] == 4) || (k->groups == 3 && g[0] == 2 && g[1] == 2)))
		return PASSPORT;
	if (k->n == 10 && k->first == '9' && !k->plus)
		return PHONE;
	if (k->n == 12 && k->groups == 1)
		return INN;
	if (k->n == 16 && (k->groups == 1 || (k->groups == 4 && g[0] == 4)))
		return CARD;
	return NULL;
}

/* Numbers of parcels, of cases and of acts are joined to other signs. */
static bool
apart(struct str t, const struct number *k)
{
	static const char joins[] = ":/.№";
	bool left = k->from == 0 ||
	    (!latin(t.p[k->from - 1]) && strchr(joins, t.p[k->from - 1]) == NULL);
	bool right = k->to >= t.n || (!latin(t.p[k->to]) && t.p[k->to] != ':' && t.p[k->to] != '/');

	return left && right;
}

/* ---- names and flats ------------------------------------------------------------------- */

/* A capital letter of the Russian alphabet at i. */
static bool
capital(struct str t, size_t i)
{
	unsigned char b;

	if (i + 1 >= t.n || (unsigned char)t.p[i] != 0xD0)
		return false;
	b = (unsigned char)t.p[i + 1];
	return (b >= 0x90 && b <= 0xAF) || b == 0x81;
}

static bool
cyrillic(struct str t, size_t i)
{
	return i + 1 < t.n && ((unsigned char)t.p[i] == 0xD0 || (unsigned char)t.p[i] == 0xD1);
}

static size_t
blank(struct str t, size_t i)
{
	size_t one = sep(t, i);

	return one > 0 && t.p[i] != '-' && t.p[i] != '(' && t.p[i] != ')' ? one : 0;
}

static size_t
word_end(struct str t, size_t i)
{
	while (cyrillic(t, i))
		i += 2;
	return i;
}

/* «И. И. Иванов», «Иванов И. И.»: initials with a longer word beside them; the end or 0. */
static size_t
initials(struct look *l, size_t i)
{
	struct str t = l->t;
	size_t at = i, from = i, to;

	for (int k = 0; k < 2; k++) {
		if (!capital(t, at) || at + 2 >= t.n || t.p[at + 2] != '.')
			return 0;
		at += 3;
		if (k == 0)
			at += blank(t, at);
	}
	to = at;
	at += blank(t, at);
	if (capital(t, at) && word_end(t, at) - at > 4) {
		found(l, NAME, i, word_end(t, at));
		return word_end(t, at);
	}
	/* the word before: back over one blank and its letters */
	if (from > 0 && t.p[from - 1] == ' ')
		from -= 1;
	else if (from > 1 && (unsigned char)t.p[from - 1] == 0xA0)
		from -= 2;
	else
		return 0;
	for (at = from; at > 1 && cyrillic(t, at - 2);)
		at -= 2;
	if (from - at <= 4 || !capital(t, at))
		return 0;
	found(l, NAME, at, to);
	return to;
}

static size_t
flat(struct look *l, size_t i)
{
	size_t at = i + sizeof "кв." - 1;

	at += blank(l->t, at);
	if (at >= l->t.n || !digit(l->t.p[at]))
		return 0;
	while (at < l->t.n && digit(l->t.p[at]))
		at++;
	found(l, FLAT, i, at);
	return at;
}

/* ---- the walk ---------------------------------------------------------------------------- */

static size_t
look_at(struct look *l, size_t i)
{
	struct str rest = { l->t.p + i, l->t.n - i };
	bool start = i == 0 || !cyrillic(l->t, i >= 2 ? i - 2 : 0);
	const char *what;
	struct number k;

	if (*rest.p == '@')
		return mail_at(l, i);
	if (digit(*rest.p) || (*rest.p == '+' && rest.n > 1 && digit(rest.p[1]))) {
		k = number_at(l->t, i);
		what = number_is(&k);
		if (what != NULL && apart(l->t, &k))
			found(l, what, k.from, k.to);
		return k.to;
	}
	if (start && str_starts(rest, S("кв.")))
		return flat(l, i);
	return start && capital(l->t, i) ? initials(l, i) : 0;
}

enum err
lawyer_private(struct arena *a, struct str text, struct lawyer_finds *ret)
{
	struct look l = { text, a, ret };

	*ret = (struct lawyer_finds){ arena_array(a, struct lawyer_found, LAWYER_FINDS), 0 };
	if (ret->p == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < text.n && ret->n < LAWYER_FINDS;) {
		size_t to = look_at(&l, i);

		i = to > i ? to : i + 1;
	}
	return OK;
}

enum err
lawyer_masked(struct arena *a, struct str text, struct str *ret)
{
	struct lawyer_finds f;
	struct buf b;
	size_t at = 0;

	TRY(lawyer_private(a, text, &f));
	buf_init(&b, a, 256 * KiB);
	for (size_t i = 0; i < f.n; i++) {
		if (f.p[i].from < at)
			continue;
		buf_put(&b, (struct str){ text.p + at, f.p[i].from - at });
		buf_fmt(&b, "[%s]", f.p[i].what);
		at = f.p[i].to;
	}
	buf_put(&b, (struct str){ text.p + at, text.n - at });
	*ret = buf_str(&b);
	if (ret->p == NULL)
		*ret = S("");
	return buf_err(&b);
}
