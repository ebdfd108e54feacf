/* match.h - does this measure fit this municipality, and why.
 *
 * Owns    nothing on disk. A measure's rule is stored as the JSON that rule_write_json
 *         gives; a passport is filled by its room.
 * Memory  everything is in the caller's arena, but a match_set, which keeps its own heap
 *         memory until match_set_free.
 * Errors  E_INPUT with problems listed; E_NOMEM; E_LIMIT (MATCH_SET_NODES, form rows); what the
 *         place finder returns, except E_NOT_FOUND, which becomes a problem.
 * Threads rules, passports and a built set are const for any number of threads.
 *
 * A rule is a tree in JSON:
 *   {"all":[RULE...]} | {"any":[...]} | {"none":[...]} | {"field":F,"op":OP,"value":V}
 * {"all":[]} as the whole rule fits everyone; other groups may not be empty. Fields and
 * options are in fields.def. Operations by type:
 *   ENUM      in, not_in                           ["urban_okrug", ...]
 *   SET       has "monotown"; has_any, has_all, has_none [...]
 *   INT REAL  lt, le, gt, ge, eq 5;  between [a, b], both ends included
 *   BOOL      eq true
 *   TERRITORY within ["37000000", "FD-DFO", "RU"]: one of these or below one of them
 *
 * Answers are three-valued (Kleene, "Introduction to Metamathematics", 1952, § 64): a
 * condition on a field that is not filled is UNKNOWN. `all` takes the least of its parts,
 * `any` the greatest, `none` turns `any` over, in the order NO < UNKNOWN < YES. So UNKNOWN
 * is never said where what is known already decides.
 *
 * Numbers are fixed-point: int64 in units of 1/MATCH_SCALE.
 */
#pragma once
#include "base/base.h"

#define MATCH_SCALE 10000
#define RULE_DEPTH 8		/* groups within groups, the root is 1 */
#define RULE_NODES 200
#define RULE_JSON (64 * KiB)
#define RULE_CODES 200		/* territories in one condition */
#define RULE_PROBLEMS 20	/* listed at most */
#define MATCH_SET_NODES 1000000	/* distinct conditions and groups in a set */
#define MATCH_CHAIN 16		/* a municipality and what lies above it */

enum match_type { MT_ENUM, MT_SET, MT_INT, MT_REAL, MT_BOOL, MT_TERRITORY };
enum match_unit { MU_NONE, MU_PEOPLE, MU_PERCENT, MU_RUBLES, MU_SQUARE_METRES };
enum match_field {
#define FIELD(code, ...) MF_##code,
#include "navigator/match/fields.def"
	MF_N
};
/* Where an option stands in the table; bit 0 of a field is the one after MO_field_0. */
enum match_option {
#define FIELD(code, ...) MO_##code##_0,
#define OPTION(field, code, ...) MO_##field##_##code,
#include "navigator/match/fields.def"
	MO_N
};
/* MATCH_BIT(kind, urban_okrug): the mask of one option. */
#define MATCH_BIT(field, code) ((uint64_t)1 << (MO_##field##_##code - MO_##field##_0 - 1))

struct match_field_info {
	const char *code;
	enum match_type type;
	enum match_unit unit;
	int64_t lo, hi;			/* whole units */
	const char *ru, *en, *help, *source;	/* help and source in Russian */
	int options;			/* the first one in match_options; ENUM and SET */
};
struct match_option_info { const char *code, *ru, *en; };
extern const struct match_field_info match_fields[MF_N];
extern const struct match_option_info match_options[MO_N];
bool match_field_find(struct str code, enum match_field *ret);
int match_n_options(enum match_field f);
/* By code or by a label as people write it. *ret is the mask of one bit. */
bool match_option_find(enum match_field f, struct str text, uint64_t *ret);

enum match_op {
	OP_IN, OP_NOT_IN,					/* ENUM */
	OP_HAS, OP_HAS_ANY, OP_HAS_ALL, OP_HAS_NONE,		/* SET */
	OP_LT, OP_LE, OP_GT, OP_GE, OP_EQ, OP_BETWEEN,		/* INT, REAL; BOOL: eq */
	OP_WITHIN,						/* TERRITORY */
	OP_N
};
const char *match_op_code(enum match_op op);
const char *match_op_label(enum match_op op, bool en);	/* for a list in the editor */
bool match_op_find(struct str code, enum match_op *ret);
bool match_op_fits(enum match_op op, enum match_type t);

/* ---- territories ------------------------------------------------------------ */

/* Who a code means today: its own id, or its successors when it is a former code.
 * `find` fills *ret from the arena, E_NOT_FOUND when no such code ever was. */
struct match_place { const int64_t *ids; size_t n; struct str name; };
struct match_places {
	enum err (*find)(void *ctx, struct arena *a, struct str code, struct match_place *ret);
	void *ctx;
};

/* ---- rules ------------------------------------------------------------------- */

enum rule_kind { RULE_ALL, RULE_ANY, RULE_NONE, RULE_LEAF };

/* A rule is its nodes in preorder; the children of node i start at i + 1, the one after a
 * child c at c + nodes[c].size. */
struct rule_node {
	enum rule_kind kind;
	uint16_t size;		/* nodes in this subtree, itself included */
	uint8_t depth;		/* the root is 0 */
	/* Of a leaf: */
	enum match_field field;
	enum match_op op;
	uint64_t mask;		/* ENUM, SET: options */
	int64_t lo, hi;		/* INT, REAL: fixed-point, hi for between only; BOOL: lo 0 or 1 */
	const struct str *codes, *names; size_t n_codes;	/* TERRITORY, sorted by code */
	const int64_t *places; size_t n_places;	/* resolved, sorted; none: never resolved */
};
struct rule { const struct rule_node *nodes; size_t n; };

/* Where it is ("$.all[1].value") or in which row of the form, and what to do about it. */
struct rule_problem { struct str at; int row; struct str text; };
struct rule_problems { struct rule_problem *p; size_t n, cap; };

/* `places` may be NULL: territories stay unresolved and such conditions UNKNOWN. Messages are
 * in Russian, or English when `en`. Numbers are kept to four decimals. */
MUST_USE enum err rule_parse(struct arena *a, struct str json, const struct match_places *places,
    bool en, struct rule *ret, struct rule_problems *problems);
/* Canonical: the same rule gives the same bytes. */
void rule_write_json(struct buf *b, const struct rule *r);

/* The rule in words, for a list: heads of groups («Хотя бы одно из:») and conditions
 * («Население — до 50 000 человек»). The head of a root `all` is left out, its parts have
 * depth 0. */
struct rule_line { int depth; enum rule_kind kind; int node; struct str text; };
struct rule_lines { struct rule_line *p; size_t n; };
MUST_USE enum err rule_write_words(struct arena *a, const struct rule *r, bool en,
    struct rule_lines *ret);

/* ---- the form ------------------------------------------------------------------- */

/* One row a node. `id` is any positive number, unique; parent 0 is the whole rule, which
 * asks for all of its rows; a single top row that is a group is the whole rule itself. */
struct rule_row {
	int id, parent, depth;		/* depth is set by rule_rows_do and rule_to_rows */
	enum rule_kind kind;
	struct str field, op, value;	/* of a leaf, as the person wrote them */
};
struct rule_rows { struct rule_row *p; size_t n; };

/* Values as people write them: «50 000», «12,5», «1,2 млн», «10 000 — 50 000», «да», options
 * by code or label, separated by comma, semicolon or line. */
MUST_USE enum err rule_from_rows(struct arena *a, const struct rule_row *rows, size_t n,
    const struct match_places *places, bool en, struct rule *ret, struct rule_problems *problems);
MUST_USE enum err rule_to_rows(struct arena *a, const struct rule *r, bool en,
    struct rule_rows *ret);

enum rule_do {
	/* Into the group `id`, behind the condition `id`, or at the end when it is 0. */
	ROW_ADD_LEAF, ROW_ADD_ALL, ROW_ADD_ANY, ROW_ADD_NONE,
	ROW_REMOVE,		/* with what is in it */
	ROW_UP, ROW_DOWN,	/* among its siblings */
	ROW_INDENT,		/* to the end of the group before it; none there: nothing */
	ROW_OUTDENT		/* out of its group, behind it */
};
/* What the buttons of the form do. The answer is in preorder with depths; what cannot be
 * done changes nothing. Rows whose parent is missing or loops are put at the top. */
MUST_USE enum err rule_rows_do(struct arena *a, const struct rule_row *rows, size_t n,
    enum rule_do what, int id, struct rule_rows *ret);

/* ---- passports -------------------------------------------------------------------- */

struct passport {
	uint64_t known;			/* bit f: field f is filled */
	int64_t v[MF_N];		/* fixed-point, 0 or 1, or the mask of options */
	/* Itself first, then what lies above it, up to the country; none: unknown. */
	int64_t places[MATCH_CHAIN]; size_t n_places;
	struct str name;		/* for sentences; may be empty */
};

/* Empty text clears the field; for a SET «нет» (or "none") is a filled empty set. E_INPUT:
 * *ret_problem says how to write it. Not for territory and applicant. */
MUST_USE enum err passport_set(struct arena *a, struct passport *p, enum match_field f,
    struct str text, bool en, struct str *ret_problem);
/* As passport_set reads it: for the form. Empty when unknown. */
MUST_USE enum err passport_text(struct arena *a, const struct passport *p, enum match_field f,
    bool en, struct str *ret);
/* For people: «12 300 человек», «моногород, Арктическая зона», «есть». */
void put_match_value(struct buf *b, const struct passport *p, enum match_field f, bool en);

/* ---- one measure, explained ------------------------------------------------------------ */

enum verdict { MATCH_NO, MATCH_UNKNOWN, MATCH_YES };	/* in this order: see above */

/* `applicant` is one bit: MATCH_BIT(applicant, municipality) is what most pages ask. */
enum verdict rule_eval(const struct rule *r, const struct passport *p, uint64_t applicant);

struct match_line {
	int depth;		/* as in rule_line */
	enum rule_kind kind;
	int node;
	enum verdict verdict;
	bool decides;		/* a reason of the verdict, or a group on the way to one */
	bool counts;		/* one of the `total` conditions */
	enum match_field field;	/* of a condition; MF_N for a group */
	struct str text;	/* the condition in words */
	struct str why;		/* «Население: 12 300 человек — подходит: до 50 000 человек» */
};
struct match_answer {
	enum verdict verdict;
	/* Conditions are the parts of the rule that all must hold; a group with `any` or `none`
	 * is one condition. */
	int met, unmet, unknown, total;
	struct match_line *lines; size_t n_lines;
	enum match_field missing[MF_N]; size_t n_missing;	/* to fill, when UNKNOWN */
	struct str summary;	/* «Пока неизвестно. Выполнено 4 условия из 6, нет данных по 2.» */
};
MUST_USE enum err match_explain(struct arena *a, const struct rule *r, const struct passport *p,
    uint64_t applicant, bool en, struct match_answer *ret);

/* ---- many measures -------------------------------------------------------------------- */

struct match_set;
/* applicants: who may apply (bits as above); 0: anyone the rule lets. */
struct match_measure { int64_t id; struct rule rule; uint64_t applicants; };

/* Equal conditions and equal groups of all measures are kept, and asked, once. The rules may
 * go away afterwards. */
MUST_USE enum err match_set_build(const struct match_measure *m, size_t n, struct match_set **ret);
void match_set_free(struct match_set *s);
size_t match_set_count(const struct match_set *s);
size_t match_set_nodes(const struct match_set *s);	/* distinct ones */
int64_t match_set_id(const struct match_set *s, size_t i);

/* What each measure, in the order of building, says to one municipality. */
struct match_result { uint8_t verdict; uint8_t met, total; };
MUST_USE enum err match_one(const struct match_set *s, struct arena *a, const struct passport *p,
    uint64_t applicant, struct match_result *ret);

/* For each measure which municipalities it fits: bit i is passports[i]. The planes live
 * during the call of `fn`; an error of `fn` ends the walk and is returned. */
struct match_planes {
	const uint64_t *yes, *unknown; size_t n_words;
	uint32_t n_yes, n_unknown, n_no;
};
typedef enum err match_fn(void *ctx, size_t measure, int64_t id, const struct match_planes *pl);
MUST_USE enum err match_all(const struct match_set *s, const struct passport *passports, size_t n,
    uint64_t applicant, match_fn *fn, void *ctx);

/* One measure over many municipalities: verdicts into ret[n]; counts[MATCH_YES] and so on. */
void match_reverse(const struct rule *r, const struct passport *passports, size_t n,
    uint64_t applicant, uint8_t *ret, uint32_t counts[3]);

/* ---- ranking ---------------------------------------------------------------------------- */

enum match_level { LEVEL_FEDERAL, LEVEL_REGION, LEVEL_LOCAL };
#define MATCH_NO_DEADLINE INT32_MAX	/* applications are taken all year */

struct match_points { int points; struct str text; };
struct match_score { int score; struct match_points part[4]; size_t n; };
/* 0..1000 for sorting; the parts add up to it.
 *   YES      600, up to 250 for a near deadline (none 180 days away, 60 without one),
 *            150 local, 75 regional, 0 federal: narrow measures have fewer rivals
 *   UNKNOWN  200, up to 250 by the share of conditions met, a fifth of the rest above
 *   NO       up to 100 by the share of conditions met, so a near miss comes first
 * days_left below 0: the round is over, nothing for the deadline. */
int match_score(enum verdict v, int met, int total, enum match_level level, int days_left);
MUST_USE enum err match_score_explain(struct arena *a, enum verdict v, int met, int total,
    enum match_level level, int days_left, bool en, struct match_score *ret);
