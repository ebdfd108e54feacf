/* inner.h - what the files of match/ share.
 *
 * Owns    nothing.
 * Memory  the caller's arena.
 * Errors  E_NOMEM; E_INPUT with *ret_problem set, where there is one.
 * Threads any: nothing here keeps a state.
 */
#pragma once
#include "navigator/match/match.h"

static inline const char *
match_label(enum match_field f, bool en)
{
	return en ? match_fields[f].en : match_fields[f].ru;
}

static inline const char *
match_option_label(enum match_field f, int bit, bool en)
{
	const struct match_option_info *o = &match_options[match_fields[f].options + bit];

	return en ? o->en : o->ru;
}

struct str value_brief(struct str s);	/* its beginning, for a message */
/* value.c: texts to values. On E_INPUT *ret_problem says what to do. */
enum err value_number(struct arena *a, enum match_field f, struct str text, bool en,
    int64_t *ret, struct str *ret_problem) MUST_USE;
enum err value_range(struct arena *a, struct str text, enum match_field f, bool en,
    int64_t *ret_lo, int64_t *ret_hi, struct str *ret_problem) MUST_USE;
enum err value_options(struct arena *a, enum match_field f, struct str text, bool en,
    uint64_t *ret, struct str *ret_problem) MUST_USE;
enum err value_bool(struct str text, bool en, int64_t *ret, struct str *ret_problem) MUST_USE;
/* A number within what its field may hold. */
enum err value_check(struct arena *a, enum match_field f, int64_t v, bool en,
    struct str *ret_problem) MUST_USE;
/* The next part of a list; false at the end. Separators: comma, semicolon, line. */
bool value_part(struct str *rest, struct str *ret);

/* words.c */
void put_fixed(struct buf *b, int64_t v, bool en);		/* 12 300,5 */
void put_fixed_plain(struct buf *b, int64_t v, char point);	/* 12300.5 */
void put_measure(struct buf *b, enum match_field f, int64_t v, bool en, bool counted);
void put_options(struct buf *b, enum match_field f, uint64_t mask, const char *glue, bool en);
void put_condition(struct buf *b, const struct rule_node *n, bool en);	/* «до 50 000 человек» */
void put_leaf(struct buf *b, const struct rule_node *n, bool en);	/* with its label */
const char *group_head(enum rule_kind k, bool en);

/* rule.c: problems, and the last steps of making a leaf and a rule. */
enum err problem_add(struct arena *a, struct rule_problems *ps, struct str at, int row,
    struct str text) MUST_USE;
enum err leaf_codes(struct arena *a, struct rule_node *nd, struct str *codes, size_t n,
    const struct match_places *places, bool en, struct str *ret_problem) MUST_USE;

/* eval.c */
enum verdict leaf_eval(const struct rule_node *n, const struct passport *p, uint64_t applicant);
