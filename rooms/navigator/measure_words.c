/* measure_words.c - sums, shares and terms of a measure, as pages say them. */
#include "navigator/measure_impl.h"

#include "navigator/lists.h"

struct str
nav_amount(const struct ui *ui, struct opt_int min, struct opt_int max)
{
	if (!min.has && !max.has)
		return tr(ui, "Сумма не указана");
	if (!max.has)
		return trf(ui, "От %1", ui_money(ui, min.v));
	if (!min.has || min.v == 0)
		return trf(ui, "До %1", ui_money(ui, max.v));
	if (min.v == max.v)
		return ui_money(ui, max.v);
	return trf(ui, "От %1 до %2", ui_money(ui, min.v), ui_money(ui, max.v));
}

static struct str
percent(const struct ui *ui, double v)
{
	return ui_cat(ui, ui_real(ui, v), S("\xc2\xa0%"));
}

struct str
nav_cofin(const struct ui *ui, struct opt_real min, struct opt_real max)
{
	if (!min.has && !max.has)
		return tr(ui, "не указана");
	if ((!max.has || max.v <= 0) && (!min.has || min.v <= 0))
		return tr(ui, "не нужна");
	if (!max.has)
		return trf(ui, "от %1", percent(ui, min.v));
	if (!min.has || min.v <= 0)
		return trf(ui, "до %1", percent(ui, max.v));
	if (max.v <= min.v)
		return percent(ui, min.v);
	return trf(ui, "от %1 до %2", percent(ui, min.v), percent(ui, max.v));
}

struct str
nav_left(const struct ui *ui, int64_t days)
{
	if (days < 0)
		return tr(ui, "срок прошёл");
	if (days == 0)
		return tr(ui, "сегодня последний день");
	return trf(ui, "ещё %1 %2", ui_num(ui, days), trn(ui, days, "день|дня|дней"));
}

struct str
nav_absolute(const struct ui *ui, struct str path)
{
	return ui_cat(ui, ui->base, path);
}

/* ---- who asks -------------------------------------------------------------------- */

static enum err
take(struct req *rq, const struct places_index *x, int at, struct nav_asker *ret)
{
	ret->place = at;
	ret->code = x->p[at].code;
	ret->name = x->p[at].short_name;
	return nav_passport(rq->th, rq->arena, ret->code, &ret->passport);
}

/* What a former municipality became: one of them is taken, several are offered. */
static enum err
take_now(struct req *rq, const struct places_index *x, int at, struct nav_asker *ret)
{
	enum { MOST = 24 };
	int now[MOST];
	size_t n;

	if (x->p[at].level < PLACE_MUNI) {
		ret->note = trf(&rq->ui, "%1 — не муниципалитет. Назовите город, округ или район.",
		    x->p[at].name);
		return OK;
	}
	if (x->p[at].now)
		return take(rq, x, at, ret);
	n = places_now(x, at, now, MOST);
	if (n == 1 && x->p[now[0]].level >= PLACE_MUNI) {
		ret->note = trf(
		    &rq->ui, "%1 больше нет, теперь это %2.", x->p[at].name, x->p[now[0]].name);
		return take(rq, x, now[0], ret);
	}
	ret->note = trf(&rq->ui, "%1 больше нет. Выберите, чем это стало.", x->p[at].name);
	ret->choices = arena_array(rq->arena, int, n + 1);
	if (ret->choices == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < n; i++)
		ret->choices[ret->n_choices++] = now[i];
	return OK;
}

/* A code or a name. */
static enum err
take_text(struct req *rq, const struct places_index *x, struct str text, struct nav_asker *ret)
{
	enum { MOST = 8 };
	int at = places_by_code(x, text);
	struct places_found f;

	if (at >= 0)
		return take_now(rq, x, at, ret);
	TRY(places_find(x, rq->arena, text, MOST, PLACES_MUNI_NOW, &f));
	ret->typed = text;
	if (f.n == 1 && !f.guessed)
		return take_now(rq, x, f.p[0].place, ret);
	ret->note = f.n == 0 ?
	    trf(&rq->ui, "Муниципалитет «%1» не нашёлся. Проверьте название или код.", text) :
	    trf(&rq->ui, "По запросу «%1» нашлось несколько. Выберите нужный.", text);
	ret->choices = arena_array(rq->arena, int, f.n + 1);
	if (ret->choices == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < f.n; i++)
		ret->choices[ret->n_choices++] = f.p[i].place;
	return OK;
}

/* The first municipality the reader has a role on. */
static int
place_of_viewer(const struct req *rq, const struct places_index *x)
{
	for (size_t i = 0; rq->viewer != NULL && i < rq->viewer->n_grants; i++) {
		int at = rq->viewer->grants[i].place ?
		    places_by_id(x, rq->viewer->grants[i].place) :
		    -1;

		if (at >= 0 && x->p[at].level >= PLACE_MUNI)
			return at;
	}
	return -1;
}

enum err
nav_asker(struct req *rq, const struct places_index *x, struct nav_asker *ret)
{
	struct str text = str_trim(req_query(rq, "place"));
	int at;

	*ret = (struct nav_asker){ .place = -1,
		.applicant = nav_applicant(req_query(rq, "as"), 0) };
	if (text.n == 0)
		text = str_trim(req_query(rq, "q"));
	if (text.n > 0)
		return take_text(rq, x, text, ret);
	if (rq->ui.cacheable) /* one page for all guests */
		return OK;
	if (rq->ui.place_code.n > 0 && (at = places_by_code(x, rq->ui.place_code)) >= 0)
		return take_now(rq, x, at, ret);
	at = place_of_viewer(rq, x);
	return at >= 0 ? take_now(rq, x, at, ret) : OK;
}
