/* answer_impl.h - what the files that make an answer share.
 *
 * Owns    as answer.h.
 * Memory  as answer.h.
 * Errors  as answer.h.
 * Threads as answer.h.
 */
#pragma once
#include <stdatomic.h>

#include "law/answer.h"
#include "law/law_impl.h"

struct law_asker {
	struct arena *arena;
	struct law_index acts;
	struct ask_index *ix;
	VEC(struct law_unit) units;
	struct ask_situation *situation;	/* written, then learned */
	size_t n_situations, n_written;
	const int64_t *answer;			/* of a learned one */
	int32_t day;
	/* asker_on.c: of the table of those that threads share */
	int64_t version, used;
	atomic_int refs;
};

/* A unit by its title alone. */
struct law_quote law_near(const struct law_asker *k, struct arena *a, int64_t id);
/* The written question of a situation; empty: none. */
struct str law_asked_as(const struct law_asker *k, int32_t situation, int32_t question);
struct law_answer law_unavailable(const struct law_question *q);

/* answer_meant.c: what a wide question may mean. «ru/fz/2006-05-02/59/st-8» is a unit; -1: none. */
int64_t law_unit_of(const struct law_asker *k, struct str in);
struct str law_unit_topic(struct arena *a, const struct law_unit *u);
MUST_USE enum err law_meant_fill(const struct law_asker *k, struct arena *a,
    const struct ask_answer *said, struct law_answer *r);

/* answer_change.c: fills q->change from the editions of the article. */
MUST_USE enum err law_change_find(struct db *db, struct arena *a, const struct law_unit *u,
    int32_t day, int32_t today, struct law_quote *q);

/* answer_talk.c: the question joined with the one it goes on from; *ret_after empty: it stands
 * alone. */
MUST_USE enum err law_join(struct text_words *w, struct arena *a, const struct law_question *q,
    struct str *ret_after, struct str *ret_search);
