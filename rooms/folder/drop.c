/* drop.c - an item or a note is deleted: asked first, told afterwards. */
#include "calendar/calendar.h"
#include "folder/folder_impl.h"
#include "folder/item.h"
#include "gen/folder/u.h"
#include "gen/folder/v.h"
#include "text/text.h"

#define NOTE_SHOWN 400	/* characters of a note on the page that asks */

static bool
sure(const struct req *rq)
{
	return str_is(req_form(rq, "sure"), "yes");
}

/* ---- an item ---------------------------------------------------------------------------- */

enum err
folder_remove_page(struct req *rq)
{
	struct view_remove v = { .page = { .title = tr(&rq->ui, "Удалить запись из папки") } };
	struct q_item_get q;
	struct folder_at w;

	TRY(folder_at(rq, &w));
	TRY(folder_item_at(rq, &w, &q));
	v.heading = v.page.title;
	v.name = trf(&rq->ui, "%1, приём %2 года", q.title, folder_num(rq->arena, q.year));
	v.what = tr(&rq->ui, "Вместе с записью исчезнут её документы, заметки, файлы и история. "
	    "Вернуть их будет нельзя. На доске останется строка: что это было и кто удалил.");
	v.instead = tr(&rq->ui, "Если решили не подавать в этом году, запись лучше отложить.");
	v.save_url = url_folder_remove(rq->arena, w.p->code, folder_num(rq->arena, q.id.v));
	v.back_url = folder_item_url(rq->arena, w.p->code, q.id.v);
	folder_crumbs(&rq->ui, &w, q.title, v.back_url, tr(&rq->ui, "Удаление"), &v.page);
	return view_remove(&rq->ui, &v);
}

enum err
folder_remove(struct req *rq)
{
	struct q_item_get q;
	struct folder_at w;
	int64_t n;

	TRY(folder_at(rq, &w));
	TRY(folder_item_at(rq, &w, &q));
	if (!sure(rq))
		return redirect(rq,
		    url_folder_remove_page(rq->arena, w.p->code, folder_num(rq->arena, q.id.v)));
	TRY(db_begin(rq->db));
	TRY(q_gone_add(rq->db, q.id, rq->viewer->id.v, rq->now));
	TRY(q_item_drop(rq->db, q.id, &n));
	TRY(n == 1 ? OK : E_NOT_FOUND);
	TRY(version_bump(rq->db, "folder"));
	TRY(hooks_folder(rq, w.p->id, q.id.v, "removed"));
	TRY(folder_note(rq, &w, "folder.drop", q.id.v, q.url));
	TRY(db_commit(rq->db));
	TRY(notice(rq, N_("Запись удалена из папки")));
	return redirect(rq, url_folder_board(rq->arena, w.p->code));
}

/* ---- a note ------------------------------------------------------------------------------- */

static enum err
note_at(struct req *rq, const struct folder_at *w, struct note_id *ret_id, struct q_note_get *ret)
{
	TRY(folder_id(rq, &ret_id->v));
	return q_note_get(rq->db, rq->arena, *ret_id, w->p->id, ret);
}

enum err
folder_note_drop_page(struct req *rq)
{
	struct view_remove v = { .page = { .title = tr(&rq->ui, "Удалить заметку") } };
	struct note_id id;
	struct q_note_get q;
	struct folder_at w;

	TRY(folder_at(rq, &w));
	TRY(note_at(rq, &w, &id, &q));
	v.heading = v.page.title;
	v.name = trf(&rq->ui, "%1, %2", ui_moment(&rq->ui, q.created),
	    q.who.n ? q.who : tr(&rq->ui, "портал"));
	v.text = utf8_cut(q.text, NOTE_SHOWN);
	v.what = tr(&rq->ui,
	    "Вернуть её будет нельзя. В истории останется, от какого дня она была и кто удалил.");
	v.save_url = url_folder_note_drop(rq->arena, w.p->code, folder_num(rq->arena, id.v));
	v.back_url = folder_item_url(rq->arena, w.p->code, q.item.v);
	folder_crumbs(&rq->ui, &w, v.page.title, S(""), S(""), &v.page);
	return view_remove(&rq->ui, &v);
}

enum err
folder_note_drop(struct req *rq)
{
	struct note_id id;
	struct q_note_get q;
	struct folder_at w;
	int32_t day;
	int64_t n;

	TRY(folder_at(rq, &w));
	TRY(note_at(rq, &w, &id, &q));
	if (!sure(rq))
		return redirect(rq,
		    url_folder_note_drop_page(rq->arena, w.p->code, folder_num(rq->arena, id.v)));
	day = day_of(q.created, rq->ui.tz_min);
	TRY(db_begin(rq->db));
	TRY(q_note_drop(rq->db, id, &n));
	TRY(n == 1 ? OK : E_NOT_FOUND);
	/* no name: whoever wrote it may be erased one day */
	TRY(folder_event(rq, q.item.v, "note_drop", ui_day_iso(&rq->ui, day), S("")));
	TRY(q_item_touch(rq->db, q.item, rq->now));
	TRY(folder_note(rq, &w, "folder.note_drop", q.item.v, S("")));
	TRY(db_commit(rq->db));
	TRY(notice(rq, N_("Заметка удалена")));
	return redirect(rq, folder_item_url(rq->arena, w.p->code, q.item.v));
}
