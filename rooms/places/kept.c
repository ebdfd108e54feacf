/* kept.c - what the room keeps about a person. */
#include "places/kept.h"

static const struct person_col field_cols[] = {
	{ "at", N_("Когда"), "t.updated", PERSON_TIME },
	{ "place", N_("Территория"), "(SELECT p.name FROM places_place p WHERE p.id = t.place)",
	    PERSON_TEXT },
	{ "field", N_("Поле"), "t.field", PERSON_TEXT },
};

static const struct person_kept kept[] = {
	{ "places_field", "author", "passport", N_("Заполненные поля паспортов"),
	    N_("Сведения о территории, а не о вас: остаётся номер автора"), PERSON_STAYS,
	    field_cols, LEN(field_cols), NULL, false },
};

const struct person_hook places_person_hook = { .kept = kept, .n_kept = LEN(kept) };
