/* links.c - the job that asks the links of measures, a little at a time. */
#include "navigator/links.h"

#include "gen/navigator/q.h"
#include "web/ui.h"

#define WELL_S (6 * 86400)	/* a good link is asked once a week by a job that runs daily */
#define ILL_S (20 * 3600)
#define RUN_US (45 * INT64_C(1000000))	/* other jobs wait for this one: then it goes on later */
#define RUN_LINKS 100
#define NEXT_S 20

static const char *const link_words[LINK_N] = {
	[LINK_UNKNOWN] = N_("ещё не проверяли"),
	[LINK_FINE] = N_("открывается"),
	[LINK_MOVED] = N_("открывается по другому адресу"),
	[LINK_REFUSED] = N_("сайт отказал программе: откройте сами"),
	[LINK_GONE] = N_("страницы нет"),
	[LINK_SERVER] = N_("ошибка на сайте"),
	[LINK_TIMEOUT] = N_("сайт не ответил вовремя"),
	[LINK_DNS] = N_("имя сайта не находится"),
	[LINK_TLS] = N_("неверный сертификат сайта"),
	[LINK_CONNECT] = N_("соединиться не удалось"),
	[LINK_LOOP] = N_("сайт отсылает по кругу"),
	[LINK_BAD] = N_("адрес не для читателей: внутренняя сеть или не http"),
};

const char *
link_word(int64_t verdict)
{
	return link_words[verdict >= 0 && verdict < LINK_N ? verdict : LINK_UNKNOWN];
}

static enum err
keep(struct job_run *r, struct str url, const struct link_answer *x)
{
	TRY(db_begin(r->db));
	TRY(q_link_answer(r->db, &(struct q_link_answer_in){ .url = url,
		.verdict = (int64_t)x->verdict, .status = x->status, .target = x->target,
		.now = time_now(), .ill = x->verdict >= LINK_ILL }));
	return db_commit(r->db);
}

/* The list follows what measures name today. */
static enum err
gather(struct job_run *r)
{
	int64_t n;

	TRY(db_begin(r->db));
	TRY(q_links_forget(r->db, &n));
	TRY(q_links_gather(r->db, &n));
	return db_commit(r->db);
}

static enum err
go_on_later(struct job_run *r)
{
	TRY(db_begin(r->db));
	TRY(jobs_put(r->db, "navigator.links", S(""), S("next"), 0, r->now, time_now() + NEXT_S,
	    NULL));
	return db_commit(r->db);
}

enum err
nav_links_job(struct job_run *r)
{
	int64_t well = r->now - WELL_S, ill = r->now - ILL_S, from = time_mono_us(), left, ills = 0;
	struct q_links_due_rows due;
	struct link_asker *k;
	size_t i;

	if (!r->set->link_check) {
		job_note(r, S("link_check = 0"));
		return OK;
	}
	TRY(gather(r));
	TRY(link_asker_new(r->arena, r->set, &k));
	TRY(q_links_due(r->db, r->arena, well, ill, RUN_LINKS, &due));
	for (i = 0; i < due.n && time_mono_us() - from < RUN_US; i++) {
		struct link_answer x;

		TRY(link_ask(k, r->arena, due.p[i].url, &x));
		TRY(keep(r, due.p[i].url, &x));
		ills += x.verdict >= LINK_ILL;
		TRY(job_tell(r, (int64_t)i + 1, (int64_t)due.n));
	}
	job_note(r, str_fmt(r->arena, "links=%zu ill=%lld", i, (long long)ills));
	TRY(q_links_due_count(r->db, well, ill, &left));
	return left > 0 && i > 0 ? go_on_later(r) : OK;
}
