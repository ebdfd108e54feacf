/* demo.c - the demonstration: a folder of one municipality, and how towns like it fared. */
#include "calendar/calendar.h"
#include "folder/folder_impl.h"

#include <sodium.h>

#define PLACE "24707000"
#define SPECIALIST "specialist@veche.demo"
#define ADMINISTRATOR "muni@veche.demo"
#define TOWNS 8
#define SUM_BYTES 32

/* due: days from today, 0 none; ready: papers that are ticked. */
struct row {
	const char *key;
	int years, state;
	const char *aim;
	int64_t asked, got;
	int due, ready;
	bool mine;
};
static const struct row rows[] = {
	{ "fkgs-ivanovo-selection", 0, FS_PREPARING, "Городской парк: дорожки, свет, площадка",
	    24500000, 0, 5, 4, true },
	{ "small-towns-ivanovo-stage", 0, FS_INTERESTED, "Главная площадь", 0, 0, 0, 0, false },
	{ "initiatives-ivanovo", 0, FS_PREPARING, "Двор дома с площадкой", 1200000, 0, 12, 1,
	    true },
	{ "tos-ivanovo", 0, FS_APPLIED, "Спортивная площадка ТОС", 700000, 0, 20, 5, false },
	{ "fkgs-public-spaces", -1, FS_WON, "Набережная, первая очередь", 31000000, 28700000, 0, 6,
	    true },
	{ "cinema-halls", -1, FS_REFUSED, "Кинозал дома культуры", 9000000, 0, 0, 5, false },
	{ "rural-school-gyms", 1, FS_INTERESTED, "", 0, 0, 0, 0, false },
};
/* Outcomes of the towns that are most like it, for two of the measures. */
static const struct { const char *key; int states[TOWNS]; } fared[] = {
	{ "fkgs-public-spaces", { FS_WON, FS_REFUSED, FS_WON, FS_APPLIED, FS_WON, FS_REFUSED } },
	{ "small-towns-contest", { FS_WON, FS_WON, FS_REFUSED, FS_REFUSED } },
};

struct demo { struct req *rq; const struct places_index *x; int at; int32_t today; };

static struct opt_int
user_of(const struct demo *d, const char *email)
{
	struct user_id id;

	if (account_find(d->rq->db, d->rq->arena, str_c(email), &id) != OK)
		return (struct opt_int){ 0 };
	return (struct opt_int){ id.v, true };
}

static struct opt_int
some(int64_t v)
{
	return (struct opt_int){ v, v > 0 };
}

static enum err
put_papers(const struct demo *d, int64_t measure, struct item_id id, const struct row *r)
{
	struct navigator_papers papers;
	struct check_id check;

	TRY(navigator_papers(d->rq, measure, &papers));
	for (size_t i = 0; i < papers.n; i++) {
		TRY(q_check_add(d->rq->db, id, papers.p[i].title, papers.p[i].required,
		    papers.p[i].note, &check));
		if ((int)i < r->ready)
			TRY(q_check_done(d->rq->db, check, true));
		else if ((int)i == r->ready && r->due > 0)
			TRY(q_check_put(d->rq->db, check, some(d->today + r->due - 2),
			    user_of(d, SPECIALIST), S("")));
	}
	return OK;
}

/* One year's item of a place; *ret_id 0: it is there already, or there is no such measure. */
static enum err
put_item(const struct demo *d, int64_t place, const struct row *r, struct item_id *ret_id,
    int64_t *ret_measure)
{
	struct navigator_cards cards;
	struct item_id none = { 0 };
	int64_t entry, n, year = day_from(d->today).y + r->years;
	enum err e = navigator_by_key(d->rq, str_c(r->key), &entry);

	*ret_id = none;
	if (e == E_NOT_FOUND)
		return OK;
	TRY(e);
	TRY(navigator_by_entry(d->rq, &entry, 1, &cards));
	if (r->years == 0 && cards.p[0].closes.has)
		year = day_from((int32_t)cards.p[0].closes.v).y;
	TRY(q_item_year_taken(d->rq->db, 0, place, entry, year, &n));
	if (n > 0)
		return OK;
	*ret_measure = cards.p[0].id;
	return q_item_add(d->rq->db,
	    &(struct q_item_add_in){ .place = place,
		.entry = entry,
		.year = year,
		.state = FS_INTERESTED,
		.aim = str_c(r->aim),
		.due = some(r->due ? d->today + r->due : 0),
		.person = user_of(d, r->mine ? SPECIALIST : ADMINISTRATOR),
		.demo = true,
		.now = d->rq->now },
	    ret_id);
}

static enum err
put_state(const struct demo *d, struct item_id id, const struct row *r)
{
	int64_t n;
	int ago = 365 * -r->years;

	TRY(q_item_state(d->rq->db,
	    &(struct q_item_state_in){ .id = id,
		.was = FS_INTERESTED,
		.state = r->state,
		.asked = some(r->asked),
		.got = some(r->got),
		.applied = some(r->state >= FS_APPLIED ? d->today - ago - 4 : 0),
		.decided = some(r->state > FS_APPLIED ? d->today - ago + 60 : 0),
		.now = d->rq->now },
	    &n));
	return OK;
}

/* A plain text, so that the list of files is not empty either. */
static enum err
put_file(const struct demo *d, struct item_id id)
{
	struct str text = S("Учебный пример. Здесь лежал бы эскиз парка.\r\n");
	unsigned char h[SUM_BYTES];
	char hex[2 * SUM_BYTES + 1];
	struct file_id file;

	crypto_generichash(h, sizeof h, (const unsigned char *)text.p, text.n, NULL, 0);
	sodium_bin2hex(hex, sizeof hex, h, sizeof h);
	TRY(q_file_add(d->rq->db,
	    &(struct q_file_add_in){ .item = id,
		.place = d->x->p[d->at].id,
		.name = S("Пояснение к эскизу.txt"),
		.type = S("text/plain"),
		.size = (int64_t)text.n,
		.sum = str_c(hex),
		.author = user_of(d, SPECIALIST),
		.now = d->rq->now },
	    &file));
	return folder_file_put(d->rq->db, d->rq->arena, file, text);
}

static enum err
put_own(const struct demo *d)
{
	for (size_t i = 0; i < LEN(rows); i++) {
		struct item_id id;
		int64_t measure = 0;

		TRY(put_item(d, d->x->p[d->at].id, &rows[i], &id, &measure));
		if (id.v == 0)
			continue;
		TRY(put_papers(d, measure, id, &rows[i]));
		TRY(put_state(d, id, &rows[i]));
		if (i > 0)
			continue;
		TRY(put_file(d, id));
		TRY(q_note_add(d->rq->db, id,
		    S("Учебный пример. Смету обещали к концу недели, эскиз согласован."),
		    user_of(d, SPECIALIST), d->rq->now));
	}
	return OK;
}

static enum err
put_others(const struct demo *d)
{
	struct places_likes like;

	TRY(places_similar(d->x, d->at, TOWNS, d->rq->arena, &d->rq->ui, &like));
	for (size_t k = 0; k < LEN(fared); k++) {
		for (size_t i = 0; i < like.n && i < TOWNS; i++) {
			struct row r = { .key = fared[k].key, .years = -1,
				.state = fared[k].states[i], .aim = "" };
			struct item_id id;
			int64_t measure = 0;

			if (r.state == 0)
				continue;
			TRY(put_item(d, d->x->p[like.p[i].place].id, &r, &id, &measure));
			if (id.v != 0)
				TRY(put_state(d, id, &r));
		}
	}
	return OK;
}

enum err
folder_demo(struct web_thread *th, struct arena *a, int64_t now)
{
	struct req *rq = arena_make(a, struct req);
	struct demo d = { .rq = rq };
	int64_t there;

	if (rq == NULL)
		return E_NOMEM;
	*rq = (struct req){ .db = thread_db(th), .arena = a, .now = now, .th = th };
	rq->ui.arena = a;
	rq->ui.tz_min = (int)thread_portal(th)->set->time_zone;
	d.today = rq->ui.today = day_of(now, rq->ui.tz_min);
	TRY(places_get(th, &d.x));
	d.at = places_by_code(d.x, S(PLACE));
	if (d.at < 0)
		return E_NOT_FOUND;
	TRY(q_demo_there(rq->db, d.x->p[d.at].id, &there));
	if (there > 0)
		return OK;
	TRY(db_begin(rq->db));
	TRY(put_own(&d));
	TRY(put_others(&d));
	TRY(version_bump(rq->db, "folder"));
	return db_commit(rq->db);
}
