/* api_impl.h - what the files that answer programs share; for api.c and api_match.c alone.
 *
 * Owns    nothing.
 * Memory  the request's arena.
 * Errors  as api.h.
 * Threads one request.
 */
#pragma once
#include "navigator/export.h"
#include "navigator/measure_impl.h"
#include "web/api.h"

#define NAV_OPS 5
extern const struct api_op nav_ops[NAV_OPS];

/* level_at(i): the codes of LIST_level, for tables. */
#define NAV_API_LIST(list) \
	static const char *list##_at(int i) \
	{ \
		const struct list_value *v = list_value(LIST_##list, i + 1); \
		return v ? v->code : NULL; \
	}

struct str nav_api_status(int status);
struct str nav_api_verdict(enum verdict v);
const char *nav_api_status_at(int i);
const char *nav_api_verdict_at(int i);

/* The address as the page's own filter; place: the municipality of the path, or none. What
 * nobody knows is a problem here. */
MUST_USE enum err nav_api_filter(struct req *rq, struct str place, struct nav_filter *ret);
/* One page of it, with the total and the next address in *list. */
MUST_USE enum err nav_api_page(struct req *rq, const struct nav_filter *f,
    const struct api_page *page, struct nav_listing *l, struct facet_answer *ret,
    struct api_list *list);

/* api.c: a measure whole, as it is stored now. */
struct measure_out {
	struct str cells[EXPORT_COLUMNS_MAX], status, state, url, self;
	int64_t updated;
};
extern const struct api_schema nav_measure_schema;
MUST_USE enum err nav_api_record(
    struct req *rq, int64_t id, int64_t entry, int state, struct measure_out *ret);

/* api_change.c */
#define NAV_API_PUBLISHED 1		/* MEASURE_PUBLISHED */
extern const struct api_body nav_change_body;
struct str nav_api_state(int state);
const char *nav_api_state_at(int i);
/* The measure of the path, if the token's holder curates it; E_NOT_FOUND: he does not. */
MUST_USE enum err nav_api_own(struct req *rq, struct measure_out *ret);

/* api_match.c */
extern const struct api_schema nav_match_schema;
