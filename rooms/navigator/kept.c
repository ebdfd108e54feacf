/* kept.c - what the room keeps about a person. */
#include "navigator/kept.h"

#define COLS(c) (c), LEN(c)

static const struct person_col suggestion_cols[] = {
	{ "at", N_("Когда"), "t.created", PERSON_TIME },
	{ "measure", N_("Мера"), "(SELECT m.title FROM navigator_measure m WHERE m.id = t.measure)",
	    PERSON_TEXT },
	{ "text", N_("Текст"), "t.text", PERSON_TEXT },
	{ "answer", N_("Ответ"), "t.answer", PERSON_TEXT },
	{ "answered", N_("Отвечено"), "t.answered", PERSON_TIME },
};
static const struct person_col load_cols[] = {
	{ "at", N_("Когда"), "t.created", PERSON_TIME },
	{ "file", N_("Файл"), "t.file", PERSON_TEXT },
};

static const struct person_kept kept[] = {
	{ "navigator_suggestion", "author", "suggestions", N_("Предложения исправить меру"),
	    N_("История меры: текст и ответ остаются с номером автора"), PERSON_STAYS,
	    COLS(suggestion_cols), NULL, false },
	{ "navigator_suggestion", "curator", "answers", N_("Ответы на предложения"),
	    N_("История меры: кто решил, остаётся номером"), PERSON_STAYS, NULL, 0, NULL, false },
	{ "navigator_load", "author", "loads", N_("Загруженные файлы мер"),
	    N_("Откуда взялись данные меры: остаётся номер"), PERSON_STAYS, COLS(load_cols), NULL,
	    false },
};

const struct person_hook navigator_person_hook = { .kept = kept, .n_kept = LEN(kept) };
