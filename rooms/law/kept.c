/* kept.c - what the room keeps about a person: who loaded an edition. */
#include "law/kept.h"

static const struct person_col edition_cols[] = {
	{ "at", N_("Когда"), "t.loaded", PERSON_TIME },
	{ "act", N_("Акт"), "(SELECT a.title FROM law_act a WHERE a.id = t.act)", PERSON_TEXT },
};

static const struct person_kept kept[] = {
	{ "law_edition", "author", "editions", N_("Загруженные редакции актов"),
	    N_("Откуда взялся текст акта: остаётся номер"), PERSON_STAYS, edition_cols,
	    LEN(edition_cols), NULL, false },
};

const struct person_hook law_person_hook = { .kept = kept, .n_kept = LEN(kept) };
