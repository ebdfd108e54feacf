/* kept.c - what the room keeps about a person; what they leave behind is free for others. */
#include "solutions/kept.h"

#define COLS(c) (c), LEN(c)
#define WORK N_("Работа муниципалитета по решению: остаётся номер автора")
#define LIST(list) \
	N_("Решение"), "(SELECT s.title FROM solutions_list l JOIN solutions_solution s" \
	    " ON s.id = l.solution WHERE l.id = " list ")"

static const struct person_col list_cols[] = {
	{ "at", N_("Когда"), "t.created", PERSON_TIME },
	{ "solution", LIST("t.id"), PERSON_TEXT },
};
static const struct person_col task_cols[] = {
	{ "step", N_("Шаг"), "t.title", PERSON_TEXT },
	{ "solution", LIST("t.list"), PERSON_TEXT },
	{ "due", N_("Срок"), "t.due", PERSON_DAY },
};
static const struct person_col done_cols[] = {
	{ "at", N_("Когда"), "t.done", PERSON_TIME },
	{ "step", N_("Шаг"), "t.title", PERSON_TEXT },
	{ "solution", LIST("t.list"), PERSON_TEXT },
};
static const struct person_col past_cols[] = {
	{ "at", N_("Когда"), "t.at", PERSON_TIME },
	{ "solution", N_("Решение"),
	    "(SELECT s.title FROM solutions_solution s WHERE s.id = t.solution)", PERSON_TEXT },
};

static const struct person_kept kept[] = {
	{ "solutions_list", "author", "started", N_("Начатые решения"), WORK, PERSON_STAYS,
	    COLS(list_cols), NULL, false },
	{ "solutions_task", "done_by", "ticked", N_("Отмеченные шаги решений"), WORK,
	    PERSON_STAYS, COLS(done_cols), NULL, false },
	{ "solutions_task", "person", "steps", N_("Ответственность за шаги решений"),
	    N_("Кто делает шаг; освобождается, когда человек уходит"), PERSON_FREED,
	    COLS(task_cols), NULL, false },
	{ "solutions_past", "author", "edits", N_("Правки готовых решений"),
	    N_("История решений, на которые опираются муниципалитеты: остаётся номер автора"),
	    PERSON_STAYS, COLS(past_cols), NULL, false },
};

const struct person_hook solutions_person_hook = { .kept = kept, .n_kept = LEN(kept) };
