/* load_keep.c - bytes of brought files: taken from the form, kept in pieces, swept. */
#include "jobs/jobs.h"
#include "law/load.h"
#include "text/text.h"

#define PIECE (512 * KiB)
#define NAME_POINTS 150
#define HOUR_S ((int64_t)3600)

static struct str
file_name(struct arena *a, struct str name)
{
	struct str s = utf8_valid(name) ? str_trim(name) : S("");
	size_t from = 0;

	for (size_t i = 0; i < s.n; i++) /* some browsers send a path */
		if (s.p[i] == '/' || s.p[i] == '\\')
			from = i + 1;
	s = utf8_cut((struct str){ s.p + from, s.n - from }, NAME_POINTS);
	return s.n > 0 ? str_dup(a, s) : S("file");
}

enum err
load_given(struct req *rq, const char *file, const char *text, struct load_bytes *ret)
{
	const struct settings *set = req_settings(rq);
	struct str pasted = req_form(rq, text);

	*ret = (struct load_bytes){ S(""), S("") };
	for (size_t i = 0; i < rq->in->files.n; i++) {
		const struct http_file *f = &rq->in->files.p[i];

		if (!str_is(f->field, file) || f->data.n == 0)
			continue;
		if (f->data.n > (size_t)set->upload_limit * MiB)
			return problem(rq, file, trf(&rq->ui, "Файл больше %1 МиБ: портал таких не "
			    "принимает. Уберите картинки или разделите акт на части.",
			    ui_num(&rq->ui, set->upload_limit)));
		*ret = (struct load_bytes){ file_name(rq->arena, f->name), f->data };
		return OK;
	}
	if (str_trim(pasted).n > 0)
		ret->data = pasted;
	return OK;
}

static enum err
put_piece(struct req *rq, int64_t id, int64_t no, struct str bytes)
{
	struct db_val piece = { .t = DB_BLOB, .s = bytes };
	struct db_cur cur;
	struct sql q;
	bool row;

	sql_init(&q, rq->arena);
	sql_add(&q, "INSERT INTO law_load_piece (load, no, bytes) VALUES (?, ?, ?)", DBV_INT(id),
	    DBV_INT(no), piece);
	TRY(db_query_sql(rq->db, &q, &cur));
	TRY(db_next(&cur, &row));
	db_cur_close(&cur);
	return OK;
}

enum err
load_keep(struct req *rq, int64_t id, const struct load_bytes *b)
{
	struct str rest = b->data;

	TRY(q_load_pieces_drop(rq->db, id));
	for (int64_t no = 0; rest.n > 0; no++) {
		size_t n = rest.n < PIECE ? rest.n : PIECE;

		TRY(put_piece(rq, id, no, (struct str){ rest.p, n }));
		rest = (struct str){ rest.p + n, rest.n - n };
	}
	return q_load_file(rq->db, id, b->name, (int64_t)b->data.n);
}

static enum err
add_piece(void *ctx, const struct q_load_pieces *row)
{
	buf_put(ctx, row->bytes);
	return buf_err(ctx);
}

enum err
load_bytes_of(
    struct req *rq, struct arena *a, const struct q_load_get *row, struct load_bytes *ret)
{
	struct buf out;

	buf_init(&out, a, (size_t)row->size + 1 * KiB);
	if (!buf_room(&out, (size_t)row->size + 1))
		return buf_err(&out);
	TRY(q_load_pieces(rq->db, row->id, add_piece, &out));
	if (out.n != (size_t)row->size)
		return E_IO;
	*ret = (struct load_bytes){ row->file, buf_str(&out) };
	return OK;
}

static void
memory_ended(void *a)
{
	arena_free(a);
}

enum err
load_memory(struct req *rq, struct arena **ret)
{
	struct arena *a = arena_new(LOAD_MEMORY);

	if (a == NULL)
		return E_NOMEM;
	if (arena_defer(rq->arena, memory_ended, a) != OK) {
		arena_free(a);
		return E_NOMEM;
	}
	*ret = a;
	return OK;
}

enum err
load_mine(struct req *rq, struct str id, enum load_what what, struct q_load_get *ret)
{
	int64_t no;

	if (!str_int(id, &no) || no <= 0)
		return E_NOT_FOUND;
	TRY(q_load_get(rq->db, rq->arena, no, rq->viewer->id.v, what, ret));
	return ret->expires > rq->now ? OK : E_NOT_FOUND;
}

/* ---- the job ------------------------------------------------------------------------------ */

enum err
law_loads_sweep(struct job_run *r)
{
	int64_t n;

	TRY(db_begin(r->db));
	TRY(q_loads_sweep(r->db, r->now, &n));
	if (n > 0)
		job_note(r, str_fmt(r->arena, "n=%lld", (long long)n));
	return db_commit(r->db);
}
