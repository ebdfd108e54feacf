/* moves.c - a step from state to state: what it means is said first, and it can be taken back. */
#include "folder/moves.h"

#include "calendar/calendar.h"
#include "folder/act.h"
#include "gen/folder/u.h"
#include "gen/folder/v.h"

const struct folder_step folder_steps[] = {
	{ FS_INTERESTED, FS_PREPARING, N_("Готовить заявку"),
	    N_("Мера переходит в работу: собираете документы по списку, отмечаете готовое, следите "
	       "за "
	       "сроком. Никуда ничего не отправляется."), true },
	{ FS_INTERESTED, FS_APPLIED, N_("Заявка уже подана"),
	    N_("Портал заявку не отправляет, только запоминает, что вы её подали. В числах по "
	       "похожим "
	       "муниципалитетам вы станете одним из тех, кто заявился, без названия."), false },
	{ FS_INTERESTED, FS_PUT_OFF, N_("Отложить"),
	    N_("Запись останется в папке внизу списка, из календаря её сроки уйдут. Вернуть можно "
	       "в "
	       "любой день."), false },
	{ FS_PREPARING, FS_APPLIED, N_("Заявка подана"),
	    N_("Портал заявку не отправляет, только запоминает, что вы её подали. В числах по "
	       "похожим "
	       "муниципалитетам вы станете одним из тех, кто заявился, без названия."), true },
	{ FS_PREPARING, FS_PUT_OFF, N_("Отложить"),
	    N_("Запись останется в папке внизу списка, из календаря её сроки уйдут. Отмеченные "
	       "документы "
	       "и файлы сохранятся."), false },
	{ FS_APPLIED, FS_WON, N_("Поддержали"),
	    N_("Запись станет итогом: сколько просили, сколько получили. В числах по похожим "
	       "муниципалитетам прибавится один, кто получил, без названия."), true },
	{ FS_APPLIED, FS_REFUSED, N_("Отказали"),
	    N_("Запишите причину: она пригодится, когда меру откроют снова. Документы и файлы "
	       "сохранятся, их можно взять в следующую заявку."), false },
	{ FS_APPLIED, FS_PUT_OFF, N_("Заявку отозвали"),
	    N_("Вы больше не будете считаться среди тех, кто заявился."), false },
	{ FS_PUT_OFF, FS_INTERESTED, N_("Вернуть в работу"),
	    N_("Запись снова встанет наверх, её сроки вернутся в календарь."), true },
};
const size_t folder_steps_n = LEN(folder_steps);

const struct folder_step *
folder_step(int64_t from, int to)
{
	for (size_t i = 0; i < LEN(folder_steps); i++)
		if (folder_steps[i].from == from && folder_steps[i].to == to)
			return &folder_steps[i];
	return NULL;
}

/* ---- the page ------------------------------------------------------------------------- */

static struct str
move_url(struct arena *a, const struct folder_at *w, int64_t id, int to)
{
	return str_fmt(a, "%.*s?to=%s", FMT(url_folder_move_page(a, w->p->code, folder_num(a, id))),
	    folder_states[to].code);
}

static enum err
choices(struct req *rq, const struct folder_at *w, const struct q_item_get *q, struct view_move *v)
{
	v->steps.p = arena_array(rq->arena, struct item_step, LEN(folder_steps));
	if (v->steps.p == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < LEN(folder_steps); i++)
		if (folder_steps[i].from == q->state)
			v->steps.p[v->steps.n++] =
			    (struct item_step){ move_url(rq->arena, w, q->id.v, folder_steps[i].to),
				    tr_z(&rq->ui, folder_steps[i].button) };
	return OK;
}

/* Required papers that nobody has ticked. */
static enum err
missing(struct req *rq, struct item_id id, int64_t *ret)
{
	struct q_checks_rows c;

	TRY(q_checks(rq->db, rq->arena, id, &c));
	*ret = 0;
	for (size_t i = 0; i < c.n; i++)
		*ret += c.p[i].required && !c.p[i].done;
	return OK;
}

static struct str
rubles(struct arena *a, struct opt_int v)
{
	return v.has ? folder_num(a, v.v) : S("");
}

/* What the step asks for. */
static void
fields(struct req *rq, const struct q_item_get *q, int to, struct view_move *v)
{
	const struct ui *ui = &rq->ui;

	v->ask_day = to == FS_APPLIED || to == FS_WON || to == FS_REFUSED;
	v->ask_sum = to == FS_APPLIED || to == FS_WON;
	v->risky = to == FS_PUT_OFF;
	v->day_label = to == FS_APPLIED ? tr(ui, "Когда подали") : tr(ui, "Когда решили");
	v->day = ui_old(ui, "day", ui_day_field(ui, ui->today));
	v->sum_label = to == FS_WON ? tr(ui, "Сколько получили, рублей") :
				      tr(ui, "Сколько просите, рублей");
	v->sum = ui_old(ui, "sum", rubles(rq->arena, to == FS_WON ? q->got : q->asked));
}

static enum err
page(struct req *rq, const struct folder_at *w, const struct q_item_get *q, int to)
{
	const struct folder_step *s = folder_step(q->state, to);
	struct ui *ui = &rq->ui;
	struct view_move v = { .q = q, .was = folder_label(ui, q->state) };

	v.back_url = folder_item_url(rq->arena, w->p->code, q->id.v);
	v.save_url = url_folder_move(rq->arena, w->p->code, folder_num(rq->arena, q->id.v));
	v.seen = str_c(folder_states[q->state].code);
	TRY(choices(rq, w, q, &v));
	v.heading = tr(ui, "Следующий шаг");
	if (s != NULL) {
		v.heading = tr_z(ui, s->button);
		v.button = v.heading;
		v.meaning = tr_z(ui, s->meaning);
		v.became = folder_label(ui, to);
		v.code = str_c(folder_states[to].code);
		fields(rq, q, to, &v);
		if (to == FS_APPLIED)
			TRY(missing(rq, q->id, &v.left));
	}
	v.page.title = v.heading;
	folder_crumbs(ui, w, q->title, v.back_url, v.heading, &v.page);
	return view_move(ui, &v);
}

enum err
folder_move_page(struct req *rq)
{
	struct folder_at w;
	struct q_item_get q;

	TRY(folder_at(rq, &w));
	TRY(folder_item_at(rq, &w, &q));
	return page(rq, &w, &q, folder_state_of(req_query(rq, "to")));
}

/* ---- the step ------------------------------------------------------------------------- */

static const struct field move_fields[] = {
	F_DAY(struct folder_step_in, day, N_("День")),
	F_INT(struct folder_step_in, sum, N_("Сумма"), 0, FOLDER_RUBLES),
	F_TEXT(struct folder_step_in, note, N_("Заметка"), 0, FOLDER_NOTE),
	F_END
};

/* What the form said, on top of what the item has. */
static void
apply(const struct folder_step_in *in, int to, int32_t today, struct q_item_get *q)
{
	struct opt_int day = in->day.has ? in->day : (struct opt_int){ today, true };

	if (to == FS_APPLIED) {
		q->applied = day;
		q->asked = in->sum.has ? in->sum : q->asked;
	}
	if (to == FS_WON || to == FS_REFUSED)
		q->decided = day;
	if (to == FS_WON)
		q->got = in->sum.has ? in->sum : q->got;
	if (to == FS_PUT_OFF)
		q->applied = (struct opt_int){ 0 };
}

static enum err
put_state(struct req *rq, const struct q_item_get *q, int64_t was, int64_t to)
{
	int64_t n;

	TRY(q_item_state(rq->db,
	    &(struct q_item_state_in){ .id = q->id,
		.was = was,
		.state = to,
		.asked = q->asked,
		.got = q->got,
		.applied = q->applied,
		.decided = q->decided,
		.now = rq->now },
	    &n));
	if (n == 0) /* somebody moved it meanwhile */
		return E_CONFLICT;
	TRY(folder_event(rq, q->id.v, "state", str_c(folder_states[was].code),
	    str_c(folder_states[to].code)));
	return version_bump(rq->db, "folder");
}

enum err
folder_step_store(struct req *rq, const struct folder_at *w, const struct q_item_get *old, int to,
    const struct folder_step_in *in)
{
	struct opt_int author = folder_author(rq);
	struct q_item_get q = *old;

	apply(in, to, rq->ui.today, &q);
	TRY(q_move_add(rq->db,
	    &(struct q_move_add_in){ .item = q.id,
		.was = old->state,
		.became = to,
		.asked_was = old->asked,
		.got_was = old->got,
		.applied_was = old->applied,
		.decided_was = old->decided,
		.author = author,
		.now = rq->now }));
	TRY(put_state(rq, &q, old->state, to));
	if (in->note.n > 0)
		TRY(q_note_add(rq->db, q.id, in->note, author, rq->now));
	TRY(hooks_folder(rq, w->p->id, q.id.v, "changed"));
	return folder_note(rq, w, "folder.move", q.id.v, str_c(folder_states[to].code));
}

/* A day that has not come is a slip. */
enum err
folder_step_check(struct req *rq, const struct folder_step_in *in)
{
	if (!in->day.has || in->day.v <= rq->ui.today)
		return OK;
	return problem(rq, "day", tr(&rq->ui, "Этот день ещё не наступил. Проверьте дату."));
}

enum err
folder_move(struct req *rq)
{
	int to = folder_state_of(req_form(rq, "to"));
	struct folder_step_in in = { 0 };
	struct q_item_get old;
	struct folder_at w;
	enum err e;

	TRY(folder_at(rq, &w));
	TRY(folder_item_at(rq, &w, &old));
	if (folder_state_of(req_form(rq, "seen")) != old.state)
		return E_CONFLICT;
	if (folder_step(old.state, to) == NULL)
		return E_NOT_FOUND;
	e = form_read(rq, move_fields, &in);
	if (e == OK)
		e = folder_step_check(rq, &in);
	if (e == E_INPUT) {
		FORM_AGAIN(rq);
		return page(rq, &w, &old, to);
	}
	TRY(e);
	TRY(db_begin(rq->db));
	TRY(folder_step_store(rq, &w, &old, to, &in));
	TRY(db_commit(rq->db));
	TRY(notice(rq, N_("Записано. Если это ошибка, шаг можно отменить ниже.")));
	return redirect(rq, folder_item_url(rq->arena, w.p->code, old.id.v));
}

/* ---- taking it back --------------------------------------------------------------------- */

enum err
folder_undo(struct req *rq)
{
	struct q_move_last m;
	struct q_item_get q;
	struct folder_at w;
	int64_t n;

	TRY(folder_at(rq, &w));
	TRY(folder_item_at(rq, &w, &q));
	TRY(q_move_last(rq->db, rq->arena, q.id, &m));
	if (m.became != q.state || !str_is(req_form(rq, "move"), folder_num(rq->arena, m.id).p))
		return E_CONFLICT;
	q.asked = m.asked_was;
	q.got = m.got_was;
	q.applied = m.applied_was;
	q.decided = m.decided_was;
	TRY(db_begin(rq->db));
	TRY(q_move_drop(rq->db, m.id, &n));
	TRY(n == 1 ? OK : E_CONFLICT);
	TRY(put_state(rq, &q, m.became, m.was));
	TRY(hooks_folder(rq, w.p->id, q.id.v, "changed"));
	TRY(folder_note(rq, &w, "folder.undo", q.id.v, str_c(folder_states[m.was].code)));
	TRY(db_commit(rq->db));
	TRY(notice(rq, N_("Шаг отменён: всё как было до него.")));
	return redirect(rq, folder_item_url(rq->arena, w.p->code, q.id.v));
}
