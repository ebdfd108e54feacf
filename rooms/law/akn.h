/* akn.h - an edition of an act as Akoma Ntoso 1.0 (the XML of LegalDocML, namespace akn/3.0).
 *
 * Owns    nothing.
 * Memory  the document in the caller's buf; the arena holds headings and ids.
 * Errors  as buf and db.h.
 * Threads a db handle belongs to one.
 *
 * «Раздел» is section, «Глава» chapter, «§» subchapter, an annex hcontainer; «1.» paragraph, «1)»
 * point, «а)» indent, a line without a number alinea; notes on editions are notes of meta.
 */
#pragma once
#include "law/law_impl.h"

MUST_USE enum err law_akn(struct db *db, struct arena *a, const struct law_act *act,
    const struct law_edition *ed, struct buf *out);

/* ---- between akn.c and akn_meta.c ---------------------------------------------------- */

struct xml;
struct akn {
	struct db *db;
	struct arena *a, *art;		/* the whole; one article, emptied after it */
	const struct law_act *act;
	const struct law_edition *ed;
	struct xml *x;
};
void akn_empty(struct akn *k, const char *name, const char *attr, struct str value);
/* An element of words with an eId made of its holder's: «art_8» and «num» are «art_8__num». */
void akn_open_part(struct akn *k, const char *name, struct str holder);
MUST_USE enum err akn_meta(struct akn *k);
void akn_preface(struct akn *k);
