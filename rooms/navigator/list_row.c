/* list_row.c - how a row of a list says its sum. */
#include "navigator/list.h"

#include "text/text.h"

#define MILLION INT64_C(1000000)

/* 14,5 (of a million): at most two digits, or nothing when it is not so round. */
static bool
put_units(struct buf *b, int64_t v, int64_t unit, bool en)
{
	int64_t hundredths;

	if (v % (unit / 100) != 0)
		return false;
	hundredths = v / (unit / 100);
	put_real(b, (double)hundredths / 100, 2, en);
	return true;
}

/* «5–20 млн ₽», «50 000 ₽ – 3 млн ₽»: the unit once where both can have it. */
static struct str
range(const struct ui *ui, int64_t lo, int64_t hi)
{
	bool en = ui->lang == LANG_EN, big = hi >= 1000 * MILLION;
	int64_t unit = big ? 1000 * MILLION : MILLION;
	struct buf b;

	buf_init(&b, ui->arena, 256);
	if (hi >= unit && lo >= unit / 10 && put_units(&b, lo, unit, en)) {
		buf_put(&b, S("–"));
		if (put_units(&b, hi, unit, en)) {
			buf_put(&b, S("\xc2\xa0"));
			buf_put(&b, big ? tr(ui, "млрд") : tr(ui, "млн"));
			buf_put(&b, S("\xc2\xa0₽"));
			return buf_str(&b);
		}
	}
	buf_reset(&b);
	put_money(&b, lo, en);
	buf_put(&b, S(" – "));
	put_money(&b, hi, en);
	return buf_str(&b);
}

struct str
row_amount(const struct ui *ui, struct opt_int min, struct opt_int max)
{
	if (max.has && min.has && min.v > 0 && min.v != max.v)
		return range(ui, min.v, max.v);
	if (max.has)
		return max.v > 0 ? trf(ui, "до %1", ui_money(ui, max.v)) : S("");
	return min.has && min.v > 0 ? trf(ui, "от %1", ui_money(ui, min.v)) : S("");
}

static struct str
count(const struct ui *ui, int64_t n, struct str word)
{
	struct buf b;

	buf_init(&b, ui->arena, 256);
	put_number(&b, n);
	buf_put(&b, S("\xc2\xa0"));
	buf_put(&b, word);
	return buf_str(&b);
}

struct str
row_days(const struct ui *ui, int64_t n)
{
	return count(ui, n, trn(ui, n, "день|дня|дней"));
}

struct str
row_count(const struct ui *ui, int64_t n)
{
	return count(ui, n, trn(ui, n, "мера|меры|мер"));
}

/* Labels of lists are stored as they stand in a sentence; а–п and р–я lie in two blocks. */
struct str
row_cap(const struct ui *ui, struct str s)
{
	char *p;

	if (s.n == 0 || (p = arena_alloc(ui->arena, s.n)) == NULL)
		return s;
	memcpy(p, s.p, s.n);
	if (p[0] >= 'a' && p[0] <= 'z') {
		p[0] = (char)(p[0] - 32);
	} else if (s.n > 1 && (unsigned char)p[0] == 0xd0 && (unsigned char)p[1] >= 0xb0) {
		p[1] = (char)((unsigned char)p[1] - 0x20);
	} else if (s.n > 1 && (unsigned char)p[0] == 0xd1 && (unsigned char)p[1] <= 0x8f) {
		p[0] = (char)0xd0;
		p[1] = (char)((unsigned char)p[1] + 0x20);
	}
	return (struct str){ p, s.n };
}
