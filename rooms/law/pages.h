/* pages.h - what the pages of the room share.
 *
 * Owns    nothing.
 * Memory  the request's arena.
 * Errors  as law.h.
 * Threads one request.
 */
#pragma once
#include "law/law_impl.h"
#include "law/views.h"

/* An act as the path names it: «59» or «59@2025-03-30». */
struct law_at {
	const struct law_index *x;
	const struct law_act *act;
	const struct law_edition *ed;	/* shown: of the day, or the first when none has begun */
	int32_t day;			/* asked for, or today */
	int32_t dated;			/* what links carry: 0 when nothing was said */
};
MUST_USE enum err law_path(struct req *rq, struct law_at *ret);
/* Did the form ask for another day? Then the answer is written: a redirect to the address of that
 * day. A day that is none stays, and `ret` says so. */
MUST_USE enum err law_asked_day(struct req *rq, const struct law_at *at, struct str eid,
    struct str unit, bool *ret_done, struct str *ret_bad);
void law_fill_asof(struct req *rq, const struct law_at *at, struct str eid, struct str unit,
    struct str bad, struct law_asof *ret);
/* Where the page's reader is: «Право», the act. */
void law_crumbs(struct req *rq, const struct law_at *at, bool act, struct page *p);

/* The text of an article as rows of its units; citations become links. */
struct law_text {
	struct req *rq;
	const struct law_at *at;
	const struct law_article *art;
	struct str unit;		/* asked for; empty: none */
	struct tree tree;
};
MUST_USE enum err law_units(struct law_text *t, struct unit_rows *ret);
/* The id of a unit within a page. */
struct str law_anchor(struct arena *a, struct str eid);
/* Dates of editions as choices of a form. */
MUST_USE enum err law_choose_edition(
    struct req *rq, const struct law_act *act, int32_t on, struct law_choices *ret);
struct str law_day_words(const struct ui *ui, int32_t day);	/* «4 августа 2023 года» */

/* Who cites this norm, as far as this reader may see: numbers by kind, the first of each. */
MUST_USE enum err law_cited_fill(struct req *rq, const struct law_at *at, struct str eid,
    struct law_cited *ret);
/* From here on the answer is a file that may be larger than what a request may hold: its bytes lie
 * outside of the arena. */
MUST_USE enum err law_out_large(struct req *rq, size_t limit);

enum err law_list_page(struct req *rq);
enum err law_list_csv_file(struct req *rq);
enum err law_list_atom_feed(struct req *rq);
enum err law_list_ics_feed(struct req *rq);
enum err law_ask_page(struct req *rq);
enum err law_calendar_page(struct req *rq);
enum err law_act_page(struct req *rq);
enum err law_article_page(struct req *rq, int units);
enum err law_compare_page(struct req *rq);
enum err law_cited_page(struct req *rq);
enum err law_cited_act_page(struct req *rq);
enum err law_akn_page(struct req *rq);
