/* views.h - what the room's pages show.
 *
 * Owns    nothing.
 * Memory  the request's arena.
 * Errors  none.
 * Threads one request.
 */
#pragma once
#include "law/views_cite.h"
#include "law/views_lawyer.h"
#include "law/views_load.h"
#include "law/views_system.h"
#include "law/views_wording.h"
#include "text/diff.h"
#include "web/frame.h"

/* The bar that says which day one reads, and the form for another. */
struct law_asof {
	struct str lead, rest;		/* «Редакция с 4 августа 2023 года.», what follows */
	struct str link, link_text;	/* to what is in force; empty: this is it */
	bool old;			/* not what is in force today */
	struct str action, on, on_bad, today_url;
	bool digest;
	struct str source, source_url, note;
};
struct view_asof { const struct law_asof *a; };

/* ---- the list ---------------------------------------------------------------------- */

struct act_row { struct str url, name, shrt, meta, note; bool digest; };
struct act_rows { struct act_row *p; size_t n; };
struct law_choice { struct str value, label; bool on; };
struct law_choices { struct law_choice *p; size_t n; };
struct view_list {
	struct page page;
	struct str q, search_url;
	struct act_rows rows;
	struct law_choices kinds, levels, sorts;
	struct str near_url, near_name;		/* what the words name by number */
	int64_t total, all;
	struct str from, to, prev, next;
	struct str csv_url, atom_url, ics_url, json_url;	/* the same question */
	bool filtered, may_load, may_draft;
};

/* ---- an act ------------------------------------------------------------------------ */

struct toc_row { struct str text, eid; bool empty, here; };
struct toc_rows { struct toc_row *p; size_t n, cap; };
/* A heading with what stands under it; without text: articles alone. */
struct toc_node;
struct toc_nodes { struct toc_node **p; size_t n, cap; };
struct toc_node { struct str text; bool open; struct toc_rows items; struct toc_nodes kids; };
struct view_toc_nodes { const struct toc_nodes *nodes; struct str base; };
struct edition_row { struct str when, iso, url, note; bool here; };
struct edition_rows { struct edition_row *p; size_t n; };
struct view_act {
	struct page page;
	struct str kicker, name, shrt, place, adopted, base;
	struct law_asof asof;
	struct toc_nodes toc;
	int64_t n_articles;
	struct edition_rows editions;
	struct law_choices from, to;		/* of the comparison */
	struct str compare_url, follow_url, akn_url, load_url, draft_url;
	struct system_rows systems;		/* the same act outside */
	struct law_cited cited;
};

/* ---- an article ---------------------------------------------------------------------- */

struct text_run { struct str text, url; };	/* url: where the citation leads */
struct text_runs { struct text_run *p; size_t n, cap; };
struct view_runs { const struct text_runs *runs; };
struct unit_row {
	struct str id, no, url;		/* id empty: has no address of its own */
	struct text_runs text;
	int depth;
	bool note, here, repealed;
};
struct unit_rows { struct unit_row *p; size_t n, cap; };
struct view_article {
	struct page page;
	struct str kicker, heading, base, chapter, section;
	struct law_asof asof;
	struct unit_rows units;
	struct str notes;		/* «в ред. …» */
	bool empty;
	struct str unit_name, unit_id;	/* what was asked for */
	bool unit_missing;
	struct str ref, since;
	struct toc_rows toc;
	struct str prev_url, prev, next_url, next, act_url;
	struct edition_rows editions;
	struct str compare_url, address, follow_url;	/* follow_url empty: it is of a territory */
	struct system_rows systems;			/* the same norm outside */
	struct law_cited cited;
};
struct view_none {			/* the article is not in that edition */
	struct page page;
	struct str heading, act_name, act_url;
	struct law_asof asof;
	struct edition_rows editions;
};

/* ---- comparison, calendar --------------------------------------------------------------- */

struct diff_part { int kind; struct str text; };	/* enum diff_kind */
struct diff_parts { struct diff_part *p; size_t n; };
struct diff_row { struct str name, url, what, only_url; struct diff_parts parts; };
struct diff_rows { struct diff_row *p; size_t n; };
struct view_compare {
	struct page page;
	struct str heading, act_url, act_name, from_day, to_day, article, self, file_url;
	struct law_choices from, to;
	struct diff_rows rows;
	int64_t changed, came, gone, same, left;
	bool one, same_edition;
};
/* ---- a question ------------------------------------------------------------------------- */

struct said_row {
	struct str url, ref, title, quote, since, why, id;
	struct str change, change_url;	/* «норма изменилась»; empty: it has not */
	bool digest;
};
struct said_rows { struct said_row *p; size_t n; };
struct ask_turn { struct str q, url; };
struct ask_turns { struct ask_turn *p; size_t n; };
struct ask_meant { struct str label, hint, asked_as, url; };
struct ask_meants { struct ask_meant *p; size_t n; };
struct view_ask {
	struct page page;
	struct str q, in, on, on_bad;	/* as typed */
	struct str mended, after, chosen, refusal, lawyer_url, day;
	struct str self, dated_url, all_url;	/* this answer; of its day; not of a topic alone */
	struct str outcome, found;	/* what the word about the answer carries */
	struct str lead, model;		/* of a language model; empty: none */
	struct str meant_lead;
	struct said_rows rows;		/* passages or the nearest */
	struct ask_turns turns;
	struct ask_meants meant;
	bool asked, grounded, refused, building, dated, today, reworded;
	bool keeps;			/* what finds nothing is kept */
	bool limited;			/* a guest who asks too often */
};
struct view_ask_date { const struct view_ask *v; };
struct view_ask_form { const struct view_ask *v; };
struct view_ask_thread { const struct view_ask *v; };
struct view_ask_meant { const struct view_ask *v; };
struct view_ask_found { const struct view_ask *v; };
struct view_ask_refused { const struct view_ask *v; };
struct view_ask_unavailable { const struct view_ask *v; };
struct view_ask_further { const struct view_ask *v; };

/* What readers said of answers, for lawyers. */
struct heard_norm { struct str url, name; };
struct heard_norms { struct heard_norm *p; size_t n; };
struct heard_row { struct str q, url, when, outcome; struct heard_norms found; };
struct heard_rows { struct heard_row *p; size_t n; };
struct view_ask_heard {
	struct page page;
	struct heard_rows rows;
	struct law_choices tabs;
	struct str next;
};

struct when_row { struct str iso, when, what, url, name; };
struct when_rows { struct when_row *p; size_t n; };
struct view_calendar { struct page page; struct when_rows next, past; };
