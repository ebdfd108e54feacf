/* util.c - options, messages and progress bars of the command line. */
#include "cli/cli.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "gen/steps.h"

int
cli_fail(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	fputs("veche: ", stderr);
	vfprintf(stderr, fmt, ap);
	fputc('\n', stderr);
	va_end(ap);
	return EXIT_FAILED;
}

int
cli_usage(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	fputs("veche: ", stderr);
	vfprintf(stderr, fmt, ap);
	fputs("\nПодробнее: veche help\n", stderr);
	va_end(ap);
	return EXIT_USAGE;
}

int
cli_err(const char *doing, enum err e)
{
	return cli_fail("%s: %s (%s)", doing, err_text(e), err_name(e));
}

/* Takes args[at] out of the list. */
static char *
take(struct cli *c, int at)
{
	char *v = c->args[at];

	for (int i = at; i + 1 < c->n_args; i++)
		c->args[i] = c->args[i + 1];
	c->n_args--;
	return v;
}

const char *
cli_opt(struct cli *c, const char *name)
{
	size_t n = strlen(name);

	for (int i = 0; i < c->n_args; i++) {
		const char *a = c->args[i];

		if (strncmp(a, "--", 2) != 0 || strncmp(a + 2, name, n) != 0)
			continue;
		if (a[2 + n] == '=')
			return take(c, i) + 3 + n;
		if (a[2 + n] == 0 && i + 1 < c->n_args) {
			(void)take(c, i);
			return take(c, i);
		}
	}
	return NULL;
}

bool
cli_flag(struct cli *c, const char *name)
{
	for (int i = 0; i < c->n_args; i++) {
		if (strncmp(c->args[i], "--", 2) == 0 && strcmp(c->args[i] + 2, name) == 0) {
			(void)take(c, i);
			return true;
		}
	}
	return false;
}

enum err
cli_db(struct cli *c, struct db **ret)
{
	enum err e = db_open(c->set->db.p, DB_WRITE, ret);

	if (e != OK)
		(void)cli_err("база данных не открылась (ключ --db или переменная VECHE_DB)", e);
	return e;
}

enum err
cli_db_ready(struct cli *c, struct db **ret)
{
	int pending = 0;
	struct db *db;
	enum err e;

	TRY(cli_db(c, &db));
	e = db_migrate_pending(db, db_steps, db_steps_n, &pending);
	if (e == OK && pending > 0) {
		(void)cli_fail("таблицы отстали от программы на %d шагов: выполните veche migrate "
		    "(или veche init для новой базы)", pending);
		e = E_CONFLICT;
	}
	if (e != OK) {
		db_close(db);
		return e;
	}
	*ret = db;
	return OK;
}

enum err
cli_thread(struct cli *c, struct db *db, struct portal *p, struct web_thread **ret)
{
	*p = cli_portal(c);
	return web_thread_new(p, db, ret);
}

/* ---- progress ------------------------------------------------------------------ */

#define BAR_WIDTH 30

void
bar_start(struct bar *b, struct cli *c, const char *what)
{
	*b = (struct bar){ .what = what, .last = -1, .start_us = time_mono_us(),
		.tty = isatty(STDERR_FILENO) == 1, .off = c->quiet };
}

void
bar_at(struct bar *b, int64_t done, int64_t total)
{
	int pc = total > 0 ? (int)(done * 100 / total) : 100;

	if (b->off || pc == b->last || (!b->tty && pc / 10 == b->last / 10 && b->last >= 0))
		return;
	b->last = pc;
	if (!b->tty) {
		fprintf(stderr, "%s: %d %%\n", b->what, pc);
		return;
	}
	fprintf(stderr, "\r%s [", b->what);
	for (int i = 0; i < BAR_WIDTH; i++)
		fputc(i < pc * BAR_WIDTH / 100 ? '#' : '.', stderr);
	fprintf(stderr, "] %3d %%", pc);
	fflush(stderr);
}

void
bar_end(struct bar *b)
{
	double s = (double)(time_mono_us() - b->start_us) / 1e6;

	if (b->off)
		return;
	if (b->tty)
		fprintf(stderr, "\r\033[K");
	fprintf(stderr, "%s: готово за %.1f с\n", b->what, s);
}

void
bar_progress(void *bar, int64_t done, int64_t total)
{
	bar_at(bar, done, total);
}
