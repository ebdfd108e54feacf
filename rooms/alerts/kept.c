/* kept.c - what the room keeps about a person. */
#include "alerts/alerts_impl.h"
#include "alerts/kept.h"

#define COLS(c) (c), LEN(c)

static const struct person_col sub_cols[] = {
	{ "since", N_("Когда"), "t.created", PERSON_TIME },
	{ "title", N_("За чем следите"), "t.title", PERSON_TEXT },
	{ "address", N_("Адрес"), "t.target", PERSON_TEXT },
	{ "mail", N_("Письмом"), "t.mail", PERSON_YES },
	{ "letters", N_("Писем"), "t.letters", PERSON_INT },
};
static const struct person_col item_cols[] = {
	{ "at", N_("Когда"), "t.created", PERSON_TIME },
	{ "what", N_("Запись"), "(SELECT e.url FROM alerts_event v JOIN entry e ON e.id = v.entry "
	    "WHERE v.id = t.event)", PERSON_TEXT },
	{ "read", N_("Прочитано"), "t.seen", PERSON_TIME },
};

static const struct person_kept kept[] = {
	{ "alerts_sub", "user_id", "subscriptions", N_("Подписки"),
	    N_("О чём вы попросили сообщать"), PERSON_GOES, COLS(sub_cols), NULL, false },
	{ "alerts_item", "user_id", "alerts", N_("Оповещения"), N_("Что вам сообщили"), PERSON_GOES,
	    COLS(item_cols), NULL, false },
};

static enum err
forget(const struct person_gone *g)
{
	return alerts_forget(g->db, g->arena, g->user, g->now);
}

const struct person_hook alerts_person_hook = {
	.kept = kept, .n_kept = LEN(kept), .erase = forget,
};
