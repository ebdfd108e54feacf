/* subs.h - what is done with a subscription, the same for pages and for programs.
 *
 * Owns    nothing.
 * Memory  the request's arena.
 * Errors  as web.h. What is stored joins the caller's transaction.
 * Threads one request, one thread.
 */
#pragma once
#include "alerts/alerts_impl.h"
#include "web/web.h"

extern const char *const subs_every[];	/* by enum sub_every; NULL after the last */
struct sub_in { struct str title; bool mail, remind; int every; };

/* E_INPUT after problem() at `field`: this person has as many as may be. */
MUST_USE enum err subs_may_add(struct req *rq, const char *field);
/* lang: of the letters. */
MUST_USE enum err subs_add(struct req *rq, const struct alerts_what *w, const struct sub_in *in,
    enum lang lang, struct sub_id *ret);
MUST_USE enum err subs_set(struct req *rq, struct sub_id id, const struct sub_in *in,
    enum lang lang);
/* Paused or ended: letters that wait do not go. Begun again: what happened meanwhile is no news. */
MUST_USE enum err subs_state(struct req *rq, struct sub_id id, enum sub_state st);
/* The reader's own subscription of the path; E_NOT_FOUND: nobody's, another's or an ended one. */
MUST_USE enum err subs_mine(struct req *rq, struct sub_id *ret_id, struct q_sub_get *ret);
