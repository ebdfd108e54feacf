/* asker_on.c - askers of a few days, shared by the threads of the process.
 *
 * An index holds for all days between two beginnings of editions, so days are brought to the last
 * such beginning. One thread builds at a time; others do not wait for it: workers are few, and
 * people sign in on them. They are told that it is being built.
 */
#include <pthread.h>

#include "calendar/calendar.h"
#include "law/answer_impl.h"
#include "law/model.h"

#define KEPT 3	/* today's and two other days', 18 MB each for 6,100 articles */

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct law_asker *table[KEPT];
static int64_t uses;
static bool building;

static void
drop(void *data)
{
	struct law_asker *k = data;

	if (atomic_fetch_sub(&k->refs, 1) == 1)
		law_asker_free(k);
}

/* The last day up to this one on which what is in force changed. */
static int32_t
turn_before(const struct law_index *x, int32_t day)
{
	int32_t last = 0;

	for (size_t i = 0; i < x->n; i++) {
		const struct law_act *act = &x->p[i];

		for (size_t k = 0; k < act->n_editions; k++)
			if (act->editions[k].since <= day && act->editions[k].since > last)
				last = act->editions[k].since;
		if (act->repealed.has && act->repealed.v <= day && act->repealed.v > last)
			last = (int32_t)act->repealed.v;
	}
	return last;
}

/* Under the lock: held once more, or NULL. */
static struct law_asker *
find(int64_t version, int32_t day)
{
	for (int i = 0; i < KEPT; i++)
		if (table[i] != NULL && table[i]->version == version && table[i]->day == day) {
			table[i]->used = ++uses;
			atomic_fetch_add(&table[i]->refs, 1);
			return table[i];
		}
	return NULL;
}

/* Under the lock: takes the place of the one of an old version, or of the one longest unused. */
static struct law_asker *
place(struct law_asker *k)
{
	struct law_asker *gone;
	int at = 0;

	for (int i = 0; i < KEPT; i++) {
		if (table[i] == NULL || table[i]->version != k->version) {
			at = i;
			break;
		}
		if (table[i]->used < table[at]->used)
			at = i;
	}
	k->used = ++uses;
	gone = table[at];
	table[at] = k;
	return gone;
}

static enum err
build(struct web_thread *th, int64_t version, int32_t day, struct law_asker **ret)
{
	struct law_asker *gone = NULL;
	enum err e = law_asker_new(
	    thread_db(th), thread_words(th), day, thread_portal(th)->set->law_learn, ret);

	pthread_mutex_lock(&lock);
	building = false;
	if (e == OK) {
		(*ret)->version = version;
		atomic_store(&(*ret)->refs, 2); /* the table's and the caller's */
		gone = place(*ret);
	}
	pthread_mutex_unlock(&lock);
	if (gone != NULL)
		drop(gone);
	return e;
}

enum err
law_asker_on(struct web_thread *th, struct arena *a, int32_t day, const struct law_asker **ret)
{
	const struct law_index *x;
	struct law_asker *k;
	int64_t version;
	bool mine;
	enum err e;

	*ret = NULL;
	TRY(version_get(th, "law", &version));
	TRY(law_get(th, &x));
	day = turn_before(x, day);
	pthread_mutex_lock(&lock);
	k = find(version, day);
	mine = k == NULL && !building;
	building = building || mine;
	pthread_mutex_unlock(&lock);
	if (k == NULL && !mine)
		return OK;
	if (k == NULL)
		TRY(build(th, version, day, &k));
	e = arena_defer(a, drop, k);
	if (e != OK) {
		drop(k);
		return e;
	}
	*ret = k;
	return OK;
}

enum err
law_asker_today(struct req *rq, const struct law_asker **ret)
{
	TRY(law_asker_on(rq->th, rq->arena, rq->ui.today, ret));
	return *ret != NULL ? OK : E_BUSY;
}

enum err
law_ask_now(
    struct web_thread *th, struct arena *a, const struct law_question *q, struct law_answer *ret)
{
	int32_t today = day_of(time_now(), (int)thread_portal(th)->set->time_zone);
	const struct law_asker *k;

	TRY(law_asker_on(th, a, q->day, &k));
	if (k == NULL) {
		*ret = law_unavailable(q);
		ret->building = true;
		return OK;
	}
	return law_ask_with(&(struct law_asked){ k, thread_db(th), thread_words(th),
	    thread_portal(th)->set, today }, a, q, ret);
}
