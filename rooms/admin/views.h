/* views.h - what the pages of the room are drawn from. */
#pragma once
#include "web/frame.h"

struct tab { struct str title, url; bool here; };
struct tab_list { struct tab *p; size_t n; };
struct view_tabs { struct tab_list list; };

/* A name and what is known of it; empty: not known. */
struct fact { struct str name, value; };
struct facts { struct fact *p; size_t n; };
struct view_facts { struct facts list; };

/* What asks for the administrator: what it is, what to do, where. */
struct care { bool bad; struct str what, todo, url, act; };
struct cares { struct care *p; size_t n; };

struct count_row { struct str name, n, others; };
struct count_rows { struct count_row *p; size_t n; };

struct view_overview {
	struct page page;
	struct view_tabs tabs;
	struct cares cares;
	struct view_facts program, queues, copies, imports;
	struct count_rows counts;
};

struct setting_row { struct str name, text, value, dflt, limits, from; bool own; };
struct setting_rows { struct setting_row *p; size_t n; };
struct view_settings {
	struct page page;
	struct view_tabs tabs;
	struct setting_rows rows;
	int64_t own;
};

struct option { struct str value, label; bool on; };
struct options { struct option *p; size_t n; };

/* Passports: what is asked of a municipality, how much of it is known. */
struct field_line {
	struct str name, code, url, kind, who, filled, known, share, old, latest;
	int64_t uses;
	bool asked;	/* of the passport: the others are not filled in it */
};
struct field_lines { struct field_line *p; size_t n; };
struct view_parts { struct tab_list list; };
struct view_fields {
	struct page page;
	struct view_tabs tabs;
	struct tab_list parts;
	struct field_lines rows;
	int64_t munis, measures;
};
struct use_line { struct str title, url, rule_url; };
struct use_lines { struct use_line *p; size_t n; };
struct view_field {
	struct page page;
	struct view_tabs tabs;
	struct str heading, help;
	struct view_facts facts;
	struct facts options;
	struct use_lines rows;
	bool asked;		/* filled in the passport */
	int64_t uses;
};

struct person_link { struct str name, url; };
struct person_links { struct person_link *p; size_t n; };
struct territory_line {
	struct str name, region, url, passport_url, invite_url, filled, updated;
	int64_t share;
	struct person_links people;
};
struct territory_lines { struct territory_line *p; size_t n; };
struct view_places {
	struct page page;
	struct view_tabs tabs;
	struct tab_list parts;
	struct options regions, sorts;
	bool nobody, asked, loaded;
	struct territory_lines rows;
	struct str summary, csv, prev, next, from, to, total;
};

/* Files that came in. */
struct import_line {
	int64_t id;
	struct str kind, source, file, url, when, who, who_url, took, outcome, tag, icon;
	int64_t read, added, changed, same, bad, declined, waits;
};
struct import_rows { struct import_line *p; size_t n; };
struct view_import_counts { const struct import_line *r; };
struct view_imports {
	struct page page;
	struct view_tabs tabs;
	struct options kinds, outcomes;
	struct import_rows rows;
	bool asked, paged;
	struct str older, csv;
};
struct refused_line { int64_t line; struct str key, reason; };
struct refused_rows { struct refused_line *p; size_t n; };
struct view_import_show {
	struct page page;
	struct view_tabs tabs;
	struct import_line run;
	struct view_facts facts;
	struct str todo, err, load_url, csv, jsonl;
	struct refused_rows rows;
	int64_t kept;		/* refused rows that are still there */
	struct str days;
};

/* What the portal takes on the disk. */
struct size_line { struct str name, rows, data, index, all; };
struct size_rows { struct size_line *p; size_t n; };
struct file_line { struct str name, url, files, bytes, share; };
struct file_rows { struct file_line *p; size_t n; };
struct keep_line { struct str what, how, setting, url; };
struct keep_rows { struct keep_line *p; size_t n; };
struct left_line { struct str name, n, url, act; };
struct left_rows { struct left_line *p; size_t n; };
struct step_line { struct str room, steps, last, at; bool missing; };
struct step_rows { struct step_line *p; size_t n; };
struct view_storage {
	struct page page;
	struct view_tabs tabs;
	struct cares cares;
	struct view_facts database, search, program, libraries;
	struct size_rows tables;
	struct str rest, files_all, quota;
	bool bytes, counted, pg;
	struct file_rows files;
	struct keep_rows keeps;
	struct left_rows lefts;
	struct step_rows steps;
};

struct audit_line {
	struct str id, when, who, who_url, action, action_code, object, object_url, place, peer;
	struct str detail;
};
struct audit_lines { struct audit_line *p; size_t n; };
struct view_audit {
	struct page page;
	struct view_tabs tabs;
	struct str action, who, object, from, until;	/* as asked */
	struct audit_lines rows;
	bool asked;		/* something is looked for */
	struct str older, csv;
	struct str checked, check_note, check_url;
	bool check_bad, checking;
};

struct job_line {
	int64_t id, done, total;
	struct str kind, arg, note, state, tag, icon, when, tries, bar_id;
	bool retry, cancel, running;
};
struct job_lines { struct job_line *p; size_t n; };
struct kind_line { struct str name, title, every, next; };
struct kind_lines { struct kind_line *p; size_t n; };
struct view_jobs {
	struct page page;
	struct view_tabs tabs;
	struct tab_list states;
	struct str state;	/* kept by the filter's form */
	struct options kinds;
	struct job_lines rows;
	struct kind_lines run;
	struct str older, refresh;
	bool asked, runner;
};

struct letter_line {
	int64_t id;
	struct str to, subject, topic, channel, state, tag, icon, when, tries, error;
	bool retry;
};
struct letter_lines { struct letter_line *p; size_t n; };
struct view_outbox {
	struct page page;
	struct view_tabs tabs;
	struct tab_list states;
	struct str state;
	struct options channels;
	struct letter_lines rows;
	struct str older;
	bool asked, no_server;
};

struct topic_line { struct str name, other, code, url, sort, used; bool child; };
struct topic_lines { struct topic_line *p; size_t n; };
struct view_topics {
	struct page page;
	struct view_tabs tabs;
	struct topic_lines rows;
	struct options parents;
};
/* The fields of a topic, the same where one is made and where one is changed. */
struct view_topic_fields { struct str ru, en, sort; const struct options *parents; };
struct view_topic {
	struct page page;
	struct view_tabs tabs;
	struct str heading, code, used, save_url, merge_url, drop_url;
	struct view_topic_fields f;
	struct options parents, others;
	bool may_drop, top;
};

struct group_line { struct str words, url; };
struct group_lines { struct group_line *p; size_t n; };
struct view_synonyms {
	struct page page;
	struct view_tabs tabs;
	struct str q, total, typed;
	struct group_lines rows;
};
struct view_synonym {
	struct page page;
	struct view_tabs tabs;
	struct str typed, was, save_url, drop_url;
};
