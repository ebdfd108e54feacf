/* snap.c - versions of content and the shared snapshots made of it. */
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "gen/web/q.h"
#include "web/web_impl.h"

/* By a random step: a version seen inside a transaction that is rolled back must
 * not come again with other content behind it. */
static enum err
bump_one(struct db *db, const char *name)
{
	uint16_t step;

	rand_bytes(&step, sizeof step);
	return q_version_step(db, str_c(name), 1 + (int64_t)step);
}

enum err
version_bump(struct db *db, const char *name)
{
	TRY(bump_one(db, name));
	if (strcmp(name, "content") != 0)
		TRY(bump_one(db, "content"));
	return db_touch(db);
}

static enum err
read_version(struct db *db, const char *name, int64_t *ret)
{
	enum err e = q_version(db, str_c(name), ret);

	if (e == E_NOT_FOUND)
		*ret = 0;
	return e == E_NOT_FOUND ? OK : e;
}

/* Shared pages are kept under the version of "content": nothing on them may be older than it.
 * PostgreSQL's generation is looked at once a second, so a version read a moment before that
 * of "content" may be; it is read again. */
static void
forget_others(struct web_thread *th, const struct version_slot *content)
{
	for (size_t i = 0; i < LEN(th->versions); i++)
		if (&th->versions[i] != content)
			th->versions[i].generation = -1;
}

/* Writers and commands ask each time: they read what they have just written. */
static enum err
generation(struct web_thread *th, int64_t *ret)
{
	if (!th->pinned || th->kind != HTTP_DONE)
		TRY(db_generation(th->db, &th->generation));
	th->pinned = true;
	*ret = th->generation;
	return OK;
}

enum err
version_get(struct web_thread *th, const char *name, int64_t *ret)
{
	struct version_slot *s = NULL;
	int64_t gen;

	TRY(generation(th, &gen));
	for (size_t i = 0; i < LEN(th->versions) && s == NULL; i++)
		if (th->versions[i].name == NULL || strcmp(th->versions[i].name, name) == 0)
			s = &th->versions[i];
	if (s == NULL)
		return E_LIMIT;
	if (s->name == NULL || s->generation != gen) {
		TRY(read_version(th->db, name, &s->value));
		s->name = name;
		s->generation = gen;
		if (strcmp(name, "content") == 0)
			forget_others(th, s);
	}
	*ret = s->value;
	return OK;
}

/* ---- snapshots ------------------------------------------------------------------- */

struct shot {
	atomic_int refs;
	int64_t key;
	void *data;
	void (*free)(void *);
};

struct snap {
	snap_load *load;
	pthread_mutex_t lock;	/* held while loading: one thread loads, others wait or go on */
	_Atomic(struct shot *) now;
};

struct snap *
snap_new(snap_load *load)
{
	struct snap *s = calloc(1, sizeof *s); /* checksrc: allow calloc process's lifetime */

	if (s != NULL) {
		s->load = load;
		pthread_mutex_init(&s->lock, NULL);
	}
	return s;
}

static void
shot_drop(struct shot *s)
{
	if (s != NULL && atomic_fetch_sub(&s->refs, 1) == 1) {
		s->free(s->data);
		free(s); /* checksrc: allow free */
	}
}

/* Under the lock: the present one when its key fits, else a newly loaded one. */
static enum err
fresh(struct snap *s, struct db *db, int64_t key, struct shot **ret)
{
	struct shot *old = atomic_load(&s->now), *n;
	enum err e;

	if (old != NULL && old->key == key) {
		atomic_fetch_add(&old->refs, 1);
		*ret = old;
		return OK;
	}
	n = calloc(1, sizeof *n); /* checksrc: allow calloc shared by threads */
	if (n == NULL)
		return E_NOMEM;
	e = s->load(db, key, &n->data, &n->free);
	if (e != OK) {
		free(n); /* checksrc: allow free */
		return e;
	}
	n->key = key;
	atomic_store(&n->refs, 2); /* the snap's own and the caller's */
	atomic_store(&s->now, n);
	shot_drop(old);
	*ret = n;
	return OK;
}

static void
retire(struct web_thread *th, struct shot *old)
{
	if (old == NULL)
		return;
	if (th->n_retired == LEN(th->retired)) /* commands may run on without a pause */
		shot_drop(th->retired[--th->n_retired]);
	th->retired[th->n_retired++] = old;
}

void
snaps_rest(struct web_thread *th)
{
	while (th->n_retired > 0)
		shot_drop(th->retired[--th->n_retired]);
}

enum err
snap_get(struct snap *s, struct web_thread *th, int64_t key, void **ret_data)
{
	size_t i = 0;
	struct shot *have, *got;
	enum err e;

	while (i < LEN(th->snaps) && th->snaps[i].of && th->snaps[i].of != s)
		i++;
	if (i == LEN(th->snaps))
		return E_LIMIT;
	have = th->snaps[i].of ? th->snaps[i].ref : NULL;
	if (have == NULL || have->key != key) {
		pthread_mutex_lock(&s->lock);
		e = fresh(s, th->db, key, &got);
		pthread_mutex_unlock(&s->lock);
		if (e != OK)
			return e;
		retire(th, have);
		th->snaps[i].of = s;
		th->snaps[i].ref = have = got;
	}
	*ret_data = have->data;
	return OK;
}

enum err
snap_get_db(struct snap *s, struct db *db, int64_t key, void **ret_data)
{
	struct shot *got;
	enum err e;

	pthread_mutex_lock(&s->lock);
	e = fresh(s, db, key, &got);
	pthread_mutex_unlock(&s->lock);
	if (e == OK) {
		*ret_data = got->data;
		atomic_fetch_sub(&got->refs, 1); /* the snap's own keeps it */
	}
	return e;
}

void
snap_free(struct snap *s)
{
	if (s == NULL)
		return;
	shot_drop(atomic_load(&s->now));
	pthread_mutex_destroy(&s->lock);
	free(s); /* checksrc: allow free */
}

void
snaps_release(struct web_thread *th)
{
	snaps_rest(th);
	for (size_t i = 0; i < LEN(th->snaps); i++) {
		if (th->snaps[i].of)
			shot_drop(th->snaps[i].ref);
		th->snaps[i].of = NULL;
	}
}
