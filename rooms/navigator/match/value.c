/* value.c - the field table, and values as people write them. */
#include "navigator/match/inner.h"

#define FOLD 256	/* longest label or code that is looked for, folded */
#define BRIEF 60	/* of a stranger's text, in messages */

const struct match_option_info match_options[MO_N] = {
#define FIELD(code, ...) [MO_##code##_0] = { NULL, NULL, NULL },
#define OPTION(field, code, ru, en) [MO_##field##_##code] = { #code, ru, en },
#include "navigator/match/fields.def"
};

const struct match_field_info match_fields[MF_N] = {
#define FIELD(code, type, lo, hi, unit, ru, en, help, source) [MF_##code] = { \
	#code, MT_##type, MU_##unit, lo, hi, ru, en, help, source, MO_##code##_0 + 1 },
#include "navigator/match/fields.def"
};

static const struct { const char *code, *ru, *en; } ops[OP_N] = {
	[OP_IN] = { "in", "одно из", "one of" },
	[OP_NOT_IN] = { "not_in", "ни одно из", "none of" },
	[OP_HAS] = { "has", "есть", "has" },
	[OP_HAS_ANY] = { "has_any", "есть хотя бы одно из", "has any of" },
	[OP_HAS_ALL] = { "has_all", "есть все из", "has all of" },
	[OP_HAS_NONE] = { "has_none", "нет ни одного из", "has none of" },
	[OP_LT] = { "lt", "меньше", "less than" },
	[OP_LE] = { "le", "до (включительно)", "at most" },
	[OP_GT] = { "gt", "больше", "more than" },
	[OP_GE] = { "ge", "от (включительно)", "at least" },
	[OP_EQ] = { "eq", "равно", "equals" },
	[OP_BETWEEN] = { "between", "от и до", "between" },
	[OP_WITHIN] = { "within", "входит в", "within" },
};

/* ---- the tables ------------------------------------------------------------ */

bool
match_field_find(struct str code, enum match_field *ret)
{
	int f;

	for (f = 0; f < MF_N; f++)
		if (str_is(code, match_fields[f].code)) {
			*ret = (enum match_field)f;
			return true;
		}
	return false;
}

const char *
match_op_code(enum match_op op)
{
	ASSERT(op < OP_N);
	return ops[op].code;
}

const char *
match_op_label(enum match_op op, bool en)
{
	ASSERT(op < OP_N);
	return en ? ops[op].en : ops[op].ru;
}

bool
match_op_find(struct str code, enum match_op *ret)
{
	int op;

	for (op = 0; op < OP_N; op++)
		if (str_is(code, ops[op].code)) {
			*ret = (enum match_op)op;
			return true;
		}
	return false;
}

bool
match_op_fits(enum match_op op, enum match_type t)
{
	switch (t) {
	case MT_ENUM: return op == OP_IN || op == OP_NOT_IN;
	case MT_SET: return op >= OP_HAS && op <= OP_HAS_NONE;
	case MT_INT:
	case MT_REAL: return op >= OP_LT && op <= OP_BETWEEN;
	case MT_BOOL: return op == OP_EQ;
	case MT_TERRITORY: return op == OP_WITHIN;
	}
	return false;
}

int
match_n_options(enum match_field f)
{
	int i = match_fields[f].options;

	while (i < MO_N && match_options[i].code != NULL)
		i++;
	return i - match_fields[f].options;
}

/* Lower case for Latin and Russian letters, guillemets dropped; 0 when it does not fit. */
static size_t
fold(struct str s, char out[FOLD])
{
	size_t i, n = 0;

	for (i = 0; i < s.n && n + 2 < FOLD; i++) {
		unsigned char c = (unsigned char)s.p[i];
		unsigned char d = i + 1 < s.n ? (unsigned char)s.p[i + 1] : 0;

		if (c == 0xc2 && (d == 0xab || d == 0xbb)) {
			i++;
		} else if (c == 0xd0 && d >= 0x90 && d <= 0xaf) {
			out[n++] = (char)(d < 0xa0 ? 0xd0 : 0xd1);
			out[n++] = (char)(d < 0xa0 ? d + 0x20 : d - 0x20);
			i++;
		} else if (c == 0xd0 && d == 0x81) {
			out[n++] = (char)0xd1;
			out[n++] = (char)0x91;
			i++;
		} else {
			out[n++] = (char)(c >= 'A' && c <= 'Z' ? c + 32 : c);
		}
	}
	return i >= s.n ? n : 0;
}

static bool
same(struct str a, const char *z)
{
	char fa[FOLD], fz[FOLD];
	size_t na = fold(a, fa), nz = fold(str_c(z), fz);

	return na > 0 && na == nz && memcmp(fa, fz, na) == 0;
}

bool
match_option_find(enum match_field f, struct str text, uint64_t *ret)
{
	int i, n = match_n_options(f);

	text = str_trim(text);
	for (i = 0; i < n; i++) {
		const struct match_option_info *o = &match_options[match_fields[f].options + i];

		if (same(text, o->code) || same(text, o->ru) || same(text, o->en)) {
			*ret = (uint64_t)1 << i;
			return true;
		}
	}
	return false;
}

/* ---- texts ---------------------------------------------------------------------- */

struct str
value_brief(struct str s)
{
	if (s.n > BRIEF)
		for (s.n = BRIEF; s.n > 0 && ((unsigned char)s.p[s.n] & 0xc0) == 0x80;)
			s.n--;
	return s;
}

static enum err
refuse(struct str *ret_problem, struct str text)
{
	if (text.p == NULL)
		return E_NOMEM;
	*ret_problem = text;
	return E_INPUT;
}

bool
value_part(struct str *rest, struct str *ret)
{
	while (rest->n > 0) {
		size_t n = 0;
		struct str part;

		while (n < rest->n && strchr(",;\n\r", rest->p[n]) == NULL)
			n++;
		part = str_trim((struct str){ rest->p, n });
		n += n < rest->n;
		*rest = (struct str){ rest->p + n, rest->n - n };
		if (part.n > 0) {
			*ret = part;
			return true;
		}
	}
	return false;
}

/* The length of a blank that may stand between thousands, 0 for anything else. */
static size_t
blank(struct str s)
{
	if (s.n >= 1 && (s.p[0] == ' ' || s.p[0] == '\t'))
		return 1;
	if (s.n >= 2 && memcmp(s.p, "\xc2\xa0", 2) == 0)
		return 2;
	if (s.n >= 3 &&
	    (memcmp(s.p, "\xe2\x80\xaf", 3) == 0 || memcmp(s.p, "\xe2\x80\x89", 3) == 0))
		return 3;
	return 0;
}

static struct str
skip(struct str s, size_t n)
{
	return (struct str){ s.p + n, s.n - n };
}

/* «тыс. чел.», «млн ₽», «%»: 10 to which power it is; -1 when it is no such word. */
static int
ending(struct str s)
{
	static const struct { const char *word; int power; } words[] = {
		{ "тыс", 3 }, { "млн", 6 }, { "млрд", 9 }, { "k", 3 }, { "m", 6 },
		{ "thousand", 3 }, { "million", 6 }, { "billion", 9 }, { "%", 0 },
		{ "чел", 0 }, { "человек", 0 }, { "человека", 0 }, { "people", 0 }, { "₽", 0 },
		{ "р", 0 }, { "руб", 0 }, { "рублей", 0 }, { "м²", 0 }, { "кв", 0 }, { "м", 0 },
	};
	int power = 0;

	for (s = str_trim(s); s.n > 0; s = str_trim(s)) {
		size_t n = 0, i;
		struct str w;

		while (n < s.n && s.p[n] != '.' && blank(skip(s, n)) == 0)
			n++;
		w = (struct str){ s.p, n };
		s = skip(s, n + (n < s.n && s.p[n] == '.'));
		for (i = 0; i < LEN(words) && !same(w, words[i].word); i++)
			;
		if (i == LEN(words) || (power > 0 && words[i].power > 0))
			return -1;
		power += words[i].power;
	}
	return power;
}

/* v times 10^e, exactly; false when that is no int64. */
static bool
shift(int64_t *v, int e)
{
	for (; e > 0; e--) {
		if (*v > INT64_MAX / 10)
			return false;
		*v *= 10;
	}
	for (; e < 0; e++) {
		if (*v % 10 != 0)
			return false;
		*v /= 10;
	}
	return true;
}

/* Digits with blanks between them and one comma or point; *rest is what follows. */
static bool
digits(struct str s, struct str *rest, int64_t *ret, int *ret_scale)
{
	int64_t v = 0;
	int scale = -1, any = 0;

	while (s.n > 0) {
		size_t gap = blank(s);

		if (s.p[0] >= '0' && s.p[0] <= '9') {
			if (v > INT64_MAX / 10 - 1)
				return false;
			v = v * 10 + (s.p[0] - '0');
			any = 1;
			scale += scale >= 0;
			s = skip(s, 1);
		} else if ((s.p[0] == ',' || s.p[0] == '.') && any && scale < 0 && s.n > 1 &&
		    s.p[1] >= '0' && s.p[1] <= '9') {
			scale = 0;
			s = skip(s, 1);
		} else if (gap > 0 && gap < s.n && any && scale < 0 && s.p[gap] >= '0' &&
		    s.p[gap] <= '9') {
			s = skip(s, gap);
		} else {
			break;
		}
	}
	*rest = s;
	*ret = v;
	*ret_scale = scale < 0 ? 0 : scale;
	return any;
}

static enum err
not_number(struct arena *a, enum match_field f, struct str text, bool en, struct str *ret_problem)
{
	const char *sample = match_fields[f].type == MT_REAL ? en ? "12.5" : "12,5" : "50 000";

	text = value_brief(text);
	return refuse(ret_problem, str_fmt(a, en ?
	    "“%.*s” is not a number we can read. Write, for example, %s." :
	    "«%.*s» не прочитать как число. Напишите, например, %s.", FMT(text), sample));
}

enum err
value_check(struct arena *a, enum match_field f, int64_t v, bool en, struct str *ret_problem)
{
	const struct match_field_info *mf = &match_fields[f];

	if (mf->type == MT_INT && v % MATCH_SCALE != 0)
		return refuse(ret_problem, str_fmt(a, en ? "Write a whole number." :
		    "Напишите целое число, без дробной части."));
	if (v < mf->lo * MATCH_SCALE || v > mf->hi * MATCH_SCALE)
		return refuse(ret_problem, str_fmt(a, en ?
		    "“%s” is between %lld and %lld. Check the value." :
		    "«%s» бывает от %lld до %lld. Проверьте число.", match_label(f, en),
		    (long long)mf->lo, (long long)mf->hi));
	return OK;
}

enum err
value_number(struct arena *a, enum match_field f, struct str text, bool en, int64_t *ret,
    struct str *ret_problem)
{
	struct str s = str_trim(text), rest;
	bool minus = str_starts(s, S("-")) || str_starts(s, S("−"));
	int64_t v;
	int scale, power;

	if (minus)
		s = skip(s, s.p[0] == '-' ? 1 : 3);
	if (!digits(s, &rest, &v, &scale))
		return not_number(a, f, text, en, ret_problem);
	power = ending(rest);
	if (power < 0)
		return not_number(a, f, text, en, ret_problem);
	if (!shift(&v, power + 4 - scale))
		return refuse(ret_problem, str_fmt(a, en ?
		    "Too long a number: write at most four digits after the point." :
		    "Слишком длинное число: после запятой пишите не больше четырёх знаков."));
	v = minus ? -v : v;
	TRY(value_check(a, f, v, en, ret_problem));
	*ret = v;
	return OK;
}

/* The dash of a range is long, or short between blanks, or a word; "-5" stays a number. */
enum err
value_range(struct arena *a, struct str text, enum match_field f, bool en, int64_t *ret_lo,
    int64_t *ret_hi, struct str *ret_problem)
{
	static const char *const seps[] = { "—", "–", "..", ";", " - ", " до ", " to " };
	size_t i;
	int64_t lo = 0, hi = 0;

	text = str_trim(text);
	if (str_starts(text, S("от ")))
		text = str_trim(skip(text, sizeof "от " - 1));
	for (i = 0; i < LEN(seps); i++) {
		ptrdiff_t at = str_find(text, str_c(seps[i]));

		if (at < 0)
			continue;
		TRY(value_number(a, f, (struct str){ text.p, (size_t)at }, en, &lo, ret_problem));
		TRY(value_number(
		    a, f, skip(text, (size_t)at + strlen(seps[i])), en, &hi, ret_problem));
		if (lo > hi)
			return refuse(ret_problem, str_fmt(a, en ?
			    "The first number is greater than the second: swap them." :
			    "Первое число больше второго: поменяйте их местами."));
		*ret_lo = lo;
		*ret_hi = hi;
		return OK;
	}
	return refuse(ret_problem, str_fmt(a, en ?
	    "Write two numbers with a dash between them: 10 000 — 50 000." :
	    "Напишите два числа через тире: 10 000 — 50 000."));
}

/* A label may hold the separator itself, so a part not found is tried with what follows. */
enum err
value_options(struct arena *a, enum match_field f, struct str text, bool en, uint64_t *ret,
    struct str *ret_problem)
{
	struct str rest = text, part, tail;
	uint64_t mask = 0, bit;

	while (value_part(&rest, &part)) {
		bool found = match_option_find(f, part, &bit);
		struct str first = part, more;

		for (tail = rest; !found && part.n < FOLD && value_part(&tail, &more);) {
			part.n = (size_t)(more.p + more.n - part.p);
			found = match_option_find(f, part, &bit);
			if (found)
				rest = tail;
		}
		if (!found) {
			first = value_brief(first);
			return refuse(ret_problem, str_fmt(a, en ?
			    "“%.*s” is not in the list of “%s”. Choose from the list." :
			    "«%.*s» нет в списке «%s». Выберите из списка.", FMT(first),
			    match_label(f, en)));
		}
		mask |= bit;
	}
	*ret = mask;
	return OK;
}

enum err
value_bool(struct str text, bool en, int64_t *ret, struct str *ret_problem)
{
	static const char *const yes[] = { "да", "есть", "yes", "true", "1", "on" };
	static const char *const no[] = { "нет", "no", "false", "0", "off" };
	size_t i;

	text = str_trim(text);
	for (i = 0; i < LEN(yes); i++)
		if (same(text, yes[i])) {
			*ret = 1;
			return OK;
		}
	for (i = 0; i < LEN(no); i++)
		if (same(text, no[i])) {
			*ret = 0;
			return OK;
		}
	*ret_problem = str_c(en ? "Write “yes” or “no”." : "Напишите «да» или «нет».");
	return E_INPUT;
}
