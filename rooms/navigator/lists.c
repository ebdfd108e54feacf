/* lists.c - codes, labels and bands of measures. */
#include "navigator/lists.h"

static const struct list_value values[] = {
#define VALUE(list, no, code, ru, en) { LIST_##list, no, #code, ru, en },
#include "navigator/lists.def"
#undef VALUE
#define STATUS(name, no, ru, en) { LIST_status, no, #name, ru, en },
#include "navigator/status.def"
#undef STATUS
};

/* The same by number: pages ask for a hundred labels. */
#define NO_MAX 10
static const struct list_value by_no[][NO_MAX] = {
#define VALUE(list, no, code, ru, en) [LIST_##list][no] = { LIST_##list, no, #code, ru, en },
#include "navigator/lists.def"
#undef VALUE
#define STATUS(name, no, ru, en) [LIST_status][no] = { LIST_status, no, #name, ru, en },
#include "navigator/status.def"
#undef STATUS
};

static bool
same_code(struct str s, const char *code)	/* ASCII, case aside: OPEN is asked as open */
{
	size_t n = strlen(code);

	if (s.n != n)
		return false;
	for (size_t i = 0; i < n; i++)
		if ((s.p[i] | 0x20) != (code[i] | 0x20))
			return false;
	return true;
}

int
list_no(enum list l, struct str code)
{
	for (size_t i = 0; i < LEN(values); i++)
		if (values[i].list == l && same_code(code, values[i].code))
			return values[i].no;
	return 0;
}

const struct list_value *
list_value(enum list l, int no)
{
	return no > 0 && no < NO_MAX && by_no[l][no].code ? &by_no[l][no] : NULL;
}

const char *
list_code(enum list l, int no)
{
	const struct list_value *v = list_value(l, no);

	return v ? v->code : "";
}

struct str
list_label(const struct ui *ui, enum list l, int64_t no)
{
	const struct list_value *v = list_value(l, (int)no);

	return v ? str_c(ui->lang == LANG_EN ? v->en : v->ru) : S("");
}

int
list_size(enum list l)
{
	int n = 0;

	for (size_t i = 0; i < LEN(values); i++)
		n += values[i].list == l;
	return n;
}

bool
list_mask(enum list l, struct str codes, int64_t *ret)
{
	int64_t m = 0;

	while (codes.n > 0) {
		struct str one = str_trim(str_cut(codes, ',', &codes));
		int no = list_no(l, one);

		if (one.n > 0 && no == 0)
			return false;
		if (no > 0)
			m |= (int64_t)1 << (no - 1);
	}
	*ret = m;
	return true;
}

int
amount_band(struct opt_int min, struct opt_int max)
{
	static const int64_t tops[] = { 1000000, 5000000, 20000000, 100000000 };
	int64_t v = max.has ? max.v : min.v;

	if (!max.has && !min.has)
		return 6;
	for (int i = 0; i < (int)LEN(tops); i++)
		if (v <= tops[i])
			return i + 1;
	return 5;
}

int
cofin_band(struct opt_real min, struct opt_real max)
{
	double v = min.has ? min.v : max.v; /* what one must have at least */

	if (!max.has && !min.has)
		return 6;
	return v <= 0 ? 1 : v <= 5 ? 2 : v <= 20 ? 3 : v <= 50 ? 4 : 5;
}

int
status_of(struct opt_int opens, struct opt_int closes, int32_t today)
{
	if (opens.has && opens.v > today)
		return NAV_UPCOMING;
	if (!closes.has)
		return NAV_ONGOING;
	if (closes.v < today)
		return NAV_CLOSED;
	return closes.v - today <= SOON_DAYS ? NAV_SOON : NAV_OPEN;
}
