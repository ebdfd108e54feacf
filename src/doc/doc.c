/* doc.c - what both formats share: the order of things, lines of a cell, text of XML. */
#include "doc/impl.h"

static const struct doc_kind *const kinds[DOC_FORMATS] = {
	[DOC_DOCX] = &doc_docx,
	[DOC_ODT] = &doc_odt,
};

const char *
doc_type(enum doc_format f)
{
	return kinds[f]->type;
}

const char *
doc_end(enum doc_format f)
{
	return kinds[f]->end;
}

bool
doc_find(struct str name, enum doc_format *ret)
{
	for (size_t i = 0; i < DOC_FORMATS; i++)
		if (str_is(name, kinds[i]->name)) {
			*ret = (enum doc_format)i;
			return true;
		}
	return false;
}

/* Bytes at `at` that XML 1.0 has no place for: controls, U+FFFE and U+FFFF. */
static size_t
forbidden(struct str s, size_t at)
{
	unsigned char c = (unsigned char)s.p[at];

	if (c < 0x20 && c != '\n' && c != '\t' && c != '\r')
		return 1;
	if (c == 0xEF && at + 2 < s.n && (unsigned char)s.p[at + 1] == 0xBF &&
	    (unsigned char)s.p[at + 2] >= 0xBE)
		return 3;
	return 0;
}

void
doc_xml(struct buf *b, struct str s)
{
	size_t from = 0, at = 0;

	while (at < s.n) {
		size_t n = forbidden(s, at);

		if (n > 0) {
			put_text(b, (struct str){ s.p + from, at - from });
			from = at + n;
		}
		at += n > 0 ? n : 1;
	}
	if (s.n > from)
		put_text(b, (struct str){ s.p + from, s.n - from });
}

void
doc_put_cell(struct buf *b, const struct doc_cell *c, const struct doc_paragraphs *how)
{
	buf_putz(b, how->open);
	for (size_t i = 0; i < c->n; i++) {
		struct str rest = c->p[i].text;

		while (rest.p != NULL) {
			struct str line = str_cut(rest, '\n', &rest);

			if (line.n > 0)
				how->run(b, c->p[i].mark, line);
			if (rest.p != NULL) {
				buf_putz(b, how->close);
				buf_putz(b, how->open);
			}
		}
	}
	buf_putz(b, how->close);
}

void
doc_open(struct doc *d, enum doc_format f, const struct doc_head *head, size_t limit)
{
	*d = (struct doc){ .head = *head, .format = f };
	buf_init(&d->text, NULL, limit);
	kinds[f]->open(d);
}

void
doc_band(struct doc *d, struct str text)
{
	kinds[d->format]->band(d, text);
}

void
doc_row(struct doc *d, const struct doc_cell *cells)
{
	const struct doc_kind *k = kinds[d->format];

	k->row(d, true);
	for (int i = 0; i < d->head.n_cols; i++)
		k->cell(d, &cells[i]);
	k->row(d, false);
}

enum err
doc_close(struct doc *d, struct arena *a, struct buf *out)
{
	const struct doc_kind *k = kinds[d->format];
	struct zipper z;

	k->close(d);
	TRY(buf_err(&d->text));
	zipper_open(&z, out, a);
	TRY(k->parts(d, a, &z));
	return zipper_close(&z);
}

void
doc_fini(struct doc *d)
{
	buf_fini(&d->text);
}
