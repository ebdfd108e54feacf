/* recheck.h - published texts that cite a norm which has changed since.
 *
 * Owns    table law_recheck, law_answer_was.
 * Memory  the request's arena.
 * Errors  as db.h.
 * Threads one request.
 */
#pragma once
#include "law/lawyer_impl.h"

struct norm_change { struct str name, since, url; };	/* url: the comparison; may be empty */
struct norm_changes { struct norm_change *p; size_t n, cap; };
struct check_past { struct str iso, when, what; };
struct check_pasts { struct check_past *p; size_t n, cap; };
struct answer_was { struct str when, title; struct lawyer_text asked, text; };
struct answer_wases { struct answer_was *p; size_t n, cap; };
struct law_checks {
	struct norm_changes open;	/* to be looked at */
	struct check_pasts past;
	struct answer_wases was;
	struct str since;		/* of the latest change that waits */
	int64_t by;			/* wrote the version that waits; 0: there is none */
	/* The version that waits, for the one who looks at it. */
	struct str title;
	struct lawyer_text asked, text;
	bool may_check, may_pass;
};
struct view_recheck_changes { const struct law_checks *c; };
struct view_recheck_mark { const struct law_checks *c; };
struct view_recheck_past { const struct law_checks *c; };
struct view_recheck_work {
	const struct law_checks *c;
	struct str self, title, asked, answer;
};

MUST_USE enum err law_checks_of(struct req *rq, int64_t entry, struct answer_id answer,
    struct law_checks *ret);
/* What a lawyer did with an answer that is to be checked; *ret_done: a page was written. */
MUST_USE enum err lawyer_recheck_act(struct req *rq, const struct lawyer_case *c,
    const struct q_answer_of *a, bool *ret_done);
/* The answer as an entry, with these words. */
MUST_USE enum err lawyer_answer_entry(struct req *rq, const struct q_answer_of *a, int state,
    struct entry_id *ret);
