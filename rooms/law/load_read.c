/* load_read.c - a brought file read through; the territory that a form names. */
#include "law/load.h"
#include "places/places.h"
#include "text/text.h"

#define ROW_MEMORY (64 * MiB)
#define CHOICES 3	/* territories named when a name fits several */

static void
row_ended(void *a)
{
	arena_free(a);
}

/* What was pasted is told from its first letter: JSONL, else a text (HTML tells itself). */
static struct str
name_of(const struct load_bytes *b)
{
	if (b->name.n > 0)
		return b->name;
	return str_starts(str_trim(b->data), S("{")) ? S("text.jsonl") : S("text.txt");
}

/* Reasons are parts of sentences for the command line; on a page each is a sentence. */
static struct str
sentence(struct arena *a, struct str why)
{
	struct str first = utf8_cut(why, 1), rest = { why.p + first.n, why.n - first.n };
	struct buf b;

	buf_init(&b, a, why.n + 16);
	if (first.n == 2 && (unsigned char)first.p[0] == 0xD0 &&
	    (unsigned char)first.p[1] >= 0xB0) { /* а…п */
		buf_putc(&b, (char)0xD0);
		buf_putc(&b, (char)(first.p[1] - 0x20));
	} else if (first.n == 2 && (unsigned char)first.p[0] == 0xD1 &&
	    (unsigned char)first.p[1] <= 0x8F) { /* р…я */
		buf_putc(&b, (char)0xD0);
		buf_putc(&b, (char)(first.p[1] + 0x20));
	} else {
		buf_put(&b, first);
	}
	buf_put(&b, rest);
	if (!str_ends(why, S(".")))
		buf_putc(&b, '.');
	return buf_err(&b) == OK ? buf_str(&b) : why;
}

static bool
has_articles(const struct law_reading *r)
{
	for (size_t i = 0; i < r->drafts.n; i++)
		if (r->drafts.p[i].items.n > 0)
			return true;
	return false;
}

enum err
load_read(struct req *rq, const struct load_bytes *b, const struct law_meta *said,
    struct load_read *ret)
{
	const struct settings *set = req_settings(rq);
	struct law_file f = { .name = name_of(b), .data = b->data, .said = *said };
	struct arena *row = arena_new(ROW_MEMORY);

	*ret = (struct load_read){ .data = b->data, .refused = S("") };
	if (row == NULL)
		return E_NOMEM;
	if (arena_defer(rq->arena, row_ended, row) != OK) {
		arena_free(row);
		return E_NOMEM;
	}
	TRY(load_memory(rq, &ret->keep));
	ret->im = (struct import){ .db = rq->db, .arena = ret->keep, .row = row, .now = rq->now,
		.today = day_of(rq->now, (int)set->time_zone), .dry_run = true };
	/* a file's name is no name of an act here: «document.docx» says nothing of what it holds */
	if (f.said.act.n == 0)
		f.name = str_fmt(rq->arena, "%s%.*s", ".", FMT(f.name));
	TRY(law_read(rq->th, &ret->im, &f, ret->keep, &ret->r));
	if (!has_articles(&ret->r))
		ret->refused = ret->im.problems.n > 0 ?
		    sentence(ret->keep, ret->im.problems.p[0].reason) :
		    tr(&rq->ui, "В файле нет текста акта.");
	return OK;
}

/* ---- the territory ------------------------------------------------------------------------ */

static enum err
which(struct req *rq, const struct places_index *x, const struct places_found *f)
{
	struct buf b;

	buf_init(&b, rq->arena, 4 * KiB);
	for (size_t i = 0; i < f->n && i < CHOICES; i++)
		buf_fmt(&b, "%s%.*s — %.*s", i > 0 ? "; " : "",
		    FMT(places_label(x, f->p[i].place, rq->arena, rq->ui.lang)),
		    FMT(x->p[f->p[i].place].code));
	return problem(rq, "place", f->guessed ?
	    trf(&rq->ui, "Территории с таким названием нет. Похожи: %1. Введите код.",
		buf_str(&b)) :
	    trf(&rq->ui, "Так называется не одна территория: %1. Введите код.", buf_str(&b)));
}

enum err
load_place(struct req *rq, struct str typed, int *ret)
{
	const struct places_index *x;
	struct places_found f;

	TRY(places_get(rq->th, &x));
	*ret = places_by_code(x, typed);
	if (*ret >= 0)
		return OK;
	TRY(places_find(x, rq->arena, typed, CHOICES + 1, PLACES_ALL, &f));
	if (f.n == 0)
		return problem(rq, "place", tr(&rq->ui, "Такой территории нет. Введите название "
		    "города, района, округа или код ОКТМО, например 24707000."));
	if (f.guessed || (f.n > 1 && f.p[0].rank == f.p[1].rank))
		return which(rq, x, &f);
	*ret = f.p[0].place;
	return OK;
}
