/* views.h - what the pages of home/ show. */
#pragma once
#include "folder/folder.h"
#include "web/frame.h"
#include "web/ui.h"

/* A measure as the front page and the desk list it. */
struct view_due_day {
	struct str url, title, summary, backer;
	struct str amount;	/* empty: not said */
	struct str day, left;	/* «27 ноября», «7 дней»; day empty: no deadline */
	bool soon;
	bool demo;
	int verdict;		/* enum verdict of match.h */
	struct str reason;
};
struct due_rows { struct view_due_day *p; size_t n; };

struct view_due_table { struct due_rows rows; };
enum { VERDICT_NO, VERDICT_UNKNOWN, VERDICT_YES };	/* as enum verdict of match.h */
struct view_verdict { bool yes, no; };	/* neither: not enough is known */

struct region_row { struct str code, name, outline; };
struct region_rows { struct region_row *p; size_t n; };

struct view_front {
	struct page page;
	struct due_rows closing;
	struct region_rows regions;
	struct str n_all, n_open, n_munis;
	int64_t all;
	bool map;		/* outlines are loaded */
};

struct gap_row { struct str label; int64_t n; };
struct gap_rows { struct gap_row *p; size_t n; };
struct place_row { struct str code, name; };
struct place_rows { struct place_row *p; size_t n; };

struct view_desk {
	struct page page;
	struct str today;
	struct str who;		/* empty: a guest */
	struct str code, heading, where;	/* the municipality; code empty: not chosen */
	bool not_muni;		/* a region or a country is chosen: nothing to match */
	bool may_fill;		/* this reader may fill the passport */
	int64_t n_yes, n_unknown, n_no, n_open;
	struct due_rows fits, soon, unknown;
	struct gap_rows gaps;
	struct place_rows mine;	/* territories of the reader's roles */
	struct due_rows closing;/* without a municipality: for anybody */
	struct folder_desk folder;
	struct str folder_term;	/* «5 декабря, 7 дней» */
	int64_t unread;		/* alerts of this reader */
};

struct kind_tab { struct str name, url; struct str n; bool here; };
struct kind_tabs { struct kind_tab *p; size_t n; };
struct hit_row { struct str url, kind, place, updated; struct html title, text; };
struct hit_rows { struct hit_row *p; size_t n; };

struct view_search {
	struct page page;
	struct str q;
	bool asked;		/* there was something to look for */
	bool no_words;		/* typed, but not a word in it */
	bool exact, any, capped;
	int64_t total;
	struct str total_text, corrected, also;
	struct str kind_name;	/* of the tab chosen; empty: all */
	struct str all_n;	/* found without it */
	int64_t all;
	struct str url_all, url_exact, url_loose, url_prev, url_next, from, to;
	struct kind_tabs tabs;
	struct hit_rows hits;
};

struct view_about {
	struct page page;
	struct str version, n_munis, n_measures;
};
struct view_help { struct page page; };
struct view_accessibility { struct page page; };
struct view_privacy { struct page page; struct str days; };
