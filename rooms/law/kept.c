/* kept.c - what the room keeps about a person; who leaves lets others go on. */
#include "law/kept.h"

#include "law/lawyer_impl.h"

#define COLS(c) (c), LEN(c)
#define WORK N_("Работа юристов над вопросом муниципалитета: остаётся номер автора")
#define TITLE N_("Вопрос"), "(SELECT q.title FROM law_question q WHERE q.id = t.question)"

static const struct person_col asked_cols[] = {
	{ "at", N_("Когда"), "t.created", PERSON_TIME },
	{ "place", N_("Территория"), "(SELECT p.name FROM pub_place p WHERE p.id = t.place)",
	    PERSON_TEXT },
	{ "question", N_("Вопрос"), "t.title", PERSON_TEXT },
	{ "text", N_("Текст"), "t.text", PERSON_TEXT },
	{ "answer", N_("Ответ"), "t.answer", PERSON_TEXT },
	{ "rating", N_("Оценка"), "t.rating", PERSON_INT },
};
static const struct person_col held_cols[] = {
	{ "at", N_("Когда"), "t.claimed", PERSON_TIME },
	{ "question", N_("Вопрос"), "t.title", PERSON_TEXT },
};
static const struct person_col step_cols[] = {
	{ "at", N_("Когда"), "t.at", PERSON_TIME },
	{ "question", TITLE, PERSON_TEXT },
	{ "text", N_("Текст"), "t.text", PERSON_TEXT },
};
static const struct person_col answer_cols[] = {
	{ "at", N_("Когда"), "t.changed", PERSON_TIME },
	{ "title", N_("Ответ"), "t.title", PERSON_TEXT },
};

static const struct person_col said_cols[] = {
	{ "at", N_("Когда"), "t.created", PERSON_TIME },
	{ "question", N_("Вопрос"), "t.question", PERSON_TEXT },
	{ "day", N_("На дату"), "t.on_day", PERSON_DAY },
	{ "useful", N_("Ответ помог"), "t.useful", PERSON_YES },
};

static const struct person_col edition_cols[] = {
	{ "at", N_("Когда"), "t.loaded", PERSON_TIME },
	{ "act", N_("Акт"), "(SELECT a.title FROM law_act a WHERE a.id = t.act)", PERSON_TEXT },
};

static const struct person_col recheck_cols[] = {
	{ "at", N_("Когда"), "t.closed", PERSON_TIME },
	{ "title", N_("Ответ"), "(SELECT e.title FROM entry e WHERE e.id = t.entry)", PERSON_TEXT },
};
static const struct person_col wording_cols[] = {
	{ "at", N_("Когда"), "t.at", PERSON_TIME },
	{ "act", N_("Акт"), "t.act", PERSON_TEXT },
	{ "article", N_("Статья"), "t.article", PERSON_TEXT },
};
static const struct person_col trial_cols[] = {
	{ "at", N_("Когда"), "t.changed", PERSON_TIME },
	{ "question", N_("Вопрос"), "t.question", PERSON_TEXT },
};

static const struct person_col load_cols[] = {
	{ "at", N_("Когда"), "t.created", PERSON_TIME },
	{ "file", N_("Файл"), "t.file", PERSON_TEXT },
	{ "title", N_("Акт"), "t.title", PERSON_TEXT },
};

static const struct person_kept kept[] = {
	{ "law_load", "author", "loads", N_("Загруженные файлы актов"),
	    N_("Файлы, о которых ещё не решили, и список загрузок; сами акты остаются"),
	    PERSON_GOES,
	    COLS(load_cols), NULL, false },
	{ "law_edition", "author", "editions", N_("Загруженные редакции актов"),
	    N_("Откуда взялся текст акта: остаётся номер"), PERSON_STAYS, COLS(edition_cols),
	    NULL, false },
	{ "law_wording_step", "author", "wordings", N_("Правки жизненных ситуаций"),
	    N_("Кто и что изменил в общих словах портала: остаётся номер"), PERSON_STAYS,
	    COLS(wording_cols), NULL, false },
	{ "law_trial", "author", "trials", N_("Пробные вопросы"),
	    N_("Кто добавил пробный вопрос: остаётся номер"), PERSON_STAYS, COLS(trial_cols), NULL,
	    false },
	{ "law_question", "asker", "asked", N_("Вопросы юристам"),
	    N_("Вопрос муниципалитета и ответ на него; автор отвязывается, открытые вопросы "
	       "отзываются"), PERSON_FREED, COLS(asked_cols), NULL, false },
	{ "law_question", "lawyer", "held", N_("Вопросы, взятые юристом"),
	    N_("Кто отвечает; без ответа вопросы возвращаются в очередь"), PERSON_STAYS,
	    COLS(held_cols), NULL, false },
	{ "law_step", "author", "steps", N_("Шаги по вопросам юристам"), WORK, PERSON_STAYS,
	    COLS(step_cols), NULL, false },
	{ "law_answer", "author", "answers", N_("Ответы для всех: составил"), WORK, PERSON_STAYS,
	    COLS(answer_cols), NULL, false },
	{ "law_answer", "reviewer", "reviews", N_("Ответы для всех: проверил"), WORK,
	    PERSON_STAYS, COLS(answer_cols), NULL, false },
	{ "law_recheck", "lawyer", "rechecks", N_("Ответы, сверенные после изменения нормы"), WORK,
	    PERSON_STAYS, COLS(recheck_cols), NULL, false },
	{ "law_said", "author", "said", N_("Отзывы об ответах портала"),
	    N_("По ним дополняют указатель; хранятся 400 дней"), PERSON_GOES, COLS(said_cols), NULL,
	    false },
};

static enum err
leave(const struct person_gone *g)
{
	TRY(q_person_withdraw(g->db, g->user.v, g->now));
	return q_person_release(g->db, g->user.v, g->now);
}

const struct person_hook law_person_hook = {
	.kept = kept, .n_kept = LEN(kept), .erase = leave,
};
