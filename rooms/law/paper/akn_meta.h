/* akn_meta.h - what <meta> of Akoma Ntoso says: number, kind, days, title.
 *
 * Owns    nothing.
 * Memory  the arena given.
 * Errors  none: what is not understood is not said; E_NOMEM shows as text that is not there.
 * Threads pure.
 */
#pragma once
#include "law/law.h"
#include "law/paper/walk.h"

struct akn_meta {
	struct arena *a;
	int depth;		/* of <meta>; 0: outside */
	int work, edition;	/* depths of FRBRWork and FRBRExpression; 0: outside */
	struct str number, title, kind, adopted, since;
	bool done;		/* the main document's; those of attachments are passed over */
};
void akn_meta_start(struct akn_meta *m, int depth, struct str name, const struct walk_attrs *at);
void akn_meta_end(struct akn_meta *m, int depth);
struct law_meta akn_meta_said(const struct akn_meta *m);
