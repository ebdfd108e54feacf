/* model.h - a language model beside the answers: it may reword a question and lead in to quotes.
 *
 * Owns    the breaker: after failures in a row the model is left alone for a while. Off unless the
 *         settings ask_model_url and ask_model_name say otherwise (ADR 0041).
 * Memory  the arena given.
 * Errors  E_NOMEM, as db.h. A model that fails, is slow or talks nonsense is no error: the answer
 *         is what it was without it.
 * Threads any; takes up to ask_model_timeout, so never on a loop and in no transaction.
 *
 * Nothing of what a model says is a quote or a link. Its words are plain text, and all of them are
 * dropped when they quote, cite or count anything that the found passages do not (model_check.c).
 */
#pragma once
#include "conf/conf.h"
#include "law/answer.h"

struct law_asked {	/* where and how it is asked */
	const struct law_asker *k;
	struct db *db;
	struct text_words *w;
	const struct settings *set;
	int32_t today;
};
bool law_model_on(const struct settings *set);
/* law_ask, and the model's part in it. */
MUST_USE enum err law_ask_with(const struct law_asked *by, struct arena *a,
    const struct law_question *q, struct law_answer *ret);
/* A word about settings that can never work, for `veche check`; NULL: none. */
const char *law_model_wrong(const struct settings *set);

/* ---- its parts --------------------------------------------------------------------- */

/* One call: what the model says to a system text and a user text. false: it failed, `why` says how
 * in a word; until: microseconds of time_mono_us. */
struct model_call { const struct settings *set; struct str system, user; int64_t until; };
bool law_model_call(struct arena *a, const struct model_call *c, struct str *ret, const char **why);

/* Search words out of what it said: Russian words alone, a dozen; empty: none. */
MUST_USE enum err law_model_words(
    struct text_words *w, struct arena *a, struct str said, struct str *ret);
/* A lead-in out of what it said; empty: dropped, and `why` is a word for the log. */
MUST_USE enum err law_model_lead(struct text_words *w, struct arena *a, const struct law_index *x,
    const struct law_answer *ans, struct str said, struct str *ret, const char **why);
