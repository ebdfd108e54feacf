/* views.h - what the pages of the room are drawn from.
 *
 * Owns    nothing.
 * Memory  the request's arena.
 * Errors  none.
 * Threads one page.
 */
#pragma once
#include "navigator/list.h"
#include "navigator/views_curate.h"
#include "navigator/views_measure.h"

/* A row of any list of measures. title and summary: with marks; empty: as the card says. */
struct view_card_row {
	const struct navigator_card *c;
	struct html title, summary;
	struct html drawn;	/* the whole row, drawn before */
	struct str folder_url;	/* where it is put into the reader's folder; empty: it is not */
};
struct view_card_rows { struct view_card_row *p; size_t n; };

/* ---- the list ----------------------------------------------------------------------- */

struct list_option { struct str label, value; uint32_t n; bool on, deep; };
struct list_options { struct list_option *p; size_t n; };
struct view_list_options { const char *name; const struct list_options *list; };
struct list_facet { const char *name; struct str title; struct list_options first, rest; };
struct list_facets { struct list_facet *p; size_t n; };

/* What a form of the page carries along, hidden. */
enum list_part { PART_WORDS, PART_PLACE, PART_FACET, PART_ORDER };
struct list_pair { enum list_part part; const char *name; struct str value; };
struct list_pairs { struct list_pair *p; size_t n; };

struct list_chip { struct str text, url; uint32_t n; };
struct list_chips { struct list_chip *p; size_t n; };

struct view_list_results { const struct view_list *l; };
struct view_list_facets { const struct view_list *l; };
struct view_list_keep { const struct view_list *l; };
struct view_list_part { const struct view_list *l; };
struct view_list {
	struct page page;
	const struct nav_filter *f;
	struct str heading, place_name;
	uint32_t total, from, to;
	bool demo;		/* some of the rows are of the demonstration */
	struct view_card_rows rows;
	struct html facets_drawn;	/* all of them, drawn before */
	struct list_facets facets;
	struct list_options regions;
	struct list_pairs pairs;
	struct list_options orders;
	struct list_chips chips;	/* each takes one thing off */
	struct list_chips advice;	/* of an empty list: n is what one gets */
	struct str also, corrected, exact_url;
	bool any, no_words;
	bool curation;		/* the reader has a curators' desk */
	struct str clear_url, prev_url, next_url, no_place_url;
	struct str csv_url, xlsx_url, atom_url, ics_url;
	struct str follow_url;	/* alerts of this filter */
};
