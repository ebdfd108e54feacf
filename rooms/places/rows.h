/* rows.h - places as rows of tables, for the pages of this room. */
#pragma once
#include "places/places_impl.h"
#include "places/views.h"

/* «30 506»; empty when not known. */
struct str places_people(const struct ui *ui, const struct place *p);
struct str places_tied(struct arena *a, struct str center);
struct place_row places_row(struct req *rq, const struct places_index *x, int place);
MUST_USE enum err places_hit_rows(struct req *rq, const struct places_index *x,
    const struct places_found *f, struct place_rows *ret);
MUST_USE enum err places_int_rows(struct req *rq, const struct places_index *x, const int *p,
    size_t n, struct place_rows *ret);
/* below.c */
MUST_USE enum err places_below(struct req *rq, const struct places_index *x, int at,
    struct below *ret);
