/* ask.c - a question of law in plain words: passages of the acts in the base, or a refusal. */
#include <stdio.h>

#include "calendar/calendar.h"
#include "cli/cli.h"
#include "cli/lines.h"
#include "law/model.h"
#include "text/text.h"

#define ANSWER_BYTES (16 * MiB)
#define CACHE 65536

struct asking {
	const struct settings *set;
	struct db *db;
	struct text_words *words;
	struct law_asker *asker;
	int32_t day, today;
	struct str was, in;
};

/* ---- for a person ------------------------------------------------------------------------ */

static void
print_change(struct buf *b, const struct law_quote *q)
{
	static const char *const words[] = { [LAW_CHANGED] = "Норма изменилась: другая редакция с ",
		[LAW_CHANGES] = "Норма изменится: другая редакция с ",
		[LAW_ENDED] = "Норма изменилась: статья не действует с ",
		[LAW_ENDS] = "Норма изменится: статья перестанет действовать с " };

	if (q->change == LAW_SAME)
		return;
	buf_fmt(b, "   %s", words[q->change]);
	put_day_field(b, q->change_day);
	buf_fmt(b, "%s%.*s\n", q->change_url.n ? ": " : "", FMT(q->change_url));
}

static void
print_why(struct buf *b, const struct law_quote *q)
{
	if (q->named)
		buf_putz(b, "   Почему: статья названа в вопросе\n");
	else if (q->situation.n > 0)
		buf_fmt(b, "   Почему: так же спрашивают: «%.*s»\n", FMT(q->situation));
	else if (q->words.n > 0)
		buf_fmt(b, "   Почему: общие слова: %.*s\n", FMT(q->words));
}

static void
print_quote(struct buf *b, const struct law_quote *q, size_t no)
{
	buf_fmt(b, "%zu. %.*s\n", no, FMT(q->ref));
	if (q->title.n > 0)
		buf_fmt(b, "   %.*s\n", FMT(q->title));
	buf_putz(b, "   «");
	buf_put(b, q->text);
	buf_putz(b, "»\n   редакция с ");
	put_day_field(b, q->since);
	if (q->act->digest)
		buf_putz(b, "; изложение, не официальный текст: проверьте у источника");
	buf_putc(b, '\n');
	print_change(b, q);
	print_why(b, q);
	buf_fmt(b, "   %.*s\n", FMT(q->url));
}

/* What a wide question may mean; --in VALUE asks it again of that alone. */
static void
print_choices(struct buf *b, const struct law_answer *said)
{
	if (!said->wide)
		return;
	buf_putz(b, "Вопрос широкий. Уточните его ключом --in:\n");
	for (size_t i = 0; i < said->n_choices; i++) {
		const struct law_meant *m = &said->choice[i];

		buf_fmt(b, "   --in %.*s   %.*s, %.*s\n", FMT(m->in), FMT(m->label), FMT(m->hint));
	}
}

static const char *
refusal(const struct law_answer *said)
{
	switch (said->reason) {
	case ASK_EMPTY: return "В вопросе нет слов, по которым можно искать.";
	case ASK_ORDER: return "Это указание программе, а не вопрос о праве.";
	case ASK_LANGUAGE: return "Вопрос не на русском языке, а акты — на русском.";
	case ASK_ABSENT: return "Похоже, ответ в акте, которого в базе нет";
	case ASK_NO_LAW: return "Похоже, этого не решает ни один акт";
	case ASK_NONE:
	case ASK_WEAK: break;
	}
	return "В базе нет нормы, которая отвечает на этот вопрос.";
}

static void
print_plain(struct buf *b, const struct law_answer *said)
{
	if (said->mended.n > 0)
		buf_fmt(b, "Понято как: %.*s\n", FMT(said->mended));
	if (said->after.n > 0)
		buf_fmt(b, "Понято как продолжение вопроса «%.*s»\n", FMT(said->after));
	if (said->outcome == LAW_UNAVAILABLE) {
		buf_putz(b, "Источник недоступен: в базе нет актов, действующих на этот день. "
		    "Загрузите их: veche import acts ФАЙЛ\n");
		return;
	}
	if (said->lead.n > 0)
		buf_fmt(b, "%.*s\n(вводные слова составила модель «%.*s»; цитаты — из базы)\n",
		    FMT(said->lead), FMT(said->model));
	if (said->reworded)
		buf_fmt(b,
		    "Нашлось по словам, которые подсказала модель «%.*s»; цитаты — из базы\n",
		    FMT(said->model));
	if (said->outcome == LAW_GROUNDED) {
		for (size_t i = 0; i < said->n; i++)
			print_quote(b, &said->quote[i], i + 1);
		print_choices(b, said);
		return;
	}
	buf_putz(b, refusal(said));
	if (said->outside.n > 0)
		buf_fmt(b, ": %.*s", FMT(said->outside));
	buf_putz(b, "\n");
	for (size_t i = 0; i < said->n; i++)
		buf_fmt(b, "%s   %.*s, %.*s %.*s\n", i == 0 ? "Ближе всего по названию:\n" : "",
		    FMT(said->quote[i].act->shrt), FMT(said->quote[i].number),
		    FMT(said->quote[i].title));
}

static enum err
answer(struct asking *k, struct arena *a, struct str text, struct str was, struct str in,
    struct law_answer *ret)
{
	struct law_question q = { .text = text, .in = in.p ? in : S(""), .day = k->day };

	if (was.n > 0)
		q.was[q.n_was++] = was;
	return law_ask_with(&(struct law_asked){ k->asker, k->db, k->words, k->set, k->today }, a,
	    &q, ret);
}

/* ---- questions ------------------------------------------------------------------------------ */

static const char *
line_asked(void *ctx, const struct cli_line *l, enum err *ret_err)
{
	struct asking *k = ctx;
	struct str question = cli_member(l->o, "question");
	struct json_object *id = NULL;
	struct law_answer said;

	if (!json_object_object_get_ex(l->o, "id", &id) || id == NULL)
		return "нет поля «id»";
	if (question.p == NULL)
		return "нет поля «question» или это не строка";
	*ret_err = answer(k, l->arena, question, cli_member(l->o, "was"), cli_member(l->o, "in"),
	    &said);
	if (*ret_err != OK)
		return NULL;
	buf_fmt(
	    l->out, "{\"id\": %s, ", json_object_to_json_string_ext(id, JSON_C_TO_STRING_PLAIN));
	law_answer_json(l->out, &said);
	buf_putz(l->out, "}\n");
	*ret_err = buf_err(l->out);
	return NULL;
}

static int
one_question(struct cli *c, struct asking *k)
{
	struct law_answer said;
	struct buf q, out;
	enum err e;

	buf_init(&q, c->arena, 1 * MiB);
	buf_init(&out, c->arena, ANSWER_BYTES);
	for (int i = 0; i < c->n_args; i++)
		buf_fmt(&q, "%s%s", i ? " " : "", c->args[i]);
	if (!utf8_valid(buf_str(&q)))
		return cli_usage("ask: вопрос не в UTF-8");
	e = answer(k, c->arena, buf_str(&q), k->was, k->in, &said);
	if (e == OK && c->json) {
		buf_putc(&out, '{');
		law_answer_json(&out, &said);
		buf_putz(&out, "}\n");
	} else if (e == OK) {
		print_plain(&out, &said);
	}
	if (e == OK)
		e = buf_err(&out);
	if (e != OK)
		return cli_err("ask", e);
	fwrite(out.p, 1, out.n, stdout);
	return said.outcome == LAW_GROUNDED ? EXIT_DONE :
	    said.outcome == LAW_UNAVAILABLE ? EXIT_FAILED :
					      EXIT_NOTHING;
}

static int
ready_to_ask(struct cli *c, struct asking *k, bool jsonl)
{
	bool degraded;
	enum err e = text_words_new(c->set->dictionaries.p, CACHE, &k->words, &degraded);
	int code;

	if (e == OK)
		e = law_asker_new(k->db, k->words, k->day, c->set->law_learn, &k->asker);
	if (e != OK)
		code = cli_err("ask", e);
	else
		code = jsonl ? cli_json_lines("ask", line_asked, k) : one_question(c, k);
	law_asker_free(k->asker);
	text_words_free(k->words);
	return code;
}

int
cmd_ask(struct cli *c)
{
	bool jsonl = cli_flag(c, "jsonl");
	const char *as_of = cli_opt(c, "as-of");
	const char *was = cli_opt(c, "was"), *in = cli_opt(c, "in");
	struct asking k = { .set = c->set, .was = str_c(was), .in = str_c(in),
		.today = day_of(time_now(), (int)c->set->time_zone) };
	int code;

	k.day = k.today;

	if (as_of != NULL && !day_parse(str_c(as_of), &k.day))
		return cli_usage("ask: --as-of — день, например 2025-03-30");
	if (!utf8_valid(k.was) || !utf8_valid(k.in))
		return cli_usage("ask: --was и --in не в UTF-8");
	if (jsonl && c->n_args > 0)
		return cli_usage("ask: с --jsonl вопросы читаются со стандартного ввода");
	if (!jsonl && c->n_args == 0)
		return cli_usage("ask: о чём вопрос? veche ask \"СЛОВА ВОПРОСА\"");
	if (cli_db_ready(c, &k.db) != OK)
		return EXIT_FAILED;
	code = ready_to_ask(c, &k, jsonl);
	db_close(k.db);
	return code;
}
