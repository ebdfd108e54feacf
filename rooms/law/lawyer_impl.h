/* lawyer_impl.h - what the files of lawyers' work share among themselves.
 *
 * Owns    nothing of its own.
 * Memory  the request's arena.
 * Errors  E_NOT_FOUND also for whoever may not know that a question exists; as db.h.
 * Threads any.
 */
#pragma once
#include "account/account.h"
#include "calendar/work.h"
#include "entry/entry.h"
#include "gen/law/q.h"
#include "law/lawyer.h"
#include "places/places.h"

#define ROUTE(verb, path, fn, who, at, csrf, body, rate, run) handler law_##fn;
#include "law/routes.def"
#undef ROUTE

#define LAWYER_TITLE 200	/* characters */
#define LAWYER_TEXT 10000
#define LAWYER_NOTE 1000
#define LAWYER_OPEN 30		/* questions of one asker that wait */
#define LAWYER_RATES 5

enum lawyer_state {
	LS_WAITS = 1, LS_CLAIMED, LS_ASKED, LS_ANSWERED, LS_WITHDRAWN, LS_N
};
enum lawyer_step {
	LP_ASK = 1, LP_CLAIM, LP_RELEASE, LP_LAPSE, LP_BACK, LP_REPLY, LP_PASS, LP_UP, LP_ANSWER,
	LP_RATE, LP_CONSENT, LP_REFUSE, LP_WITHDRAW, LP_PUBLISH, LP_UNPUBLISH,
	LP_SAME, LP_ANEW, LP_N
};
enum lawyer_answer { LA_DRAFT = 1, LA_REVIEW, LA_PUBLIC, LA_GONE };
enum lawyer_consent { LC_NONE, LC_SAID, LC_AGAIN, LC_REFUSED };

/* A word for a state; whose: the asker's own view of it. */
struct str lawyer_state_word(const struct ui *ui, int64_t state, bool own);
const char *lawyer_state_code(int64_t state);
struct str lawyer_step_word(const struct ui *ui, int64_t kind);
struct str lawyer_rate_word(const struct ui *ui, int64_t rating);
struct str lawyer_topic(const struct ui *ui, struct str ru, struct str en);

/* ---- one question, and who may do what with it ------------------------------------- */

struct lawyer_case {
	struct q_question_get q;
	const struct places_index *x;
	bool asker;	/* asked it */
	bool side;	/* a lawyer of the asker's territory or above: sees */
	bool acts;	/* a lawyer of the territory that answers or above, or who holds it */
	bool holds;	/* holds it now */
};
/* By the {id} of the path. */
MUST_USE enum err lawyer_case(struct req *rq, struct lawyer_case *ret);
struct str lawyer_place(const struct ui *ui, const struct places_index *x, int64_t place);
struct str lawyer_url(struct arena *a, int64_t id);
MUST_USE enum err lawyer_step(struct req *rq, int64_t question, enum lawyer_step kind,
    struct str text, int64_t place, int64_t *ret_id);
MUST_USE enum err lawyer_audit(struct req *rq, const struct lawyer_case *c, const char *action,
    struct str detail);

/* The copy for everybody goes, whatever its state; *ret: it was published. In the caller's
 * transaction. */
MUST_USE enum err lawyer_unpublish(struct req *rq, const struct lawyer_case *c, bool *ret);

/* ---- terms ---------------------------------------------------------------------------- */

struct work_told lawyer_told(const struct settings *set);
/* Whose lawyers are above these; 0: nobody's. */
int64_t lawyer_above(const struct places_index *x, int64_t place);
/* The local day on which a question goes up from here; none: nobody is above. */
struct opt_int lawyer_up_on(const struct settings *set, const struct places_index *x,
    int64_t place, int32_t from);
struct str lawyer_due_words(const struct ui *ui, const struct settings *set, int64_t due,
    bool *ret_late, bool *ret_soon);

/* ---- letters ---------------------------------------------------------------------------- */

struct lawyer_post {
	struct db *db;
	struct arena *arena;
	const struct settings *set;
	const struct places_index *x;
	int64_t now;
	int64_t skip;	/* who did it: no letter to them; 0: the portal */
};
struct lawyer_post lawyer_post(struct req *rq, const struct places_index *x);
/* To one person; who may not enter any more gets none. key names the event. */
MUST_USE enum err lawyer_tell(const struct lawyer_post *p, int64_t user, struct str subject,
    struct str text, struct str key);
/* To the lawyers of the territory, or of the nearest one above that has any. */
MUST_USE enum err lawyer_tell_all(const struct lawyer_post *p, int64_t place, struct str subject,
    struct str text, struct str key);
struct str lawyer_link(const struct lawyer_post *p, struct str path);

/* ---- texts -------------------------------------------------------------------------------- */

/* Paragraphs with the references to law marked; *ret_norms: each act with its units, once. */
struct lawyer_piece {
	struct str text;
	bool cite;
	struct str url, now_url, now_words;	/* as struct law_mark; empty: no link */
};
struct lawyer_para { struct lawyer_piece *p; size_t n; };
struct lawyer_text { struct lawyer_para *p; size_t n; };
struct lawyer_norms { struct str *p; size_t n; };
MUST_USE enum err lawyer_prose(struct arena *a, struct str text, struct lawyer_text *ret,
    struct lawyer_norms *ret_norms);
/* The same with links to the norms as they stood on that local day. */
MUST_USE enum err lawyer_prose_on(struct req *rq, struct str text, int32_t day,
    struct lawyer_text *ret, struct lawyer_norms *ret_norms);

/* What looks like personal data in a text. */
struct lawyer_found { const char *what; struct str text; size_t from, to; };
struct lawyer_finds { struct lawyer_found *p; size_t n; };
#define LAWYER_FINDS 50
MUST_USE enum err lawyer_private(struct arena *a, struct str text, struct lawyer_finds *ret);
/* The text with each of them replaced by what it is, in brackets. */
MUST_USE enum err lawyer_masked(struct arena *a, struct str text, struct str *ret);
