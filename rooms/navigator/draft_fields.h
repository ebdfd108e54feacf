/* draft_fields.h - a measure field by field: labels, texts to compare, one taken from another.
 *
 * Owns    nothing.
 * Memory  texts in the arena given; a copied field points where its source does.
 * Errors  E_NOMEM.
 * Threads any.
 *
 * History, a conflict of two editors and a repeated import all ask the same: in which fields do
 * two drafts differ, and take this one of there. So all of them walk this one table.
 */
#pragma once
#include "navigator/draft.h"
#include "navigator/lists.h"

enum draft_at {
	DF_title, DF_summary, DF_level, DF_money, DF_backer, DF_opens, DF_closes, DF_recurrence,
	DF_amount_min, DF_amount_max, DF_amount_unit, DF_cofinance_min, DF_cofinance_max,
	DF_applicants, DF_stages, DF_topics, DF_territories, DF_what, DF_who, DF_how_much,
	DF_own_share, DF_steps, DF_documents, DF_contacts, DF_rounds, DF_source_title,
	DF_source_url, DF_checked, DF_note, DF_parent, DF_demo, DF_eligibility, DF_N
};
enum draft_kind {
	DK_LINE, DK_AREA, DK_DAY, DK_INT, DK_REAL, DK_CODE, DK_UNIT, DK_MASK, DK_FLAG,
	DK_WORDS, /* territories, topics: codes */
	DK_PARTS, DK_RULE
};
struct draft_field {
	const char *name;	/* key of our JSON and column of our CSV */
	enum draft_kind kind;
	size_t off;		/* of the member of struct draft */
	enum list list;		/* DK_CODE, DK_UNIT, DK_MASK */
	int64_t least, most;	/* code points of a text, bounds of a number */
	const char *label, *hint;	/* msgids */
};
extern const struct draft_field draft_fields[DF_N];
/* DF_N: no such field. "rule" is what the history calls eligibility. */
enum draft_at draft_field_find(struct str name);

/* A cell of a row of steps, documents, contacts or rounds. */
struct draft_cell {
	const char *name;
	enum draft_kind kind;	/* DK_LINE, DK_AREA, DK_DAY, DK_INT, DK_FLAG */
	size_t off;
	int64_t least, most;
	const char *label;
};
#define DRAFT_CELLS 7
struct draft_part {
	enum draft_at field;
	size_t size, n_off;	/* of one row; of the count in struct draft */
	int n_cells;
	struct draft_cell cells[DRAFT_CELLS];
	const char *add, *none;	/* msgids: the button, what an empty list says */
};
#define DRAFT_PART_KINDS 4
extern const struct draft_part draft_parts[DRAFT_PART_KINDS];
const struct draft_part *draft_part_of(enum draft_at f);	/* NULL: the field is no part */
void *draft_row(const struct draft *d, const struct draft_part *p, size_t i);
size_t draft_rows(const struct draft *d, const struct draft_part *p);

/* The field as a text that is equal when the field is: codes, ISO days, plain numbers, a line for
 * each cell of a part. */
struct str draft_text(struct arena *a, const struct draft *d, enum draft_at f);
/* Such a text for people: labels of codes, days in words; parts and texts as they are. */
struct str draft_said(const struct ui *ui, enum draft_at f, struct str text);
void draft_take(struct draft *to, const struct draft *from, enum draft_at f);
/* Bit f: the field differs. */
uint64_t draft_diff(struct arena *a, const struct draft *x, const struct draft *y);
