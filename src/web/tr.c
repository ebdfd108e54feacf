/* tr.c - two languages: Russian is in the source, English comes from po/en.po.
 *
 * The catalogue is gettext's own .mo (msgfmt), compiled in. libintl is not used:
 * it picks the language by process-wide locales that a server may lack, while here
 * each request has its own (docs/adr/0005-gettext-files-own-lookup.md).
 */
#include "gen/assets.h"
#include "text/text.h"
#include "web/ui.h"

/* The .mo header: magic, revision, count, offsets of two tables of (length, offset). */
static uint32_t
word_at(const struct asset *mo, size_t off)
{
	uint32_t v;

	if (off + sizeof v > mo->n)
		return 0;
	memcpy(&v, mo->data + off, sizeof v);
	return v;
}

static struct str
mo_string(const struct asset *mo, uint32_t table, uint32_t i)
{
	uint32_t n = word_at(mo, table + 8u * i), off = word_at(mo, table + 8u * i + 4);

	if (off > mo->n || n > mo->n - off)
		return STR_NONE;
	return (struct str){ (const char *)mo->data + off, n };
}

/* msgids in a .mo are sorted: a binary search; p NULL when there is none. */
static struct str
lookup(struct str id)
{
	static const struct asset *mo; /* found once; the table is const */
	uint32_t lo = 0, hi, ids, texts;

	if (mo == NULL && (mo = asset_named("en.mo")) == NULL)
		return STR_NONE;
	hi = word_at(mo, 8);
	ids = word_at(mo, 12);
	texts = word_at(mo, 16);
	while (lo < hi) {
		uint32_t mid = lo + (hi - lo) / 2;
		int c = str_cmp(id, mo_string(mo, ids, mid));

		if (c == 0)
			return mo_string(mo, texts, mid);
		if (c < 0)
			hi = mid;
		else
			lo = mid + 1;
	}
	return STR_NONE;
}

struct str
tr_(enum lang l, const char *ru, size_t n)
{
	struct str id = { ru, n }, t;

	if (l == LANG_RU || n == 0)
		return id;
	t = lookup(id);
	return t.p && t.n ? t : id;
}

struct str
tr_z(const struct ui *ui, const char *ru)
{
	return tr_(ui->lang, ru, strlen(ru));
}

struct str
tr_fmt_(const struct ui *ui, const char *ru, const struct str *args, int n)
{
	struct str t = tr_z(ui, ru);
	struct buf b;

	buf_init(&b, ui->arena, 1 * MiB);
	for (size_t i = 0; i < t.n; i++) {
		int k = t.p[i] == '%' && i + 1 < t.n ? t.p[i + 1] - '1' : -1;

		if (k >= 0 && k < n && k < 9) {
			buf_put(&b, args[k]);
			i++;
		} else {
			buf_putc(&b, t.p[i]);
		}
	}
	return buf_str(&b);
}

struct str
tr_n_(const struct ui *ui, int64_t n, const char *forms)
{
	struct str rest = tr_z(ui, forms), form;
	int k = ui->lang == LANG_RU ? text_plural_ru(n) : text_plural_en(n);

	for (form = str_cut(rest, '|', &rest); k > 0 && rest.p; k--)
		form = str_cut(rest, '|', &rest);
	return form;
}

void
put_tr(struct buf *out, const struct ui *ui, const char *ru)
{
	put_text(out, tr_z(ui, ru));
}

void
put_trf(struct buf *out, const struct ui *ui, const char *ru, const struct str *args, int n)
{
	put_text(out, tr_fmt_(ui, ru, args, n));
}

void
put_trn(struct buf *out, const struct ui *ui, int64_t n, const char *forms)
{
	put_text(out, tr_n_(ui, n, forms));
}
