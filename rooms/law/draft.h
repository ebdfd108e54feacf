/* draft.h - a municipal draft beside a model act: the two sides, read and paired.
 *
 * Owns    nothing; files wait in law_load (load.h).
 * Memory  as load.h.
 * Errors  as load.h.
 * Threads one request.
 */
#pragma once
#include "law/draft_align.h"
#include "law/load.h"

#define DRAFT_HOURS 24		/* a draft and an uploaded model act are kept so long */
#define DRAFT_WAITING 5		/* drafts of one person; the oldest give way */
#define DRAFT_ACTS 10		/* acts to choose among when several are called so */

/* One side, article by article; a text without articles by its points. names[i] is what items[i]
 * is called. */
struct draft_side {
	struct align_item *items; struct str *names; size_t n;
	struct str title;	/* of the act or file */
};
/* E_INPUT: problem() says why the file is no use here. */
MUST_USE enum err draft_side_file(struct req *rq, struct arena *a, const struct q_load_get *row,
    const char *field, struct draft_side *ret);
MUST_USE enum err draft_side_act(struct req *rq, struct arena *a, const struct law_act *act,
    const struct law_edition *ed, struct draft_side *ret);

enum err law_draft_form_page(struct req *rq);
enum err law_draft_send_page(struct req *rq);
enum err law_draft_show_page(struct req *rq);
enum err law_draft_drop_page(struct req *rq);
