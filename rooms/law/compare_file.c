/* compare_file.c - what changed as a table: «было» on the left, «стало» on the right. */
#include "law/compare.h"

#define WORDS_MEMORY (64 * MiB)	/* two texts and their table */
#define FILE_BYTES (128 * MiB)	/* of markup before it is packed */

static void
words_end(void *a)
{
	arena_free(a);
}

static void
doc_ended(void *d)
{
	doc_fini(d);
}

static void
out_ended(void *b)
{
	buf_fini(b);
}

enum err
law_out_large(struct req *rq, size_t limit)
{
	struct buf in_arena = *rq->out;
	enum err e;

	buf_init(rq->out, NULL, limit);
	e = arena_defer(rq->arena, out_ended, rq->out);
	if (e != OK)
		*rq->out = in_arena; /* the page that says so is drawn into it */
	return e;
}

enum err
compare_open(
    struct req *rq, enum doc_format f, const struct doc_head *head, struct compare_file **ret)
{
	struct compare_file *c = arena_make(rq->arena, struct compare_file);

	if (c == NULL)
		return E_NOMEM;
	c->rq = rq;
	c->words = arena_new(WORDS_MEMORY);
	if (c->words == NULL)
		return E_NOMEM;
	if (arena_defer(rq->arena, words_end, c->words) != OK) {
		arena_free(c->words);
		return E_NOMEM;
	}
	TRY(arena_defer(rq->arena, doc_ended, &c->doc));
	doc_open(&c->doc, f, head, FILE_BYTES);
	*ret = c;
	return OK;
}

/* One side: what is the same, and what is of this side alone. */
static enum err
side(struct arena *a, const struct diff_spans *spans, enum diff_kind own, enum doc_mark mark,
    struct doc_cell *ret)
{
	struct doc_run *runs = arena_array(a, struct doc_run, spans->n + 1);
	size_t n = 0;

	if (runs == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < spans->n; i++) {
		const struct diff_span *s = &spans->p[i];

		if (s->kind == DIFF_SAME || s->kind == own)
			runs[n++] =
			    (struct doc_run){ s->kind == own ? mark : DOC_PLAIN, s->text };
	}
	*ret = (struct doc_cell){ runs, n };
	return OK;
}

enum err
compare_row(
    struct compare_file *f, struct str name, struct str what, const struct diff_spans *spans)
{
	struct doc_cell cells[2];

	TRY(side(f->words, spans, DIFF_GONE, DOC_GONE, &cells[0]));
	TRY(side(f->words, spans, DIFF_CAME, DOC_CAME, &cells[1]));
	doc_band(&f->doc, str_fmt(f->words, "%.*s (%.*s)", FMT(name), FMT(what)));
	doc_row(&f->doc, cells);
	arena_reset(f->words);
	f->rows++;
	return buf_err(&f->doc.text);
}

enum err
compare_close(struct compare_file *f, struct str total, struct str name)
{
	struct req *rq = f->rq;
	enum doc_format format = f->doc.format;

	doc_band(&f->doc, f->rows > 0 ? total : tr(&rq->ui, "Различий нет"));
	TRY(law_out_large(rq, FILE_BYTES));
	TRY(doc_close(&f->doc, rq->arena, rq->out));
	return reply_file(rq, doc_type(format), ui_cat(&rq->ui, name, str_c(doc_end(format))));
}
