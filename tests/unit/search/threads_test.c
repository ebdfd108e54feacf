/* threads_test.c - one dictionary and one lexicon under many threads; meant for TSan too. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <pthread.h>
#include "fixture.h"

enum { THREADS = 4, ROUNDS = 40 };

struct worker { const char *url; int wrong; };

static enum err
ask_all(struct search *s, struct db *db, struct arena *a, int *wrong)
{
	static const char *const q[] = { "мостами", "маст", "мос", "звёзды", "\"новый мост\"" };
	struct search_hits h;

	for (int i = 0; i < ROUNDS; i++)
		for (size_t k = 0; k < LEN(q); k++) {
			struct search_ask ask = { .q = str_c(q[k]), .limit = 5 };
			TRY(search_ask(s, db, a, &ask, &h));
			*wrong += h.n == 0;
			arena_reset(a);
		}
	return OK;
}

static void *
work(void *p)
{
	struct worker *me = p;
	struct arena *a = arena_new(64 * MiB);
	struct text_words *w = NULL;
	struct search *s = NULL;
	struct db *db = NULL;
	bool degraded;

	if (text_words_new("/usr/share/hunspell", 64, &w, &degraded) != OK ||
	    search_new(w, &s) != OK || db_open(me->url, DB_READ, &db) != OK ||
	    ask_all(s, db, a, &me->wrong) != OK)
		me->wrong = 1000;
	search_free(s);
	db_close(db);
	text_words_free(w);
	arena_free(a);
	return NULL;
}

static void
test_threads(void **state)
{
	struct fix *f = *state;
	struct worker w[THREADS];
	pthread_t id[THREADS];
	int n;

	for (int i = 1; i <= 20; i++)
		sx_doc(f, i, "Новый мост", "звезда", "");
	sx_drain(f);
	for (int i = 0; i < THREADS; i++) {
		w[i] = (struct worker){ f->url, 0 };
		assert_int_equal(pthread_create(&id[i], NULL, work, &w[i]), 0);
	}
	for (int i = 21; i <= 60; i++) {
		sx_doc(f, i, "Новый мост", "звезда", "");
		SX_OK(search_drain(f->s, f->db, 5, &n));
	}
	for (int i = 0; i < THREADS; i++) {
		pthread_join(id[i], NULL);
		assert_int_equal(w[i].wrong, 0);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_threads, sx_up, sx_down),
	};

	search_setup();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
