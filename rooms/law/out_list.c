/* out_list.c - the acts of a question as a table (CSV), news (Atom) and days (iCalendar). */
#include <stdlib.h>

#include "calendar/calendar.h"
#include "law/find.h"
#include "law/pages.h"
#include "places/places.h"
#include "web/feed.h"

#define CSV_BYTES (64 * MiB)
#define ATOM_MAX 50
#define ICS_MAX 500
#define ICS_PAST_DAYS 180	/* as the page shows */

static enum err
found(struct req *rq, struct law_find *f, struct law_found *ret)
{
	const struct law_index *x;

	law_find_read(rq, f);
	TRY(law_get(rq->th, &x));
	return law_find(rq, x, f, ret);
}

static struct str
whole(const struct req *rq, struct str path)
{
	return ui_cat(&rq->ui, rq->ui.base, path);
}

/* ---- CSV: the columns that import knows (acts.csv), then what is known besides ---------- */

static const char HEAD[] = "act,short,number,title,kind,adopted,edition_from,level,oktmo,digest,"
	"source,see,repealed,note,key,name,editions,url\r\n";

static void
put_cell(struct buf *b, struct str s)
{
	put_csv(b, s);
	buf_putc(b, ',');
}

static void
put_day_cell(struct buf *b, struct opt_int day)
{
	if (day.has)
		put_day_iso(b, (int32_t)day.v);
	buf_putc(b, ',');
}

static void
put_row(struct req *rq, const struct places_index *places, const struct law_act *act)
{
	static const char *const sees[] = { "all", "signed", "territory" };
	const struct law_edition *ed = law_shown(act, rq->ui.today);
	int at = act->place != 0 ? places_by_id(places, act->place) : -1;
	struct buf *b = rq->out;

	put_cell(b, act->code);
	put_cell(b, act->shrt);
	put_cell(b, act->number);
	put_cell(b, act->title);
	put_cell(b, str_c(law_kinds[act->kind].code));
	put_day_cell(b, (struct opt_int){ act->adopted, true });
	put_day_cell(b, (struct opt_int){ ed->since, true });
	put_cell(b, str_c(law_levels[act->level]));
	put_cell(b, at >= 0 ? places->p[at].code : S(""));
	put_cell(b, act->digest ? S("1") : S(""));
	put_cell(b, ed->source);
	put_cell(b, str_c(sees[act->see]));
	put_day_cell(b, act->repealed);
	put_cell(b, ed->note);
	put_cell(b, act->key);
	put_cell(b, act->full);
	buf_fmt(b, "%zu,", act->n_editions);
	put_csv(b, whole(rq, law_url(rq->arena, act, 0, S(""), S(""))));
	buf_put(b, S("\r\n"));
}

enum err
law_list_csv_file(struct req *rq)
{
	const struct places_index *places;
	struct law_found acts;
	struct law_find f;

	TRY(found(rq, &f, &acts));
	TRY(places_get(rq->th, &places));
	TRY(law_out_large(rq, CSV_BYTES));
	buf_put(rq->out, S("\xEF\xBB\xBF")); /* without it Excel takes UTF-8 for Windows-1251 */
	buf_putz(rq->out, HEAD);
	for (size_t i = 0; i < acts.n; i++)
		put_row(rq, places, acts.p[i]);
	TRY(buf_err(rq->out));
	return reply_file(rq, "text/csv; charset=utf-8",
	    trf(&rq->ui, "акты-%1.csv", ui_day_iso(&rq->ui, rq->ui.today)));
}

/* ---- Atom: editions as they are loaded and as they come into force ------------------------ */

enum what { LOADED, BEGUN, ENDED };
struct news {
	int64_t at;
	enum what what;
	const struct law_act *act;
	const struct law_edition *ed;
};
struct newses { struct news *p; size_t n, cap; };

static int
newest_first(const void *p, const void *q)
{
	const struct news *a = p, *b = q;

	if (a->at != b->at)
		return (a->at < b->at) - (a->at > b->at);
	return a->act->id != b->act->id ? (a->act->id > b->act->id) - (a->act->id < b->act->id) :
					  (int)a->what - (int)b->what;
}

/* Loaded is news unless it was over by then: that is history. Begun is news of its own when it was
 * loaded before its day. */
static enum err
news_of_edition(
    struct req *rq, const struct law_act *act, const struct law_edition *ed, struct newses *ret)
{
	int32_t loaded = day_of(ed->loaded, rq->ui.tz_min);

	if (ed->until.has && ed->until.v <= loaded)
		return OK;
	TRY(VEC_PUSH(rq->arena, ret, ((struct news){ ed->loaded, LOADED, act, ed })));
	if (ed->since > loaded && ed->since <= rq->ui.today)
		TRY(VEC_PUSH(rq->arena, ret,
		    ((struct news){ day_start(ed->since, rq->ui.tz_min), BEGUN, act, ed })));
	return OK;
}

static enum err
news_of(struct req *rq, const struct law_found *acts, struct newses *ret)
{
	for (size_t i = 0; i < acts->n; i++) {
		const struct law_act *act = acts->p[i];
		const struct law_edition *last = &act->editions[act->n_editions - 1];

		for (size_t k = 0; k < act->n_editions; k++)
			TRY(news_of_edition(rq, act, &act->editions[k], ret));
		if (act->repealed.has && act->repealed.v <= rq->ui.today)
			TRY(VEC_PUSH(rq->arena, ret,
			    ((struct news){ day_start((int32_t)act->repealed.v, rq->ui.tz_min),
				ENDED, act, last })));
	}
	if (ret->n > 1)
		qsort(ret->p, ret->n, sizeof *ret->p, newest_first);
	return OK;
}

static struct str
news_title(struct req *rq, const struct news *n, struct str day)
{
	const struct ui *ui = &rq->ui;

	switch (n->what) {
	case LOADED: return trf(ui, "%1: редакция с %2", n->act->shrt, day);
	case BEGUN: return trf(ui, "%1: редакция с %2 вступила в силу", n->act->shrt, day);
	case ENDED: return trf(ui, "%1: акт утратил силу %2", n->act->shrt, day);
	}
	return n->act->shrt;
}

/* The act's name, and how it stands with it today. */
static struct str
news_summary(struct req *rq, const struct news *n, struct str day)
{
	const struct ui *ui = &rq->ui;
	struct str more = S("");

	if (n->what == LOADED)
		more = n->ed->since > ui->today ? trf(ui, "Вступит в силу %1.", day) :
						  trf(ui, "Действует с %1.", day);
	if (n->act->digest)
		more = str_fmt(rq->arena, "%.*s%s%.*s", FMT(more), more.n > 0 ? " " : "",
		    FMT(tr(ui, "Это изложение своими словами, а не официальный текст.")));
	return str_fmt(
	    rq->arena, "%.*s.%s%.*s", FMT(n->act->full), more.n > 0 ? " " : "", FMT(more));
}

static void
put_news(struct req *rq, const struct news *n)
{
	static const char *const marks[] = { [LOADED] = "", [BEGUN] = "/begun",
		[ENDED] = "/ended" };
	const struct ui *ui = &rq->ui;
	int32_t day = n->what == ENDED ? (int32_t)n->act->repealed.v : n->ed->since;
	struct str words = law_day_words(ui, day);

	atom_add(rq->out, &(struct atom_entry){
		/* RFC 4151: the tag stays when the portal's pages move */
		.id = str_fmt(rq->arena, "tag:%.*s,2026:law/%.*s@%.*s%s", FMT(ui_host(ui)),
		    FMT(n->act->key), FMT(ui_day_iso(ui, day)), marks[n->what]),
		.page = whole(rq, law_url(rq->arena, n->act,
		    n->what == ENDED ? 0 : n->ed->since, S(""), S(""))),
		.title = news_title(rq, n, words), .summary = news_summary(rq, n, words),
		.category = str_c(law_kinds[n->act->kind].code), .updated = n->at,
		.published = n->at });
}

static struct str
feed_title(const struct req *rq, const struct law_find *f)
{
	return f->q.n > 0      ? trf(&rq->ui, "Право: %1", f->q) :
	    law_find_narrow(f) ? tr(&rq->ui, "Право: отбор актов") :
				 tr(&rq->ui, "Право: акты");
}

enum err
law_list_atom_feed(struct req *rq)
{
	struct newses news = { 0 };
	struct law_found acts;
	struct law_find f;
	struct str self;

	TRY(found(rq, &f, &acts));
	TRY(news_of(rq, &acts, &news));
	f.sort = LAW_SORT_TITLE;
	self = whole(rq, law_find_url(rq->arena, "/law.atom", &f));
	atom_begin(rq->out, &(struct atom_feed){ .id = self, .self = self,
		.title = feed_title(rq, &f),
		.subtitle = tr(&rq->ui, "Новые акты и редакции и то, что вступило в силу"),
		.page = whole(rq, law_find_url(rq->arena, "/law", &f)),
		.author = tr(&rq->ui, "Вече"), .lang = rq->ui.lang == LANG_EN ? "en" : "ru",
		.updated = news.n > 0 ? news.p[0].at : 0 });
	for (size_t i = 0; i < news.n && i < ATOM_MAX; i++)
		put_news(rq, &news.p[i]);
	atom_end(rq->out);
	rq->type = S(ATOM_TYPE);
	return buf_err(rq->out);
}

/* ---- iCalendar: what comes into force -------------------------------------------------------- */

static void
put_due(struct req *rq, const struct law_due *d)
{
	const struct law_edition *last = &d->act->editions[d->act->n_editions - 1];
	const struct ui *ui = &rq->ui;

	ical_add(rq->out, &(struct ical_event){
		.uid = str_fmt(rq->arena, "law-%.*s-%.*s-%s@%.*s", FMT(d->act->key),
		    FMT(ui_day_iso(ui, d->day)), d->ed ? "begins" : "ends", FMT(ui_host(ui))),
		.day = d->day,
		.title = d->ed ? trf(ui, "Вступает в силу: %1, %2", d->act->shrt,
				     law_due_words(ui, d)) :
				 trf(ui, "Утрачивает силу: %1", d->act->shrt),
		.text = d->act->full,
		.page = whole(rq, law_url(rq->arena, d->act, d->ed ? d->day : 0, S(""), S(""))),
		.changed = d->ed ? d->ed->loaded : last->loaded });
}

/* Of too many the latest: what lies ahead is what one subscribes for. */
enum err
law_list_ics_feed(struct req *rq)
{
	struct law_found acts;
	struct law_find f;
	struct law_dues d;

	TRY(found(rq, &f, &acts));
	TRY(law_find_dues(rq->arena, &acts, rq->ui.today - ICS_PAST_DAYS, &d));
	ical_begin(rq->out,
	    f.q.n > 0 ? trf(&rq->ui, "Вступает в силу: %1", f.q) : tr(&rq->ui, "Вступает в силу"));
	for (size_t i = d.n > ICS_MAX ? d.n - ICS_MAX : 0; i < d.n; i++)
		put_due(rq, &d.p[i]);
	ical_end(rq->out);
	rq->type = S(ICAL_TYPE);
	return buf_err(rq->out);
}
