/* data.c - import, demo, match, search: content in, answers out. */
#include <glob.h>
#include <libgen.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "account/account.h"
#include "alerts/alerts.h"
#include "api/api.h"
#include "cli/cli.h"
#include "cli/data.h"
#include "entry/entry.h"
#include "folder/folder.h"
#include "law/situations.h"
#include "gen/assets.h"
#include "navigator/navigator.h"
#include "places/places.h"
#include "solutions/solutions.h"

#define FILE_LIMIT (512 * MiB)

/* ---- import ------------------------------------------------------------------------ */

static enum err
import_begin(struct cli *c, struct db *db, struct bar *bar, struct import *im)
{
	*im = (struct import){ .db = db,
		.arena = c->arena,
		.row = arena_new(64 * MiB),
		.now = time_now(),
		.dry_run = c->dry_run,
		.progress = bar_progress,
		.progress_ctx = bar };
	im->today = day_of(im->now, (int)c->set->time_zone);
	return im->row ? OK : E_NOMEM;
}

static void
report_json(const struct import *im)
{
	struct buf b;

	buf_init(&b, im->arena, 16 * MiB);
	buf_fmt(&b,
	    "{\"read\":%lld,\"added\":%lld,\"changed\":%lld,\"same\":%lld,\"bad\":%lld,"
	    "\"dry_run\":%s,\"problems\":[",
	    (long long)im->read, (long long)im->added, (long long)im->changed, (long long)im->same,
	    (long long)im->bad, im->dry_run ? "true" : "false");
	for (size_t i = 0; i < im->problems.n; i++) {
		buf_fmt(&b, "%s{\"line\":%lld,\"key\":\"", i ? "," : "",
		    (long long)im->problems.p[i].line);
		put_json(&b, im->problems.p[i].key);
		buf_put(&b, S("\",\"reason\":\""));
		put_json(&b, im->problems.p[i].reason);
		buf_put(&b, S("\"}"));
	}
	buf_put(&b, S("]}\n"));
	fwrite(b.p, 1, b.n, stdout);
}

/* What came in, what did not and why; the exit code says whether all did. */
static int
report(struct cli *c, const char *file, const struct import *im)
{
	if (c->json) {
		report_json(im);
	} else {
		for (size_t i = 0; i < im->problems.n; i++)
			fprintf(stderr, "%s:%lld: %.*s%s%.*s\n", file,
			    (long long)im->problems.p[i].line, FMT(im->problems.p[i].key),
			    im->problems.p[i].key.n ? ": " : "", FMT(im->problems.p[i].reason));
		if (!c->quiet)
			fprintf(stderr,
			    "%s: прочитано %lld, добавлено %lld, изменено %lld, "
			    "без изменений %lld, "
			    "не принято %lld%s\n",
			    file, (long long)im->read, (long long)im->added, (long long)im->changed,
			    (long long)im->same, (long long)im->bad,
			    im->dry_run ? " (пробный прогон: ничего не сохранено)" : "");
	}
	return im->bad > 0 ? EXIT_PARTLY : EXIT_DONE;
}

static bool
ends(const char *s, const char *tail)
{
	return str_ends(str_c(s), str_c(tail));
}

/* What stands behind the last slash. */
static struct str
file_name(struct cli *c, const char *file)
{
	char *copy = str_z(c->arena, str_c(file));

	return copy ? str_c(basename(copy)) : S("");
}

/* What is loaded: kind of content and, for acts, what the options say of them. */
struct what { const char *kind; enum import_via via; struct law_meta act; };

static enum err
import_file(struct cli *c, struct web_thread *th, struct import *im, const struct what *w,
    const char *file, struct str data)
{
	if (strcmp(w->kind, "acts") == 0)
		return cli_acts(c, th, im, file, data, &w->act);
	if (strcmp(w->kind, "situations") == 0)
		return law_situations_import(im, file_name(c, file), data);
	if (strcmp(w->kind, "solutions") == 0)
		return solutions_import(im, data);
	if (strcmp(w->kind, "places") == 0)
		return ends(file, ".tsv") ? places_import_map(im, data) : places_import(im, data);
	if (ends(file, ".csv"))
		return navigator_import_csv(th, im, data, str_c(file));
	return navigator_import(th, im, data, str_c(file));
}

static int
import_data(struct cli *c, struct db *db, struct web_thread *th, const struct what *w,
    struct import_run *run, struct str data)
{
	const char *file = run->source.p;
	int64_t began_us = time_mono_us();
	struct import im;
	struct bar bar;
	enum err e;

	bar_start(&bar, c, file);
	e = import_begin(c, db, &bar, &im);
	if (e == OK)
		e = import_file(c, th, &im, w, file, data);
	bar_end(&bar);
	if (im.row != NULL) {
		if (ends(file, ".tsv") && strcmp(w->kind, "places") == 0)
			run->kind = S("outlines");
		run->began = im.now;
		run->took_ms = (time_mono_us() - began_us) / 1000;
		run->err = e == OK ? S("") : str_c(err_name(e));
		cli_import_told(c, &im, run, data, ends(file, ".csv"));
	}
	arena_free(im.row);
	return e == OK ? report(c, file, &im) : cli_err(file, e);
}

/* The file has memory of its own, given back before the next one. */
static int
import_one(struct cli *c, struct db *db, struct web_thread *th, const struct what *w,
    const char *file)
{
	struct import_run run = { .kind = str_c(w->kind), .source = str_c(file), .via = w->via };
	struct arena *a = arena_new(2 * FILE_LIMIT + 64 * MiB);
	struct str data;
	enum err e = a ? file_read(file, FILE_LIMIT, a, &data) : E_NOMEM;
	int code;

	if (e == OK)
		code = import_data(c, db, th, w, &run, data);
	else if (e == E_TOO_BIG)
		code = cli_fail("%s: файл больше 512 МиБ: разделите его", file);
	else
		code = cli_fail("%s: файл не читается: проверьте имя и права", file);
	arena_free(a);
	return code;
}

int
cmd_import(struct cli *c)
{
	struct what w = { .kind = c->n_args > 0 ? c->args[0] : "", .via = IMPORT_BY_COMMAND };
	bool acts = strcmp(w.kind, "acts") == 0;
	struct portal p;
	struct web_thread *th;
	struct db *db;
	int code = EXIT_DONE;

	if (!acts && strcmp(w.kind, "situations") != 0 && strcmp(w.kind, "places") != 0 &&
	    strcmp(w.kind, "measures") != 0 && strcmp(w.kind, "solutions") != 0)
		return cli_usage(
		    "import: acts, situations, places, measures или solutions, затем файлы");
	if (acts)
		cli_acts_options(c, &w.act);
	if (c->n_args < 2)
		return cli_usage("import %s: какой файл?", w.kind);
	if (cli_db_ready(c, &db) != OK)
		return EXIT_FAILED;
	if (cli_thread(c, db, &p, &th) != OK)
		return cli_fail("не хватило памяти");
	for (int i = 1; i < c->n_args && (code == EXIT_DONE || code == EXIT_PARTLY); i++) {
		int one = import_one(c, db, th, &w, c->args[i]);

		code = one == EXIT_DONE ? code : one;
	}
	if (acts && (code == EXIT_DONE || code == EXIT_PARTLY) && !c->dry_run &&
	    cli_cites(c, db, false) != OK)
		code = cli_fail("ссылки: выполните veche rebuild cites");
	web_thread_free(th);
	db_close(db);
	return code;
}

/* ---- demo -------------------------------------------------------------------------- */

static void
mark_file(struct buf *b, const char *path)
{
	struct stat st = { 0 };

	(void)stat(path, &st);
	buf_fmt(b, " %lld.%lld", (long long)st.st_size, (long long)st.st_mtime);
}

/* What the loaded demonstration was made of: files' sizes and times, the day, the program. */
static struct str
demo_mark(struct cli *c, const char *dir)
{
	static const char *const files[] = { "places/places.csv", "places/map.tsv",
		"navigator/measures.jsonl" };
	static const char *const folders[] = { "law", "situations", "trials", "solutions" };
	struct buf b;

	buf_init(&b, c->arena, 16 * KiB);
	buf_fmt(&b, "%s %s%s %d", VECHE_VERSION, ASSET_topics_json, ASSET_synonyms_txt,
	    (int)day_of(time_now(), (int)c->set->time_zone));
	for (size_t i = 0; i < LEN(files); i++)
		mark_file(&b, str_fmt(c->arena, "%s/%s", dir, files[i]).p);
	for (size_t k = 0; k < LEN(folders); k++) {
		glob_t inside;

		if (glob(str_fmt(c->arena, "%s/%s/*", dir, folders[k]).p, 0, NULL, &inside) != 0)
			continue;
		for (size_t i = 0; i < inside.gl_pathc; i++)
			mark_file(&b, inside.gl_pathv[i]);
		globfree(&inside);
	}
	return buf_str(&b);
}

static bool
demo_fresh(struct cli *c, struct db *db, struct str mark)
{
	struct str have;

	return value_get(db, c->arena, "demo", &have) == OK && str_eq(have, mark);
}

static int
demo_file(struct cli *c, struct db *db, struct web_thread *th, const char *kind, const char *dir,
    const char *name)
{
	return import_one(c, db, th, &(struct what){ .kind = kind, .via = IMPORT_BY_DEMO },
	    str_fmt(c->arena, "%s/%s", dir, name).p);
}

/* Every file of a folder of the demonstration, by name. A folder without them is fine. */
static int
demo_files(struct cli *c, struct db *db, struct web_thread *th, const char *kind, const char *dir,
    const char *folder)
{
	struct str pattern = str_fmt(c->arena, "%s/%s/*.jsonl", dir, folder);
	glob_t files;
	int code = EXIT_DONE;

	if (pattern.p == NULL || glob(pattern.p, 0, NULL, &files) != 0)
		return EXIT_DONE;
	for (size_t i = 0; i < files.gl_pathc && code == EXIT_DONE; i++)
		code = import_one(c, db, th, &(struct what){ .kind = kind, .via = IMPORT_BY_DEMO },
		    files.gl_pathv[i]);
	globfree(&files);
	return code;
}

static struct str
compiled_in(const char *name)
{
	const struct asset *as = asset_named(name);

	return as ? (struct str){ (const char *)as->data, as->n } : S("");
}

enum err
cli_words(struct cli *c, struct db *db)
{
	struct text_words *words;
	struct search *s;
	bool degraded;
	enum err e;
	int n;

	TRY(navigator_topics(db, c->arena, compiled_in("topics.json"), &n));
	TRY(text_words_new(c->set->dictionaries.p, 16384, &words, &degraded));
	e = search_new(words, &s);
	if (e == OK) {
		e = search_synonyms_load(s, db, compiled_in("synonyms.txt"), &n);
		search_free(s);
	}
	text_words_free(words);
	return e;
}

static enum err
demo_index(struct cli *c, struct db *db)
{
	struct text_words *words;
	struct search *s;
	struct bar bar;
	bool degraded;
	enum err e;

	TRY(text_words_new(c->set->dictionaries.p, 65536, &words, &degraded));
	TRY(search_new(words, &s));
	bar_start(&bar, c, "Поиск");
	e = search_rebuild(s, db, bar_progress, &bar);
	bar_end(&bar);
	search_free(s);
	text_words_free(words);
	return e;
}

/* The demonstration, whose days move on with the calendar, is no news each morning. */
static enum err
told_to_nobody(struct db *db)
{
	TRY(alerts_quiet(db));
	return hooks_quiet(db);
}

static int
demo_load(struct cli *c, struct db *db, const char *dir)
{
	struct portal p;
	struct web_thread *th;
	enum err e = cli_words(c, db);
	int code;

	if (e == OK)
		e = cli_thread(c, db, &p, &th);
	if (e != OK)
		return cli_err("демонстрация", e);
	code = demo_file(c, db, th, "places", dir, "places/places.csv");
	if (code == EXIT_DONE)
		code = demo_file(c, db, th, "places", dir, "places/map.tsv");
	if (code == EXIT_DONE)
		code = demo_file(c, db, th, "measures", dir, "navigator/measures.jsonl");
	if (code == EXIT_DONE)
		code = demo_files(c, db, th, "acts", dir, "law");
	if (code == EXIT_DONE)
		code = demo_files(c, db, th, "situations", dir, "situations");
	if (code == EXIT_DONE)
		code = demo_files(c, db, th, "situations", dir, "trials");
	if (code == EXIT_DONE)
		code = demo_files(c, db, th, "solutions", dir, "solutions");
	if (code == EXIT_DONE && (e = account_demo(db, c->arena, c->set)) != OK)
		code = cli_err("учётные записи", e);
	if (code == EXIT_DONE && (e = folder_demo(th, c->arena, time_now())) != OK)
		code = cli_err("папка", e);
	if (code == EXIT_DONE && (e = law_demo(th, c->arena, time_now())) != OK)
		code = cli_err("вопросы юристам", e);
	if (code == EXIT_DONE && (e = law_system_demo(db, c->arena, time_now())) != OK)
		code = cli_err("внешние системы", e);
	if (code == EXIT_DONE && (e = solutions_demo(th, c->arena, time_now())) != OK)
		code = cli_err("начатые решения", e);
	if (code == EXIT_DONE && (e = cli_cites(c, db, false)) != OK)
		code = cli_err("ссылки", e);
	if (code == EXIT_DONE && (e = told_to_nobody(db)) != OK)
		code = cli_err("оповещения", e);
	if (code == EXIT_DONE && (e = demo_index(c, db)) != OK)
		code = cli_err("поиск", e);
	web_thread_free(th);
	return code;
}

static void
demo_logins(const struct cli *c)
{
	printf("\nВече: http://%.*s\nУчётные записи демонстрации, пароль у всех: %s\n",
	    FMT(c->set->listen), ACCOUNT_DEMO_PASSWORD);
	for (size_t i = 0; i < account_demo_n; i++)
		printf("  %-28s %s\n", account_demo_rows[i].email, account_demo_rows[i].name);
	fflush(stdout);
}

/* demo/ beside the working directory, or where packages put it. */
static const char *
demo_dir(struct cli *c)
{
	const char *said = cli_opt(c, "from");
	static const char *const places[] = { "demo", "/usr/local/share/veche/demo",
		"/usr/share/veche/demo" };

	if (said != NULL)
		return said;
	for (size_t i = 0; i < LEN(places); i++)
		if (access(places[i], R_OK) == 0)
			return places[i];
	return NULL;
}

int
cmd_demo(struct cli *c)
{
	bool serve = cli_flag(c, "serve");
	const char *dir = demo_dir(c);
	struct db *db;
	struct str mark;
	int code = cmd_migrate(c);

	if (code != EXIT_DONE)
		return code;
	if (dir == NULL)
		return cli_fail(
		    "нет папки demo: запустите из папки проекта или назовите её ключом --from");
	if (cli_db_ready(c, &db) != OK)
		return EXIT_FAILED;
	mark = demo_mark(c, dir);
	if (!demo_fresh(c, db, mark)) {
		code = demo_load(c, db, dir);
		if (code == EXIT_DONE && value_put(db, "demo", mark) != OK)
			code = cli_fail("отметка о демонстрации не сохранилась");
	}
	db_close(db);
	if (code != EXIT_DONE || !serve)
		return code;
	if (conf_flag(c->conf, S("demo"), S("yes")) != OK)
		return EXIT_FAILED;
	demo_logins(c);
	return cmd_serve(c);
}

/* ---- answers --------------------------------------------------------------------------- */

int
cmd_match(struct cli *c)
{
	const char *code = cli_opt(c, "oktmo"), *who = cli_opt(c, "applicant");
	struct portal p;
	struct web_thread *th;
	struct buf out;
	struct db *db;
	enum err e;
	int n = 0;

	if (code == NULL)
		return cli_usage("match: назовите код ОКТМО: --oktmo 24707000");
	if (cli_db_ready(c, &db) != OK)
		return EXIT_FAILED;
	if (cli_thread(c, db, &p, &th) != OK)
		return cli_fail("не хватило памяти");
	buf_init(&out, c->arena, 64 * MiB);
	e = navigator_match_print(
	    th, c->arena, str_c(code), str_c(who ? who : "municipality"), c->json, &out, &n);
	if (e == OK)
		e = buf_err(&out);
	if (e == OK)
		fwrite(out.p, 1, out.n, stdout);
	web_thread_free(th);
	db_close(db);
	if (e == E_NOT_FOUND)
		return cli_fail("нет территории с кодом %s", code);
	if (e == E_INPUT)
		return cli_usage(
		    "match: --applicant municipality, institution, tos, ngo, business "
		    "или resident");
	return e != OK ? cli_err("подбор", e) : n > 0 ? EXIT_DONE : EXIT_NOTHING;
}

static void
print_hits(struct cli *c, const struct search_hits *h, const struct entry_cards *cards)
{
	struct buf b;

	buf_init(&b, c->arena, 16 * MiB);
	if (c->json)
		buf_fmt(&b, "{\"total\":%lld,\"hits\":[", (long long)h->total);
	else if (h->corrected.p)
		fprintf(stderr, "Показано по запросу «%.*s»\n", FMT(h->corrected));
	for (size_t i = 0; i < cards->n; i++) {
		if (!c->json) {
			buf_fmt(&b, "%.*s\n  %.*s\n", FMT(cards->p[i].title), FMT(cards->p[i].url));
			continue;
		}
		buf_fmt(&b, "%s{\"url\":\"", i ? "," : "");
		put_json(&b, cards->p[i].url);
		buf_put(&b, S("\",\"title\":\""));
		put_json(&b, cards->p[i].title);
		buf_put(&b, S("\"}"));
	}
	buf_put(&b, c->json ? S("]}\n") : S(""));
	fwrite(b.p, 1, b.n, stdout);
}

int
cmd_search(struct cli *c)
{
	struct buf q;
	struct db *db;
	struct search_hits hits = { 0 };
	struct entry_cards cards = { 0 };
	int64_t ids[20];
	struct text_words *words;
	struct search *s;
	bool degraded;
	enum err e;

	buf_init(&q, c->arena, 1 * MiB); /* of a command line; search takes its first words */
	for (int i = 0; i < c->n_args; i++)
		buf_fmt(&q, "%s%s", i ? " " : "", c->args[i]);
	if (q.n == 0)
		return cli_usage("search: что искать?");
	if (cli_db_ready(c, &db) != OK)
		return EXIT_FAILED;
	e = text_words_new(c->set->dictionaries.p, 16384, &words, &degraded);
	if (e == OK)
		e = search_new(words, &s);
	if (e == OK)
		e = search_ask(
		    s, db, c->arena, &(struct search_ask){ .q = buf_str(&q), .limit = 20 }, &hits);
	for (size_t i = 0; i < hits.n && i < LEN(ids); i++)
		ids[i] = hits.p[i].entry;
	if (e == OK)
		e = entry_cards(db, c->arena, ids, hits.n < LEN(ids) ? hits.n : LEN(ids), &cards);
	if (e == OK)
		print_hits(c, &hits, &cards);
	db_close(db);
	if (e != OK && e != E_INPUT)
		return cli_err("поиск", e);
	return cards.n > 0 ? EXIT_DONE : EXIT_NOTHING;
}
