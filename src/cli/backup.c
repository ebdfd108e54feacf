/* backup.c - a copy of the database while the portal works, and the way back. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "cli/cli.h"
#include "db/copy.h"
#include "gen/steps.h"

#define MARK "veche_migration"	/* a database of ours has this table */

static int
not_sqlite(const char *what, const char *tool)
{
	return cli_fail(
	    "%s: база на PostgreSQL; её копии делает %s (docs/admin/backup.md)", what, tool);
}

/* ---- backup ---------------------------------------------------------------------------- */

static int
copy_failed(const char *file, enum err e)
{
	if (e == E_LIMIT)
		return cli_fail("%s: на диске нет места; незаконченная копия убрана", file);
	if (e == E_CONFLICT)
		return cli_fail("%s: копия не прошла проверку целостности: база повреждена; "
		    "копия убрана", file);
	return cli_err(file, e);
}

int
cmd_backup(struct cli *c)
{
	const char *file = c->n_args == 1 ? c->args[0] : NULL;
	struct stat st;
	struct db *db;
	struct bar bar;
	enum err e;

	if (file == NULL)
		return cli_usage("backup: назовите один файл для копии");
	if (db_file_of(c->set->db.p) == NULL)
		return not_sqlite("backup", "pg_dump");
	if (lstat(file, &st) == 0)
		return cli_fail(
		    "%s уже есть: копия ничего не затирает, назовите другой файл", file);
	if (cli_db_ready(c, &db) != OK)
		return EXIT_FAILED;
	bar_start(&bar, c, "Копия");
	e = db_copy(db, file, bar_progress, &bar);
	if (e == OK) {
		bar_end(&bar);
		if (stat(file, &st) != 0)
			e = E_IO;
	}
	if (e == OK)
		e = value_put(db, "backup", str_fmt(c->arena, "%lld %lld",
		    (long long)time_now(), (long long)st.st_size));
	db_close(db);
	if (e != OK)
		return copy_failed(file, e);
	if (!c->quiet)
		fprintf(stderr, "%s: %lld байт, проверено\n", file, (long long)st.st_size);
	return EXIT_DONE;
}

/* ---- restore --------------------------------------------------------------------------- */

/* A whole database of a portal, or why not. */
static int
check_source(const char *file)
{
	bool ours = false;
	struct stat st;
	enum err e;

	if (stat(file, &st) != 0 || !S_ISREG(st.st_mode))
		return cli_fail("%s: нет такого файла", file);
	e = db_file_has(file, MARK, &ours);
	if (e != OK || !ours)
		return cli_fail("%s: это не копия базы портала", file);
	e = db_file_check(file);
	if (e != OK)
		return cli_fail("%s: файл повреждён, возьмите другую копию", file);
	return EXIT_DONE;
}

/* What stands where the restored one goes. *ret_there: it is to be put aside. */
static int
check_target(const struct cli *c, const char *to, bool *ret_there)
{
	struct stat st;

	*ret_there = false;
	if (lstat(to, &st) != 0)
		return errno == ENOENT ? EXIT_DONE : cli_fail("%s: %s", to, strerror(errno));
	if (!S_ISREG(st.st_mode))
		return cli_fail("%s: это не файл", to);
	*ret_there = true;
	if (st.st_size == 0)
		return EXIT_DONE;
	if (!c->allow)
		return cli_fail("%s уже есть и не пуст. С ключом --allow он будет переименован "
		    "и останется рядом", to);
	/* a file that is no database is put aside as it is */
	if (db_file_settle(to) == E_BUSY)
		return cli_fail("%s открыт: остановите портал и повторите", to);
	return EXIT_DONE;
}

static struct str
aside_name(struct cli *c, const char *to)
{
	time_t now = (time_t)time_now();
	struct tm tm;

	gmtime_r(&now, &tm);
	for (int i = 0; i < 100; i++) {
		struct stat st;
		struct str name = str_fmt(c->arena, "%s.before-%04d%02d%02dT%02d%02d%02d%s%.*d", to,
		    tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday, tm.tm_hour, tm.tm_min, tm.tm_sec,
		    i ? "-" : "", i ? 1 : 0, i);

		if (name.p == NULL || (lstat(name.p, &st) != 0 && errno == ENOENT))
			return name;
	}
	return STR_NONE;
}

static enum err
copy_file(struct cli *c, const char *file, const char *to)
{
	struct db *from;
	struct bar bar;
	enum err e;

	(void)unlink(to); /* left by one that was cut short */
	TRY(db_open(file, DB_READ, &from));
	bar_start(&bar, c, "Восстановление");
	e = db_copy(from, to, bar_progress, &bar);
	if (e == OK)
		bar_end(&bar);
	db_close(from);
	return e;
}

/* The old one aside, the new one into its place: at every moment one of them is whole. */
static int
put_in_place(struct cli *c, const char *fresh, const char *to, bool there)
{
	struct str aside = there ? aside_name(c, to) : S("");
	struct stat st;

	/* whoever could open the old one opens the new one; only root may give a file away */
	if (there && stat(to, &st) == 0 &&
	    (chmod(fresh, st.st_mode & 0777) != 0 ||
		(st.st_uid != geteuid() && chown(fresh, st.st_uid, st.st_gid) != 0)))
		fprintf(stderr, "%s: проверьте владельца и права: прежние не перенеслись\n", to);
	if (there && (aside.p == NULL || rename(to, aside.p) != 0))
		return cli_fail(
		    "%s: прежнюю базу не удалось переименовать: %s", to, strerror(errno));
	if (rename(fresh, to) != 0 || db_file_sync(to) != OK)
		return cli_fail("%s: копия проверена и лежит в %s, но не переименовалась: %s", to,
		    fresh, strerror(errno));
	if (there && !c->quiet)
		fprintf(stderr, "Прежняя база: %.*s\n", FMT(aside));
	return EXIT_DONE;
}

/* What is left to do before the portal starts. */
static void
say_next(struct cli *c, const char *to)
{
	struct db *db;
	int pending = 0;

	if (c->quiet || db_open(to, DB_READ, &db) != OK)
		return;
	if (db_migrate_pending(db, db_steps, db_steps_n, &pending) != OK)
		fprintf(stderr,
		    "Таблицы копии от другой версии программы: veche check скажет больше\n");
	else if (pending > 0)
		fprintf(stderr, "Копия от прежней версии: выполните veche migrate --db %s\n", to);
	else
		fprintf(stderr, "%s: восстановлено и проверено\n", to);
	db_close(db);
}

int
cmd_restore(struct cli *c)
{
	const char *file = c->n_args == 1 ? c->args[0] : NULL, *to = db_file_of(c->set->db.p);
	struct str fresh;
	bool there;
	enum err e;
	int code;

	if (file == NULL)
		return cli_usage("restore: назовите один файл копии и базу ключом --db");
	if (to == NULL)
		return not_sqlite("restore", "pg_restore");
	code = check_source(file);
	if (code == EXIT_DONE)
		code = check_target(c, to, &there);
	if (code != EXIT_DONE)
		return code;
	fresh = str_fmt(c->arena, "%s.restoring", to);
	if (fresh.p == NULL)
		return cli_fail("не хватило памяти");
	e = copy_file(c, file, fresh.p);
	if (e != OK)
		return copy_failed(fresh.p, e);
	code = put_in_place(c, fresh.p, to, there);
	if (code == EXIT_DONE)
		say_next(c, to);
	return code;
}
