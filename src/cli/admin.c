/* admin.c - the commands that keep a portal: init, migrate, rebuild, check, print. */
#include <stdio.h>

#include "cli/cli.h"
#include "cli/data.h"
#include "law/model.h"
#include "entry/entry.h"
#include "gen/steps.h"
#include "web/person.h"

/* Make what is missing; 0 steps is fine. */
static int
migrate(struct cli *c, struct db *db, int *ret_run)
{
	enum err e = db_migrate(db, db_steps, db_steps_n,
	    (struct db_migrate_opt){ .dry_run = c->dry_run, .allow_destroy = c->allow }, ret_run);

	if (e == E_CONFLICT)
		return cli_fail(
		    "шаг таблиц изменён после того, как был выполнен: база от другой версии");
	if (e == E_DENIED)
		return cli_fail("шаг удаляет данные; сделайте копию и повторите с ключом --allow");
	return e == OK ? EXIT_DONE : cli_err("таблицы", e);
}

int
cmd_migrate(struct cli *c)
{
	struct db *db;
	int run = 0, code;

	if (cli_db(c, &db) != OK)
		return EXIT_FAILED;
	code = migrate(c, db, &run);
	if (code == EXIT_DONE && !c->quiet)
		fprintf(stderr,
		    c->dry_run ? "Будет выполнено шагов: %d\n" : "Выполнено шагов: %d\n", run);
	db_close(db);
	return code;
}

/* Topics and synonyms that are there may have been edited: they are not brought back. */
static bool
have_words(struct cli *c, struct db *db)
{
	struct topics t;

	return topics_all(db, c->arena, &t) == OK && t.n > 0;
}

int
cmd_init(struct cli *c)
{
	struct db *db;
	int run = 0, code;

	if (cli_db(c, &db) != OK)
		return EXIT_FAILED;
	code = migrate(c, db, &run);
	if (code == EXIT_DONE && web_secret(db, c->set) != OK)
		code = cli_fail("секрет форм не сохранился");
	if (code == EXIT_DONE && run > 0 && !have_words(c, db) && cli_words(c, db) != OK)
		code = cli_fail("темы и синонимы не загрузились");
	if (code == EXIT_DONE && !c->quiet)
		fprintf(stderr, run > 0 ? "База готова. Первый администратор: veche user add ПОЧТА "
		    "--name ИМЯ --role ADMIN\n" : "База уже готова, менять нечего.\n");
	db_close(db);
	return code;
}

static int
rebuild_search(struct cli *c, struct db *db)
{
	struct text_words *words;
	struct search *s;
	struct bar bar;
	bool degraded;
	enum err e = text_words_new(c->set->dictionaries.p, 262144, &words, &degraded);

	if (e == OK)
		e = search_new(words, &s);
	if (e != OK)
		return cli_err("словарь", e);
	if (degraded)
		fprintf(stderr, "Словаря hunspell-ru нет в %.*s: слова различаются грубее.\n",
		    FMT(c->set->dictionaries));
	bar_start(&bar, c, "Поиск");
	e = search_rebuild(s, db, bar_progress, &bar);
	bar_end(&bar);
	search_free(s);
	text_words_free(words);
	return e == OK ? EXIT_DONE : cli_err("поиск не построен", e);
}

/* Without a word: all that is derived. */
int
cmd_rebuild(struct cli *c)
{
	const char *what = c->n_args > 0 ? c->args[0] : "";
	bool search = strcmp(what, "search") == 0, cites = strcmp(what, "cites") == 0;
	struct db *db;
	int code = EXIT_DONE;
	enum err e;

	if (*what != '\0' && !search && !cites)
		return cli_usage("rebuild: нет такого: «%s»; есть search и cites", what);
	if (cli_db_ready(c, &db) != OK)
		return EXIT_FAILED;
	if (!cites)
		code = rebuild_search(c, db);
	if (code == EXIT_DONE && !search && (e = cli_cites(c, db, true)) != OK)
		code = cli_err("ссылки не построены", e);
	db_close(db);
	return code;
}

int
cmd_check(struct cli *c)
{
	struct db *db;
	int code = EXIT_DONE;
	enum err e;

	if (cli_db_ready(c, &db) != OK)
		return EXIT_FAILED;
	e = search_check(db);
	if (law_model_wrong(c->set) != NULL)
		code = cli_fail("модель для вопросов о праве: %s", law_model_wrong(c->set));
	if (e != OK)
		code = cli_fail("поиск: выполните veche rebuild search (%s)", err_name(e));
	if (code == EXIT_DONE && !c->quiet)
		puts("настройки, таблицы и поиск в порядке");
	db_close(db);
	return code;
}

static void
print_routes(const struct settings *set, bool json)
{
	static const char *const csrf[] = { "none", "token", "same_site", "bearer" };
	static const char *const rate[] = { "browse", "heavy", "form", "login", "api", "ask" };
	static const char *const words[] = { "", "на территории", "на всю страну" };
	static const char *const ats[] = { "", "place", "everywhere" };
	static const char *const run[] = { "read", "cache", "write", "slow" };

	if (json)
		puts("[");
	for (size_t i = 0, n = 0; i < all_rooms_n; i++) {
		for (size_t k = 0; k < all_rooms[i]->n_routes; k++) {
			const struct route *r = &all_rooms[i]->routes[k];

			if (json)
				printf(
				    "%s{\"room\":\"%s\",\"verb\":\"%s\",\"path\":\"%s\","
				    "\"handler\":\"%s\","
				    "\"role\":\"%s\",\"rank\":%d,\"at\":\"%s\","
				    "\"csrf\":\"%s\",\"body\":%zu,"
				    "\"rate\":\"%s\",\"run\":\"%s\"}\n",
				    n++ ? "," : "", all_rooms[i]->name, r->verb, r->path, r->name,
				    role_name(r->who), r->who, ats[r->at],
				    csrf[r->csrf], route_body(r, set), rate[r->rate], run[r->run]);
			else
				printf("%-6s %-44s %-12s %-18s %s\n", r->verb, r->path,
				    all_rooms[i]->name, role_name(r->who), words[r->at]);
		}
	}
	if (json)
		puts("]");
}

static void
print_roles(void)
{
	for (int i = 0; i <= ROLE_ADMIN; i++)
		printf("%2d %-18s %s\n", i, role_name(i), role_title(i, LANG_RU));
}

/* Where the portal keeps something about a person: the operator's register of processing begins
 * here, and the test that no table is forgotten. */
static void
print_personal(bool json)
{
	static const char *const fates[] = { "goes", "freed", "stays", "bared" };

	if (json)
		puts("[");
	for (size_t i = 0, n = 0; i < all_rooms_n; i++) {
		const struct person_hook *h = all_rooms[i]->person;

		for (size_t k = 0; h && k < h->n_kept; k++) {
			const struct person_kept *w = &h->kept[k];

			if (json)
				printf("%s{\"room\":\"%s\",\"table\":\"%s\",\"column\":\"%s\","
				    "\"name\":\"%s\",\"fate\":\"%s\",\"columns\":%zu}\n",
				    n++ ? "," : "", all_rooms[i]->name, w->table, w->column,
				    w->name, fates[w->fate], w->n_cols);
			else
				printf("%s.%s\t%s: %s\t%s\n", w->table, w->column, w->title,
				    person_fate_words(w->fate), w->why);
		}
	}
	if (json)
		puts("]");
}

int
cmd_print(struct cli *c)
{
	const char *what = c->n_args > 0 ? c->args[0] : "";
	struct buf b;

	if (strcmp(what, "settings") == 0) {
		buf_init(&b, c->arena, 1 * MiB);
		conf_print(c->conf, &b);
		fwrite(b.p, 1, b.n, stdout);
	} else if (strcmp(what, "conf") == 0) {
		buf_init(&b, c->arena, 1 * MiB);
		conf_example(&b);
		fwrite(b.p, 1, b.n, stdout);
	} else if (strcmp(what, "routes") == 0) {
		print_routes(c->set, c->json);
	} else if (strcmp(what, "roles") == 0) {
		print_roles();
	} else if (strcmp(what, "personal") == 0) {
		print_personal(c->json);
	} else if (strcmp(what, "man") == 0) {
		cli_man(c);
	} else if (strcmp(what, "version") == 0) {
		puts(VECHE_VERSION);
	} else {
		return cli_usage("print: settings, conf, routes, roles, personal, man или version");
	}
	return EXIT_DONE;
}
