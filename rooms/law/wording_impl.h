/* wording_impl.h - what the pages of life situations share.
 *
 * Owns    nothing.
 * Memory  the request's arena.
 * Errors  as wording.h.
 * Threads one request.
 */
#pragma once
#include "law/views_wording.h"
#include "law/wording.h"

/* The reader may change what serves the whole country. */
bool wording_may_edit(const struct req *rq);
/* «ст. 36 ЖК РФ»; a text outside of articles by its title. */
struct str wording_name(struct arena *a, const struct law_unit *u);
struct str wording_url(struct arena *a, int64_t article);
/* Acts with articles in force as choices: their codes. */
MUST_USE enum err wording_acts(
    struct req *rq, const struct law_asker *k, struct str now, struct lawyer_options *ret);
/* The unit an act and an article name; NULL: none. */
const struct law_unit *wording_find(
    const struct law_asker *k, struct str act, struct str article);

/* ---- checking -------------------------------------------------------------------------- */

struct wording_typed { struct law_lines lines; bool sure; };
/* Cleans what was typed; problems are listed, E_INPUT. warnings: personal data. */
MUST_USE enum err wording_typed(
    struct req *rq, struct wording_typed *ret, struct lawyer_warnings *warnings);
/* What the writer should know, though it is no fault: generic words, wordings of others. */
MUST_USE enum err wording_notes(struct req *rq, const struct law_asker *k,
    const struct law_unit *u, const struct law_lines *was, const struct law_lines *now,
    struct wording_texts *ret);

/* ---- trying ------------------------------------------------------------------------------ */

enum trial_mark { TRIAL_SAME, TRIAL_BETTER, TRIAL_WORSE, TRIAL_OTHER };
/* Where the expected article is with an index: 0 not shown, 1 to ASK_QUOTES; expected NULL: 1 when
 * it is refused, as it should be. */
struct trial_place { int place; struct str words; };	/* words: what a reader gets */
#define TRIAL_BYTES (64 * MiB)	/* of one question: its own arena, begun anew */
MUST_USE enum err trial_ask(struct req *rq, struct arena *scratch, const struct law_asker *k,
    const struct ask_index *ix, struct str question, const struct law_unit *expected,
    struct trial_place *ret);
enum trial_mark trial_mark(const struct trial_place *was, const struct trial_place *becomes);
/* Answers before and after; lines of the article itself, then trials and missed that change. */
struct trial_sum { struct law_effect effect; int tried, missed, gained; };
MUST_USE enum err trial_all(struct req *rq, const struct law_asker *k, const struct law_unit *u,
    const struct law_lines *was, const struct law_lines *now, struct view_wording_try *v,
    struct trial_sum *ret);
