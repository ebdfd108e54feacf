/* views_measure.h - what the pages of one measure show: itself, whom it fits, its rule. */
#pragma once
#include "navigator/lists.h"
#include "folder/folder.h"
#include "navigator/measure_impl.h"
#include "web/form.h"
#include "web/frame.h"

/* ---- does it fit ----------------------------------------------------------------- */

struct measure_line;
struct view_measure_lines { const struct measure_line *p; size_t n; };
struct measure_line {
	bool judged;			/* false: the rule in words alone */
	enum verdict verdict;
	struct str text, why;
	struct str fill;		/* where the missing field is filled */
	struct view_measure_lines kids;
};
struct measure_points { int points; struct str text; };
struct measure_points_list { struct measure_points *p; size_t n; };

struct view_measure_match {
	bool asked;
	struct str name;		/* of the municipality */
	struct str place_url;
	enum verdict verdict;
	struct str head, rest;		/* «Подходит.» «Выполнено 4 условия из 6…» */
	struct view_measure_lines lines;
	struct str note;
	struct view_choices choices;
	struct str self;		/* address of the measure */
	struct str typed;
	struct view_choices applicants;
	int score;
	struct measure_points_list points;
	struct str fits_url, fits_yes, fits_unknown;
};

struct view_measure_verdict { enum verdict verdict; };
struct view_measure_words { const struct measure_line *p; size_t n; };	/* without verdicts */
struct view_measure_ask { const struct view_measure_match *of; };

/* ---- the page -------------------------------------------------------------------- */

struct measure_stage {
	struct str level, title, url, backer, date, left;
	bool ours, here, late;
};
struct view_measure_stage { const struct measure_stage *s; };
struct measure_stages { struct measure_stage *p; size_t n; };
struct measure_step { struct str title, due, left; struct html text; bool past, near; };
struct measure_steps { struct measure_step *p; size_t n; };
struct measure_round {
	struct str year, dates, applications, winners, share, budget, note;
	bool now;
};
struct measure_rounds { struct measure_round *p; size_t n; };
struct measure_change { struct str at, iso, what, before, after; };
struct measure_changes { struct measure_change *p; size_t n; };

struct view_measure {
	struct page page;
	const struct measure *m;
	struct str kicker, status, checked, amount, unit, cofin, who, stages, recurrence, where;
	struct str due_head, due_day, due_left;
	bool due_soon, due_over, open, closed;
	struct html what_text, who_text, how_much, own_share;
	struct view_measure_match match;
	struct measure_stages chain, others;	/* of the reader's region; of the other regions */
	struct str chain_note;
	struct measure_steps steps;
	struct q_documents_rows documents;
	struct q_contacts_rows contacts;
	struct measure_rounds rounds;
	bool rounds_demo;
	struct str forecast, chance, outcome;
	struct folder_measure folder;
	struct view_choices topics;
	struct measure_changes changes;
	struct str ics_url, follow_url, curate_url, suggest_url, address;
};

/* ---- whom it fits ---------------------------------------------------------------- */

struct fits_row { struct str name, url, region, people, why; };
struct fits_rows { struct fits_row *p; size_t n; };
struct view_fits {
	struct page page;
	const struct measure *m;
	struct str measure_url, self, csv_url, applicant, where;
	enum verdict verdict;
	struct view_choices verdicts, regions, sorts, applicants;
	struct str total, from, to, prev, next, verdict_code;
	struct fits_rows rows;
	struct view_measure_lines rule;
};

/* ---- the rule's editor ----------------------------------------------------------- */

struct rule_group;
struct rule_field {
	int id;
	bool leaf, fresh;		/* fresh: no field is chosen yet */
	bool up, down, in, out;		/* which moves can be made */
	struct str kind;		/* of a group: all, any, none */
	int parent;
	struct str was;			/* the field that the options shown belong to */
	struct view_choices fields;
	struct view_choices numbers, lists, sets, flags, places;	/* comparisons by type */
	struct view_choices options;	/* of a list or a set */
	struct str chosen;		/* those that are ticked, in words */
	bool yes_no, yes;
	struct str value, hint, problem, reads;
	const struct rule_group *kids;
};
struct rule_group { struct rule_field *p; size_t n; };
struct view_rule_rows { const struct rule_group *g; struct str self; int next; };

struct rule_change { struct str head; struct nav_strs names; struct str more; };
struct rule_changes { struct rule_change *p; size_t n; };
struct rule_count { struct str label, was, now; };
struct rule_counts { struct rule_count *p; size_t n; };
struct view_rule {
	struct page page;
	const struct measure *m;
	struct str measure_url, self, seen;
	struct rule_group rows;
	int next;			/* number of the row that would be added */
	struct str stored_problem;
	bool checked;			/* the rule is good: words and changes are there */
	struct view_measure_lines words;
	struct str applicant;
	struct rule_counts counts;
	struct rule_changes changes;
	struct str told;		/* how many subscribers would be told; empty: not known */
	bool same;			/* as it is stored */
};
