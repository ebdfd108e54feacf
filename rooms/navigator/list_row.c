/* list_row.c - how a row of a list says its sum. */
#include "navigator/list.h"

#include "text/text.h"

/* Where the number ends in «5 млн ₽»: digits, blanks between them and a comma. */
static size_t
number_len(struct str s)
{
	size_t n = 0;

	for (size_t i = 0; i < s.n;) {
		if (s.p[i] >= '0' && s.p[i] <= '9')
			n = ++i;
		else if (s.p[i] == ',' || s.p[i] == '.')
			i++;
		else if (i + 1 < s.n && memcmp(s.p + i, "\xc2\xa0", 2) == 0)
			i += 2;
		else
			break;
	}
	return n;
}

/* «5–20 млн ₽»: the unit once when it is the same. */
static struct str
range(const struct ui *ui, struct str lo, struct str hi)
{
	size_t n = number_len(lo), m = number_len(hi);
	struct buf b;

	if (n > 0 && m > 0 && str_eq((struct str){ lo.p + n, lo.n - n }, (struct str){ hi.p + m, hi.n - m }))
		lo.n = n;
	buf_init(&b, ui->arena, 256);
	buf_put(&b, lo);
	buf_put(&b, S("–"));
	buf_put(&b, hi);
	return buf_str(&b);
}

struct str
row_amount(const struct ui *ui, struct opt_int min, struct opt_int max)
{
	if (max.has && min.has && min.v > 0 && min.v != max.v)
		return range(ui, ui_money(ui, min.v), ui_money(ui, max.v));
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
