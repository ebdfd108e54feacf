/* number.c - numbers of lists: letters, Roman, and «%1.%2.» of several levels. */
#include "law/paper/number.h"

static void
put_roman(struct buf *b, int n, bool capital)
{
	static const struct { int n; const char *small, *great; } of[] = { { 1000, "m", "M" },
		{ 900, "cm", "CM" }, { 500, "d", "D" }, { 400, "cd", "CD" }, { 100, "c", "C" },
		{ 90, "xc", "XC" }, { 50, "l", "L" }, { 40, "xl", "XL" }, { 10, "x", "X" },
		{ 9, "ix", "IX" }, { 5, "v", "V" }, { 4, "iv", "IV" }, { 1, "i", "I" } };

	for (size_t i = 0; i < LEN(of); i++)
		for (; n >= of[i].n; n -= of[i].n)
			buf_putz(b, capital ? of[i].great : of[i].small);
}

/* Word leaves out ё, й, ъ, ы and ь. */
static const char *const ru[] = { "а", "б", "в", "г", "д", "е", "ж", "з", "и", "к", "л", "м", "н",
	"о", "п", "р", "с", "т", "у", "ф", "х", "ц", "ч", "ш", "щ", "э", "ю", "я" };
static const char *const ru_great[] = { "А", "Б", "В", "Г", "Д", "Е", "Ж", "З", "И", "К", "Л", "М",
	"Н", "О", "П", "Р", "С", "Т", "У", "Ф", "Х", "Ц", "Ч", "Ш", "Щ", "Э", "Ю", "Я" };

void
number_put(struct buf *b, enum number_format f, int n)
{
	if ((f == NUMBER_RU || f == NUMBER_RU_CAPITAL) && n >= 1 && n <= (int)LEN(ru))
		buf_putz(b, f == NUMBER_RU ? ru[n - 1] : ru_great[n - 1]);
	else if ((f == NUMBER_LATIN || f == NUMBER_LATIN_CAPITAL) && n >= 1 && n <= 26)
		buf_putc(b, (char)((f == NUMBER_LATIN ? 'a' : 'A') + n - 1));
	else if ((f == NUMBER_ROMAN || f == NUMBER_ROMAN_CAPITAL) && n >= 1 && n < 4000)
		put_roman(b, n, f == NUMBER_ROMAN_CAPITAL);
	else
		buf_int(b, n);
}

static void
step(struct number_list *l, int level)
{
	for (int i = 0; i < level; i++) { /* a level passed over counts as its first */
		if (!l->begun[i]) {
			l->begun[i] = true;
			l->at[i] = l->level[i].start;
		}
	}
	l->at[level] = l->begun[level] ? l->at[level] + 1 : l->level[level].start;
	l->begun[level] = true;
	for (int i = level + 1; i < NUMBER_LEVELS; i++)
		l->begun[i] = false;
}

enum err
number_next(struct arena *a, struct number_list *l, int level, struct str *ret)
{
	const struct number_level *v = &l->level[level];
	struct buf b;

	step(l, level);
	if (v->format == NUMBER_BULLET) {
		*ret = S("—");
		return OK;
	}
	buf_init(&b, a, 1 * KiB);
	for (size_t i = 0; i < v->text.n; i++) {
		int k = i + 1 < v->text.n ? v->text.p[i + 1] - '1' : -1;

		if (v->text.p[i] != '%' || k < 0 || k >= NUMBER_LEVELS - 1) {
			buf_putc(&b, v->text.p[i]);
			continue;
		}
		if (l->level[k].format != NUMBER_NONE && l->level[k].format != NUMBER_BULLET)
			number_put(&b, l->level[k].format, l->at[k]);
		i++;
	}
	if (buf_err(&b) == E_NOMEM)
		return E_NOMEM;
	*ret = b.n > 0 ? str_trim(buf_str(&b)) : S("");
	return OK;
}
