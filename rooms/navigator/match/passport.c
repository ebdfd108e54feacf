/* passport.c - what is known of a municipality, as its form gives it. */
#include "navigator/match/inner.h"

#define TEXT_MAX (16 * KiB)

static bool
is_none(struct str s)
{
	static const char *const words[] = { "нет", "Нет", "none", "None", "no", "-", "—", "–" };
	size_t i;

	for (i = 0; i < LEN(words); i++)
		if (str_is(s, words[i]))
			return true;
	return false;
}

static enum err
options_set(struct arena *a, enum match_field f, struct str text, bool en, int64_t *ret,
    struct str *ret_problem)
{
	uint64_t mask = 0;

	if (match_fields[f].type != MT_SET || !is_none(text))
		TRY(value_options(a, f, text, en, &mask, ret_problem));
	if (match_fields[f].type == MT_ENUM && (mask == 0 || (mask & (mask - 1)) != 0)) {
		*ret_problem = str_c(en ? "Choose exactly one." : "Выберите что-то одно.");
		return E_INPUT;
	}
	*ret = (int64_t)mask;
	return OK;
}

enum err
passport_set(struct arena *a, struct passport *p, enum match_field f, struct str text, bool en,
    struct str *ret_problem)
{
	int64_t v = 0;

	ASSERT(f != MF_applicant && f != MF_territory);
	text = str_trim(text);
	if (text.n == 0) {
		p->known &= ~((uint64_t)1 << f);
		p->v[f] = 0;
		return OK;
	}
	if (text.n > TEXT_MAX) {
		*ret_problem = str_c(en ? "Too long a text: shorten it." :
		    "Слишком длинный текст: сократите его.");
		return E_INPUT;
	}
	switch (match_fields[f].type) {
	case MT_ENUM:
	case MT_SET: TRY(options_set(a, f, text, en, &v, ret_problem)); break;
	case MT_INT:
	case MT_REAL: TRY(value_number(a, f, text, en, &v, ret_problem)); break;
	case MT_BOOL: TRY(value_bool(text, en, &v, ret_problem)); break;
	case MT_TERRITORY: break;
	}
	p->known |= (uint64_t)1 << f;
	p->v[f] = v;
	return OK;
}

enum err
passport_text(struct arena *a, const struct passport *p, enum match_field f, bool en,
    struct str *ret)
{
	enum match_type t = match_fields[f].type;
	uint64_t mask = (uint64_t)p->v[f], m;
	struct buf b;

	buf_init(&b, a, TEXT_MAX);
	if (!(p->known >> f & 1)) {
		*ret = STR_NONE;
		return OK;
	}
	if (t == MT_INT || t == MT_REAL) {
		put_fixed(&b, p->v[f], en);
	} else if (t == MT_BOOL) {
		buf_putz(&b, p->v[f] ? en ? "yes" : "да" : en ? "no" : "нет");
	} else if (mask == 0) {
		buf_putz(&b, en ? "none" : "нет");
	} else {
		for (m = mask; m != 0; m &= m - 1) {
			buf_putz(&b, m == mask ? "" : ", ");
			buf_putz(
			    &b, match_options[match_fields[f].options + __builtin_ctzll(m)].code);
		}
	}
	*ret = buf_str(&b);
	return buf_err(&b);
}
