/* measure_view.h - how the files that fill the pages of one measure call each other.
 *
 * Owns    nothing.
 * Memory  the request's arena.
 * Errors  E_NOMEM; as db.h.
 * Threads one request, one thread.
 */
#pragma once
#include "navigator/views_measure.h"

/* measure.c */
MUST_USE enum err nav_prose(struct req *rq, const struct measure *m, struct str text,
    struct html *ret);
/* measure_match.c */
MUST_USE enum err nav_match_view(struct req *rq, const struct places_index *x,
    const struct measure *m, const struct nav_asker *who, struct view_measure_match *ret);
MUST_USE enum err nav_lines_nest(struct arena *a, struct measure_line *rows, const int *depth,
    size_t n, struct view_measure_lines *ret);
MUST_USE enum err nav_words_tree(struct arena *a, const struct rule *r, bool en,
    struct view_measure_lines *ret);
MUST_USE enum err nav_applicant_choices(const struct ui *ui, uint64_t on, struct view_choices *ret);

/* measure_dates.c */
MUST_USE enum err nav_chain_view(struct req *rq, const struct places_index *x,
    const struct measure *m, const struct nav_asker *who, struct view_measure *v);
MUST_USE enum err nav_steps_view(struct req *rq, const struct measure *m, struct view_measure *v);
MUST_USE enum err nav_rounds_view(struct req *rq, const struct measure *m, struct view_measure *v);
void nav_due_view(const struct ui *ui, const struct measure *m, struct view_measure *v);

/* rule_edit_form.c: rows of the form as it was sent; rows as the form shows them. `good` is the
 * rule they make, NULL when they make none. */
MUST_USE enum err nav_rule_rows_read(struct req *rq, struct rule_rows *ret);
MUST_USE enum err nav_rule_rows_view(struct req *rq, const struct rule_rows *rows,
    const struct rule *good, const struct rule_problems *problems, struct view_rule *v);
/* rule_edit_preview.c: whom the new rule adds and drops against the stored one. */
MUST_USE enum err nav_rule_preview(struct req *rq, const struct measure *m, const struct rule *good,
    struct view_rule *v);
/* As it is stored: equal rules give equal bytes. */
MUST_USE enum err nav_rule_json(struct arena *a, const struct rule *r, struct str *ret);
/* The rule in words on one line, for the history. */
MUST_USE enum err nav_rule_sentence(struct arena *a, const struct rule *r, struct str *ret);
