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

#define NAV_OPS 4
extern const struct api_op nav_ops[NAV_OPS];

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

/* api_match.c */
extern const struct api_schema nav_match_schema;
