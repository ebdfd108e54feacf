/* files.c - files of an item: taken by what they are, kept in pieces, given back as attachments. */
#include <sodium.h>

#include "folder/item.h"
#include "gen/folder/u.h"
#include "gen/folder/v.h"
#include "text/text.h"

#define PIECE (512 * KiB)
#define SUM_BYTES 32
#define BODY_ROOM (1 * KiB)	/* beside the bytes, in the page's buffer */

/* ---- taking one in -------------------------------------------------------------------------- */

struct taken { struct str name, bytes; const char *type; char sum[2 * SUM_BYTES + 1]; };

enum err
folder_file_put(struct db *db, struct arena *a, struct file_id file, struct str bytes)
{
	int64_t no = 0;

	while (bytes.n > 0) {
		size_t n = bytes.n < PIECE ? bytes.n : PIECE;
		struct db_val piece = { .t = DB_BLOB, .s = { bytes.p, n } };
		struct db_cur cur;
		struct sql q;
		bool row;

		sql_init(&q, a);
		sql_add(&q, "INSERT INTO folder_piece (file, no, bytes) VALUES (?, ?, ?)",
		    DBV_INT(file.v), DBV_INT(no), piece);
		TRY(db_query_sql(db, &q, &cur));
		TRY(db_next(&cur, &row));
		db_cur_close(&cur);
		bytes.p += n;
		bytes.n -= n;
		no++;
	}
	return OK;
}

static enum err
judge(struct req *rq, const struct folder_at *w, const struct q_item_get *q, struct taken *ret)
{
	const struct ui *ui = &rq->ui;
	const struct settings *set = req_settings(rq);
	const struct http_file *f = rq->in->files.n > 0 ? &rq->in->files.p[0] : NULL;
	int64_t n, held;

	if (f == NULL || f->data.n == 0)
		return problem(rq, "file", tr(ui, "Выберите файл: пустой не принять."));
	if (f->data.n > (size_t)set->upload_limit * MiB)
		return E_TOO_BIG;
	*ret = (struct taken){ .name = folder_file_name(rq->arena, f->name), .bytes = f->data };
	ret->type = folder_file_type(f->data, ret->name);
	if (ret->type == NULL)
		return problem(rq, "file",
		    tr(ui, "Такой файл не принимается. Подойдут PDF, документы и таблицы Office "
			   "и LibreOffice, картинки PNG и JPEG, архив ZIP, текст."));
	ret->name = folder_file_end(rq->arena, ret->name, ret->type);
	TRY(q_file_count(rq->db, q->id, &n));
	if (n >= FOLDER_FILES)
		return problem(rq, "file",
		    tr(ui, "Файлов уже 100. Удалите лишние или сложите их в архив."));
	TRY(q_file_sizes(rq->db, w->p->id, &held));
	if (held + (int64_t)f->data.n > set->folder_quota * (int64_t)MiB)
		return problem(rq, "file",
		    trf(ui, "Место кончилось: в папке муниципалитета помещается %1. Удалите "
			    "лишние файлы.",
			folder_size_words(ui, set->folder_quota * (int64_t)MiB)));
	return OK;
}

static enum err
sum_of(struct taken *t)
{
	unsigned char h[SUM_BYTES];

	crypto_generichash(h, sizeof h, (const unsigned char *)t->bytes.p, t->bytes.n, NULL, 0);
	sodium_bin2hex(t->sum, sizeof t->sum, h, sizeof h);
	return OK;
}

enum err
folder_file_add(struct req *rq)
{
	struct taken t = { 0 };
	struct file_id id;
	struct q_item_get q;
	struct folder_at w;
	enum err e;

	TRY(folder_at(rq, &w));
	TRY(folder_item_at(rq, &w, &q));
	e = judge(rq, &w, &q, &t);
	if (e == E_INPUT) {
		FORM_AGAIN(rq);
		return folder_item_view(rq, &w, &q);
	}
	TRY(e);
	TRY(sum_of(&t));
	TRY(db_begin(rq->db));
	TRY(q_file_add(rq->db,
	    &(struct q_file_add_in){ .item = q.id,
		.place = w.p->id,
		.name = t.name,
		.type = str_c(t.type),
		.size = (int64_t)t.bytes.n,
		.sum = str_c(t.sum),
		.author = { rq->viewer->id.v, true },
		.now = rq->now },
	    &id));
	TRY(folder_file_put(rq->db, rq->arena, id, t.bytes));
	TRY(folder_event(rq, q.id.v, "file_add", S(""), t.name));
	TRY(q_item_touch(rq->db, q.id, rq->now));
	TRY(folder_note(rq, &w, "folder.file_add", q.id.v, S("")));
	TRY(db_commit(rq->db));
	return redirect(rq,
	    str_fmt(rq->arena, "%.*s#h-files", FMT(folder_item_url(rq->arena, w.p->code, q.id.v))));
}

/* ---- giving it back ---- */

static enum err
file_at(struct req *rq, const struct folder_at *w, struct q_file_get *ret)
{
	struct file_id id;

	TRY(folder_id(rq, &id.v));
	return q_file_get(rq->db, rq->arena, id, w->p->id, ret);
}

static enum err
add_piece(void *ctx, const struct q_pieces *row)
{
	buf_put(ctx, row->bytes);
	return buf_err(ctx);
}

/* Never shown in our pages' place: an attachment, with a policy that lets it do nothing. */
enum err
folder_file_get(struct req *rq)
{
	struct q_file_get f;
	struct folder_at w;
	struct buf *out = arena_make(rq->arena, struct buf);

	TRY(folder_at(rq, &w));
	TRY(file_at(rq, &w, &f));
	if (out == NULL)
		return E_NOMEM;
	buf_init(out, rq->arena, (size_t)f.size + BODY_ROOM);
	if (!buf_room(out, (size_t)f.size + 1))
		return buf_err(out);
	TRY(q_pieces(rq->db, f.id, add_piece, out));
	if (out->n != (size_t)f.size) {
		log_line(LOG_ERROR, "folder_file_cut", "file=%lld bytes=%zu want=%lld",
		    (long long)f.id.v, out->n, (long long)f.size);
		return E_IO;
	}
	TRY(reply_file(rq, str_z(rq->arena, f.type), f.name));
	rq->out = out;
	return OK;
}

/* ---- taking it away ---- */

enum err
folder_file_drop_page(struct req *rq)
{
	struct view_drop v = { .page = { .title = tr(&rq->ui, "Удалить файл") } };
	struct q_file_get f;
	struct folder_at w;

	TRY(folder_at(rq, &w));
	TRY(file_at(rq, &w, &f));
	v.name = f.name;
	v.size = folder_size_words(&rq->ui, f.size);
	v.save_url = url_folder_file_drop(rq->arena, w.p->code, folder_num(rq->arena, f.id.v));
	v.back_url = folder_item_url(rq->arena, w.p->code, f.item.v);
	folder_crumbs(&rq->ui, &w, v.page.title, S(""), S(""), &v.page);
	return view_drop(&rq->ui, &v);
}

enum err
folder_file_drop(struct req *rq)
{
	struct q_file_get f;
	struct folder_at w;

	TRY(folder_at(rq, &w));
	TRY(file_at(rq, &w, &f));
	TRY(db_begin(rq->db));
	TRY(q_pieces_drop(rq->db, f.id));
	TRY(q_file_drop(rq->db, f.id));
	TRY(folder_event(rq, f.item.v, "file_drop", f.name, S("")));
	TRY(q_item_touch(rq->db, f.item, rq->now));
	TRY(folder_note(rq, &w, "folder.file_drop", f.item.v, S("")));
	TRY(db_commit(rq->db));
	TRY(notice(rq, N_("Файл удалён")));
	return redirect(rq, folder_item_url(rq->arena, w.p->code, f.item.v));
}
