/* akn_meta.h - what <meta> of Akoma Ntoso says: number, kind, days, title, notes on editions.
 *
 * Owns    nothing.
 * Memory  the arena given.
 * Errors  E_NOMEM, also as text that is not there; what is not understood is not said.
 * Threads pure.
 */
#pragma once
#include "law/law.h"
#include "law/paper/walk.h"

struct akn_note { struct str eid, text; };
struct akn_meta {
	struct arena *a;
	int depth;		/* of <meta>; 0: outside */
	int work, edition;	/* depths of FRBRWork and FRBRExpression; 0: outside */
	struct str number, title, shrt, kind, adopted, since;
	VEC(struct akn_note) notes;
	int note;		/* depth of the one at hand; 0: none */
	struct buf words;	/* its text */
	struct str note_eid;
	size_t next;		/* notes are referred to in their order */
	bool done;		/* the main document's; those of attachments are passed over */
};
void akn_meta_start(struct akn_meta *m, int depth, struct str name, const struct walk_attrs *at);
void akn_meta_text(struct akn_meta *m, struct str s);
MUST_USE enum err akn_meta_end(struct akn_meta *m, int depth);
/* The note an article refers to; empty: none near the last one. */
struct str akn_meta_note(struct akn_meta *m, struct str eid);
struct law_meta akn_meta_said(const struct akn_meta *m);
