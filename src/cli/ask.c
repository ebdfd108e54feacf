/* ask.c - a question of law in plain words: passages of the acts in the base, or a refusal. */
#include <stdio.h>

#include "calendar/calendar.h"
#include "cli/cli.h"
#include "cli/lines.h"
#include "law/answer.h"
#include "text/text.h"

#define ANSWER_BYTES (16 * MiB)
#define CACHE 65536

struct asking {
	struct db *db;
	struct text_words *words;
	struct law_asker *asker;
	int32_t day;
};

/* ---- for a person ------------------------------------------------------------------------ */

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
	buf_fmt(b, "\n   %.*s\n", FMT(q->url));
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
	if (said->outcome == LAW_UNAVAILABLE) {
		buf_putz(b, "Источник недоступен: в базе нет актов, действующих на этот день. "
		    "Загрузите их: veche import acts ФАЙЛ\n");
		return;
	}
	if (said->outcome == LAW_GROUNDED) {
		for (size_t i = 0; i < said->n; i++)
			print_quote(b, &said->quote[i], i + 1);
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
	*ret_err = law_ask(k->asker, k->db, k->words, l->arena, question, &said);
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
	e = law_ask(k->asker, k->db, k->words, c->arena, buf_str(&q), &said);
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
	struct asking k = { .day = day_of(time_now(), (int)c->set->time_zone) };
	int code;

	if (as_of != NULL && !day_parse(str_c(as_of), &k.day))
		return cli_usage("ask: --as-of — день, например 2025-03-30");
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
