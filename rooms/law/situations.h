/* situations.h - in what words people ask about an article, and what no act of the base decides.
 *
 * Owns    tables law_situation*, law_outside.
 * Memory  what is read lives in the arena given.
 * Errors  as import.h and db.h.
 * Threads one; in a transaction of its own.
 */
#pragma once
#include "entry/import.h"
#include "law/ask/ask.h"

/* Rows of one file by its name take the place of those it gave before: of an article
 * ({"act","article","questions","words"}), or outside of the base ({"outside","number","names",
 * "topics"}); {"trial","act","article"} is a question to try edits on. Rows that are wrong are
 * named, the rest goes in. What lawyers edited in the portal stays (wording.h); that the file says
 * something else now is told as a problem of the row. */
MUST_USE enum err law_situations_import(struct import *im, struct str name, struct str data);
/* An article that lawyers edited; conflict: files have changed since. */
struct law_edit { struct str act, article; bool conflict; };
struct law_edits { struct law_edit *p; size_t n; };
/* Everything, as ask_build takes it: of an edited article the edit alone. */
MUST_USE enum err law_situations_read(struct db *db, struct arena *a, struct ask_source *ret,
    struct law_edits *ret_edits);
