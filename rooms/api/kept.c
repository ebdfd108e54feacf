/* kept.c - what the room keeps about a person: tokens, endpoints of webhooks. */
#include "api/kept.h"

static const struct person_col token_cols[] = {
	{ "name", N_("Название"), "t.name", PERSON_TEXT },
	{ "tail", N_("Конец токена"), "t.tail", PERSON_TEXT },
	{ "created", N_("Когда"), "t.created", PERSON_TIME },
	{ "used", N_("Когда показан"), "t.used", PERSON_TIME },
	{ "expires", N_("Действует до"), "t.expires", PERSON_TIME },
	{ "revoked", N_("Отозван"), "t.revoked", PERSON_TIME },
};

static const struct person_col hook_cols[] = {
	{ "title", N_("Название"), "t.title", PERSON_TEXT },
	{ "url", N_("Адрес"), "t.url", PERSON_TEXT },
	{ "created", N_("Когда"), "t.created", PERSON_TIME },
};

static const struct person_kept kept[] = {
	{ "api_token", "user_id", "tokens", N_("Токены API"),
	    N_("Чтобы ваши программы входили от вашего имени"), PERSON_GOES, token_cols,
	    LEN(token_cols), NULL, false },
	{ "api_token", "author", "service_tokens", N_("Токены служб, выпущенные вами"),
	    N_("Служба работает дальше: кто выпустил, остаётся номером"), PERSON_STAYS, token_cols,
	    LEN(token_cols), "t.kind = 2 AND t.author = ?", false },
	{ "api_hook", "author", "hooks", N_("Веб-хуки, сделанные вами"),
	    N_("Программа территории работает дальше: кто сделал, остаётся номером"),
	    PERSON_STAYS, hook_cols, LEN(hook_cols), NULL, false },
};

const struct person_hook api_person_hook = { .kept = kept, .n_kept = LEN(kept) };
