/* pages.c - what the pages of the room share: the act of the path, the day, the crumbs. */
#include "calendar/calendar.h"
#include "gen/law/u.h"
#include "law/pages.h"
#include "places/places.h"

struct str
law_day_words(const struct ui *ui, int32_t day)
{
	struct buf b;

	buf_init(&b, ui->arena, 128);
	put_day(&b, day, ui->today, DAY_YEAR, ui->lang == LANG_EN);
	return buf_str(&b);
}

enum err
law_path(struct req *rq, struct law_at *ret)
{
	struct str on, name = str_cut(req_param(rq, 3), '@', &on);
	struct str key = str_fmt(rq->arena, "%.*s/%.*s/%.*s/%.*s", FMT(req_param(rq, 0)),
	    FMT(req_param(rq, 1)), FMT(req_param(rq, 2)), FMT(name));

	if (key.p == NULL)
		return E_NOMEM;
	*ret = (struct law_at){ .day = rq->ui.today };
	TRY(law_get(rq->th, &ret->x));
	ret->act = law_by_key(ret->x, key);
	if (ret->act == NULL || !law_may_see(rq, ret->act))
		return E_NOT_FOUND;
	if (on.p != NULL) {
		if (on.n != 10 || !day_parse(on, &ret->day))
			return E_NOT_FOUND;
		ret->dated = ret->day;
	}
	ret->ed = law_shown(ret->act, ret->day);
	return OK;
}

enum err
law_asked_day(struct req *rq, const struct law_at *at, struct str eid, struct str unit,
    bool *ret_done, struct str *ret_bad)
{
	struct str on = str_trim(req_query(rq, "on"));
	int32_t day;

	*ret_done = false;
	*ret_bad = S("");
	if (on.p == NULL)
		return OK;
	if (on.n > 0 && !day_parse(on, &day)) {
		*ret_bad = tr(&rq->ui, "Такой даты нет. Напишите день, месяц и год: 02.06.2025");
		return OK;
	}
	*ret_done = true;
	if (on.n == 0 || day == rq->ui.today)
		day = 0;
	return redirect(rq, law_url(rq->arena, at->act, day, eid, unit));
}

/* ---- the day ---------------------------------------------------------------------- */

static void
asof_words(struct req *rq, const struct law_at *at, struct law_asof *v)
{
	const struct ui *ui = &rq->ui;
	const struct law_edition *now = law_on(at->act, ui->today);
	struct str since = law_day_words(ui, at->ed->since);
	bool begun = at->ed->since <= at->day;

	v->old = at->ed != now;
	if (at->act->repealed.has && at->act->repealed.v <= at->day) {
		v->old = true;
		v->lead = trf(
		    ui, "Акт утратил силу %1.", law_day_words(ui, (int32_t)at->act->repealed.v));
		v->rest = trf(ui, "Показана последняя редакция, с %1.", since);
	} else if (!begun && at->day < ui->today) {
		v->lead = trf(ui, "На %1 редакции в базе нет.", law_day_words(ui, at->day));
		v->rest = trf(ui, "Показана самая ранняя, с %1.", since);
	} else if (at->ed->since > ui->today) {
		v->lead = tr(ui, "Ещё не вступило в силу.");
		v->rest = trf(ui, "Эта редакция начнёт действовать %1.", since);
	} else if (at->ed != now) {
		v->lead = trf(ui, "Вы читаете редакцию на %1.", law_day_words(ui, at->day));
		v->rest = trf(ui, "Она действовала с %1 до %2.", since,
		    law_day_words(ui, at->ed->until.has ? (int32_t)at->ed->until.v : at->day));
	} else {
		v->lead = trf(ui, "Редакция с %1.", since);
		v->rest = at->ed->until.has ?
		    trf(ui, "Следующая вступит в силу %1.",
			law_day_words(ui, (int32_t)at->ed->until.v)) :
		    tr(ui, "Более поздней в базе нет: сверьте с официальным опубликованием.");
	}
}

void
law_fill_asof(struct req *rq, const struct law_at *at, struct str eid, struct str unit,
    struct str bad, struct law_asof *ret)
{
	const struct ui *ui = &rq->ui;
	const struct law_edition *now = law_on(at->act, ui->today);

	*ret = (struct law_asof){ .action = law_url(rq->arena, at->act, 0, eid, unit),
		.on = bad.n > 0 ? req_query(rq, "on") : ui_day_field(ui, at->day), .on_bad = bad,
		.digest = at->act->digest, .source = at->ed->source, .note = at->ed->note };
	asof_words(rq, at, ret);
	if (at->dated != 0)
		ret->today_url = law_url(rq->arena, at->act, 0, eid, unit);
	if (now != NULL && at->ed != now) {
		ret->link = law_url(rq->arena, at->act, 0, eid, unit);
		ret->link_text = trf(
		    ui, "Действует сейчас: редакция с %1", law_day_words(ui, now->since));
	} else if (now != NULL && now->until.has) {
		ret->link = law_url(rq->arena, at->act, (int32_t)now->until.v, eid, S(""));
		ret->link_text = tr(ui, "Прочитать следующую редакцию");
	}
	if (str_starts(ret->source, S("https://")) || str_starts(ret->source, S("http://")))
		ret->source_url = ret->source;
}

void
law_crumbs(struct req *rq, const struct law_at *at, bool act, struct page *p)
{
	p->nav = "law";
	p->crumbs[p->n_crumbs++] = (struct crumb){ tr(&rq->ui, "Право"), url_law_list(rq->arena) };
	if (act)
		p->crumbs[p->n_crumbs++] = (struct crumb){ at->act->shrt,
			law_url(rq->arena, at->act, at->dated, S(""), S("")) };
}

enum err
law_choose_edition(
    struct req *rq, const struct law_act *act, int32_t on, struct law_choices *ret)
{
	ret->n = 0;
	ret->p = arena_array(rq->arena, struct law_choice, act->n_editions + 1);
	if (ret->p == NULL)
		return E_NOMEM;
	for (size_t i = act->n_editions; i-- > 0;) {
		int32_t since = act->editions[i].since;

		ret->p[ret->n++] = (struct law_choice){ ui_day_iso(&rq->ui, since),
			law_day_words(&rq->ui, since), since == on };
	}
	return OK;
}
