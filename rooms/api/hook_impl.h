/* hook_impl.h - webhooks: what the files of the room share of them.
 *
 * Owns    table api_hook.
 * Memory  the arena given.
 * Errors  E_INPUT after problem(); else as web.h. What is stored joins the caller's transaction.
 * Threads any.
 */
#pragma once
#include "api/api_impl.h"
#include "jobs/hooks.h"
#include "web/api.h"

#define HOOKS_JOB "api.hooks"
#define HOOKS_MAX 20		/* endpoints of one territory */
#define HOOK_URL_MAX 500
#define HOOK_OLD_S INT64_C(86400)	/* a former secret counts so long */

/* Why it is stopped. */
enum hook_why { HOOK_BY_HAND, HOOK_GONE, HOOK_FAILING };

/* ---- hook_event.c: what there is to be told ------------------------------------------ */

#define API_EVENTS 5
extern const struct api_event api_events[API_EVENTS];
/* "measure.published"; NULL after the last. A ping is not chosen: it comes when it is asked for. */
const char *hook_event_code(int i);
unsigned hook_event_bit(int i);
struct str hook_event_words(const struct ui *ui, int i);
const char *hook_code_of(int64_t kind);		/* of a bit */
struct str hook_events_words(const struct ui *ui, unsigned set);
/* The body of the webhook: type, timestamp, data. place: the folder's code. */
MUST_USE enum err hook_body(const struct ui *ui, const struct q_events_new *v, struct str place,
    int64_t ping, struct str *ret);

/* ---- endpoint.c: what is done to one, alike for pages and for programs ---------------- */

struct endpoint_in { struct str title, url; unsigned events; int64_t place; };
/* May the reader keep endpoints of this territory (0: of the whole portal)? */
MUST_USE enum err endpoint_may(struct req *rq, int64_t place, bool *ret);
MUST_USE enum err endpoint_check(struct req *rq, const struct endpoint_in *in);
MUST_USE enum err endpoint_make(struct req *rq, const struct endpoint_in *in, struct hook_id *ret,
    struct str *ret_secret);
MUST_USE enum err endpoint_set(struct req *rq, const struct q_hook_get *q,
    const struct endpoint_in *in);
MUST_USE enum err endpoint_turn(struct req *rq, const struct q_hook_get *q, bool on);
MUST_USE enum err endpoint_rotate(struct req *rq, const struct q_hook_get *q, struct str *ret);
MUST_USE enum err endpoint_drop(struct req *rq, const struct q_hook_get *q);
MUST_USE enum err endpoint_ping(struct req *rq, const struct q_hook_get *q);
/* Where it is and what it is signed with now. */
MUST_USE enum err endpoint_to(struct req *rq, const struct q_hook_get *q, struct hook_to *ret);
struct str endpoint_secrets(struct arena *a, struct str secret, struct str old,
    struct opt_int old_until, int64_t now);	/* p NULL: memory is out */
/* The webhook's id: of the endpoint and the event, the same at every try. */
struct str endpoint_key(struct arena *a, struct hook_id id, int64_t event);
struct str endpoint_why(const struct ui *ui, int64_t why);
/* «работает», «ждёт разрешения», «остановлен», with the look of its tag. */
struct endpoint_look { struct str state; const char *tag, *icon; };
struct endpoint_look endpoint_look(struct req *rq, int64_t state, struct str url);

/* ---- hook_tell.c: the job ------------------------------------------------------------- */
enum err api_hooks_tell(struct job_run *r);

/* ---- hook_api.c: for programs ----------------------------------------------------------- */

#define HOOK_OPS 10
extern const struct api_op hook_ops[HOOK_OPS];
enum err hook_api_list(struct req *rq);
enum err hook_api_add(struct req *rq);
enum err hook_api_show(struct req *rq);
enum err hook_api_change(struct req *rq);
enum err hook_api_secret(struct req *rq);
enum err hook_api_ping(struct req *rq);
enum err hook_api_drop(struct req *rq);
enum err hook_api_sent(struct req *rq);
enum err hook_api_resend(struct req *rq);
enum err hook_api_resend_all(struct req *rq);

/* ---- hooks.c, hook.c: pages ------------------------------------------------ */
struct view_hook;
enum err api_hooks(struct req *rq);
enum err api_hook_new(struct req *rq);
enum err api_hook_add(struct req *rq);
enum err api_hook_edit(struct req *rq);
enum err api_hook_save(struct req *rq);
enum err api_hook(struct req *rq);
enum err api_hook_secret(struct req *rq);
enum err api_hook_ping(struct req *rq);
enum err api_hook_turn(struct req *rq);
enum err api_hook_remove_page(struct req *rq);
enum err api_hook_remove(struct req *rq);
enum err api_hook_sent(struct req *rq);
enum err api_hook_resend(struct req *rq);
enum err api_hook_resend_all(struct req *rq);
/* Held until the transaction ends: it is not stopped or turned elsewhere meanwhile. */
MUST_USE enum err endpoint_hold(struct req *rq, struct q_hook_get *q, struct hook_to *ret);
/* The endpoint of the path's {id}, if the reader may keep it; else E_NOT_FOUND. */
MUST_USE enum err hook_at(struct req *rq, struct q_hook_get *ret);
/* Its page; secret: shown this once, or empty. */
MUST_USE enum err hook_page(struct req *rq, const struct q_hook_get *q, struct str secret);
