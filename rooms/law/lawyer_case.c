/* lawyer_case.c - one question: who may see it and act, its terms, its words. */
#include "audit/audit.h"
#include "gen/law/u.h"
#include "law/lawyer_impl.h"

#define SOON 1	/* days before the term that call for attention */

/* ---- words ---------------------------------------------------------------------------- */

static const struct { const char *code, *word, *own; } states[LS_N] = {
	[LS_WAITS] = { "waits", N_("ждёт юриста"), N_("ждёт юриста") },
	[LS_CLAIMED] = { "claimed", N_("у юриста"), N_("у юриста") },
	[LS_ASKED] = { "asked", N_("ждёт уточнения от автора"), N_("ждёт вашего уточнения") },
	[LS_ANSWERED] = { "answered", N_("есть ответ"), N_("есть ответ") },
	[LS_WITHDRAWN] = { "withdrawn", N_("отозван"), N_("отозван") },
};
static const char *const steps[LP_N] = {
	[LP_ASK] = N_("Вопрос задан"),
	[LP_CLAIM] = N_("Юрист взял вопрос"),
	[LP_RELEASE] = N_("Юрист вернул вопрос в очередь"),
	[LP_LAPSE] = N_("Вопрос вернулся в очередь: долго был у юриста без ответа"),
	[LP_BACK] = N_("Юрист просит уточнить"),
	[LP_REPLY] = N_("Уточнение автора"),
	[LP_PASS] = N_("Передан другим юристам"),
	[LP_UP] = N_("Срок прошёл: передан выше"),
	[LP_ANSWER] = N_("Ответ юриста"),
	[LP_RATE] = N_("Ответ оценён"),
	[LP_CONSENT] = N_("Автор разрешил опубликовать ответ без личных данных"),
	[LP_REFUSE] = N_("Автор не разрешает публиковать ответ"),
	[LP_WITHDRAW] = N_("Автор отозвал вопрос"),
	[LP_PUBLISH] = N_("Ответ опубликован без личных данных"),
	[LP_UNPUBLISH] = N_("Ответ снят с публикации"),
	[LP_SAME] = N_("Ответ для всех проверен после изменения нормы: по-прежнему верен"),
	[LP_ANEW] = N_("Ответ для всех написан заново после изменения нормы"),
};
static const char *const rates[LAWYER_RATES + 1] = {
	"", N_("не помог"), N_("почти не помог"), N_("помог отчасти"), N_("помог"),
	N_("помог полностью"),
};

struct str
lawyer_state_word(const struct ui *ui, int64_t state, bool own)
{
	if (state <= 0 || state >= LS_N)
		return S("");
	return tr_z(ui, own ? states[state].own : states[state].word);
}

const char *
lawyer_state_code(int64_t state)
{
	return state > 0 && state < LS_N ? states[state].code : "";
}

struct str
lawyer_step_word(const struct ui *ui, int64_t kind)
{
	return kind > 0 && kind < LP_N ? tr_z(ui, steps[kind]) : S("");
}

struct str
lawyer_rate_word(const struct ui *ui, int64_t rating)
{
	return rating > 0 && rating <= LAWYER_RATES ? tr_z(ui, rates[rating]) : S("");
}

struct str
lawyer_topic(const struct ui *ui, struct str ru, struct str en)
{
	if (ru.n == 0)
		return tr(ui, "другая тема");
	return ui->lang == LANG_EN && en.n > 0 ? en : ru;
}

struct str
lawyer_place(const struct ui *ui, const struct places_index *x, int64_t place)
{
	int at = places_by_id(x, place);

	return at >= 0 ? places_label(x, at, ui->arena, ui->lang) : tr(ui, "нет данных");
}

struct str
lawyer_url(struct arena *a, int64_t id)
{
	return url_law_question(a, str_fmt(a, "%lld", (long long)id));
}

/* ---- who ------------------------------------------------------------------------------- */

static bool
lawyer_over(const struct req *rq, const struct places_index *x, int64_t place)
{
	int64_t chain[PLACES_DEPTH] = { 0 };
	size_t n = 0;

	for (int at = places_by_id(x, place); at >= 0 && n < PLACES_DEPTH; at = x->p[at].parent)
		chain[n++] = x->p[at].id;
	return req_may(rq, ROLE_LAWYER, chain, n);
}

enum err
lawyer_case(struct req *rq, struct lawyer_case *ret)
{
	struct lawyer_case c = { .asker = false };
	int64_t id, me = rq->viewer->id.v;
	bool over;

	if (!str_int(req_param(rq, 0), &id) || id <= 0)
		return E_NOT_FOUND;
	TRY(places_get(rq->th, &c.x));
	TRY(q_question_get(rq->db, rq->arena, (struct question_id){ id }, &c.q));
	c.asker = c.q.asker.has && c.q.asker.v == me;
	c.side = lawyer_over(rq, c.x, c.q.place);
	over = lawyer_over(rq, c.x, c.q.at_place);
	c.holds = (c.side || over) && c.q.lawyer.has && c.q.lawyer.v == me && !c.asker;
	c.acts = c.holds || (over && !c.asker);
	c.side |= over;
	if (!c.asker && !c.side)
		return E_NOT_FOUND; /* not even that there is one */
	*ret = c;
	return OK;
}

enum err
lawyer_step(struct req *rq, int64_t question, enum lawyer_step kind, struct str text,
    int64_t place, int64_t *ret_id)
{
	struct step_id id;

	TRY(q_step_add(rq->db,
	    &(struct q_step_add_in){ .question = { question },
		.kind = kind,
		.text = text,
		.place = { place, place != 0 },
		.author = { rq->viewer ? rq->viewer->id.v : 0, rq->viewer != NULL },
		.now = rq->now },
	    &id));
	if (ret_id != NULL)
		*ret_id = id.v;
	return OK;
}

enum err
lawyer_audit(struct req *rq, const struct lawyer_case *c, const char *action, struct str detail)
{
	return audit_add(rq->db, rq->arena, rq->now,
	    &(struct audit_event){ .action = action, .actor = rq->viewer->id.v,
		.object = str_fmt(rq->arena, "law_question:%lld", (long long)c->q.id.v),
		.place = c->q.place, .peer = rq->in->peer, .detail = detail });
}

enum err
law_topic_merged(struct db *db, int64_t was, int64_t into)
{
	TRY(q_questions_of_topic(db, was, into));
	return q_answers_of_topic(db, was, into);
}

/* ---- terms -------------------------------------------------------------------------------- */

struct work_told
lawyer_told(const struct settings *set)
{
	return (struct work_told){ set->days_off, set->days_work };
}

/* From a settlement or a municipality to its region, from a region to the whole country. */
int64_t
lawyer_above(const struct places_index *x, int64_t place)
{
	int at = places_by_id(x, place);

	if (at < 0 || at == x->country)
		return 0;
	if (x->p[at].level > PLACE_REGION && x->p[at].region >= 0)
		return x->p[x->p[at].region].id;
	return x->country >= 0 ? x->p[x->country].id : 0;
}

struct opt_int
lawyer_up_on(const struct settings *set, const struct places_index *x, int64_t place, int32_t from)
{
	struct work_told told = lawyer_told(set);

	if (lawyer_above(x, place) == 0)
		return (struct opt_int){ 0 };
	return (struct opt_int){ work_after(from, (int)set->law_answer_days, &told), true };
}

struct str
lawyer_due_words(const struct ui *ui, const struct settings *set, int64_t due, bool *ret_late,
    bool *ret_soon)
{
	struct work_told told = lawyer_told(set);
	int left = work_between(ui->today, (int32_t)due, &told);
	struct str day = ui_day(ui, (int32_t)due);

	*ret_late = due < ui->today;
	*ret_soon = !*ret_late && left <= SOON;
	if (*ret_late)
		return trf(ui, "ответить до %1: срок прошёл", day);
	if (left == 0)
		return trf(ui, "ответить до %1: последний день", day);
	return trf(ui, "ответить до %1, %2 %3", day, ui_num(ui, left),
	    trn(ui, left, "рабочий день|рабочих дня|рабочих дней"));
}
