/* curators.h - what a curator answers for: territories, by roles held on them.
 *
 * Owns    nothing.
 * Memory  the request's arena.
 * Errors  as web.h; E_INPUT after problem().
 * Threads one request.
 *
 * What concerns the whole country is the federal curator's. What has territories may be edited by
 * whoever holds REGIONAL_CURATOR on all of them, and published or archived by whoever holds CURATOR
 * there: a region's own curator with that role needs nobody else.
 */
#pragma once
#include "places/places.h"

struct curators_may { bool edit, publish; };
/* Of a thing with these territories; n 0: it concerns the whole country. */
MUST_USE enum err curators_may(
    struct req *rq, const int64_t *places, size_t n, struct curators_may *ret);
/* Does this reader curate the whole country? */
bool curators_everywhere(const struct req *rq);
/* «вся страна», «Ивановская область, Тейково» */
struct str curators_where(struct req *rq, const struct places_index *x);
/* The first territory this reader curates, for a new thing of his; -1: all of them, or none. */
int curators_own(const struct req *rq, const struct places_index *x);
/* A WITH before SELECT: mine (id), the reader's territories with all below them; nothing is put for
 * who curates the whole country. */
void curators_sql_with(struct req *rq, struct sql *q);
/* One territory as a person types it: a code at the beginning, else a name that says one place. */
MUST_USE enum err curators_place(struct req *rq, const struct places_index *x, const char *field,
    struct str line, int *ret);
