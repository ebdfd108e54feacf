/* folds.h - the threshold of answering, chosen by cross-validation.
 *
 * Owns    nothing.
 * Memory  the caller's.
 * Errors  none.
 * Threads any.
 */
#pragma once
#include "law/ask/ask.h"

#define FOLDS 5

struct folds_row { struct ask_signs signs; bool answerable; };
struct folds_line { double weight[SIGN_N], bias; };
struct folds_count { int answered, answerable, refused, unanswerable; };

/* Logistic regression, L2, an unanswerable row counted five times: there are few. Rows
 * whose fold is `without` are left out (-1: none are). */
void folds_fit(const struct folds_row *r, const int *fold, size_t n, int without,
    struct folds_line *ret);
/* What a line does with the rows of one fold (-1: of all). */
struct folds_count folds_try(const struct folds_row *r, const int *fold, size_t n, int of,
    const struct folds_line *l);
/* Deals rows to folds by a fixed sequence, answerable and not apart. */
void folds_deal(const struct folds_row *r, size_t n, uint32_t seed, int *ret_fold);
