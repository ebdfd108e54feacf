/* export.c - acts and solutions out of the base. */
#include <stdio.h>

#include "calendar/calendar.h"
#include "cli/cli.h"
#include "law/akn.h"
#include "solutions/solutions.h"

#define AKN_BYTES (256 * MiB)
#define SOLUTIONS_BYTES (256 * MiB)

/* By its key or by the code that files call it by. */
static const struct law_act *
act_named(const struct law_index *x, struct str name)
{
	const struct law_act *act = law_by_key(x, name);

	for (size_t i = 0; i < x->n && act == NULL && name.n > 0; i++)
		if (str_eq(x->p[i].code, name))
			act = &x->p[i];
	return act;
}

static int
export_akn(struct cli *c, struct db *db, const char *name, int32_t day)
{
	const struct law_edition *ed;
	const struct law_act *act;
	struct law_index x;
	struct buf out;
	enum err e = law_load(db, c->arena, &x);
	int code = EXIT_DONE;

	if (e != OK)
		return cli_err("export akn", e);
	act = act_named(&x, str_c(name));
	if (act == NULL) {
		cli_fail("export akn: акта «%s» в базе нет; ключ стоит в адресе его страницы: "
			 "ru/fz/2006-05-02/59",
		    name);
		return EXIT_NOTHING;
	}
	ed = law_on(act, day);
	if (ed == NULL) {
		cli_fail("export akn: на этот день редакции ещё не было");
		return EXIT_NOTHING;
	}
	buf_init(&out, NULL, AKN_BYTES);
	e = law_akn(db, c->arena, act, ed, &out);
	if (e != OK)
		code = cli_err("export akn", e);
	else if (fwrite(out.p, 1, out.n, stdout) != out.n || fflush(stdout) != 0)
		code = cli_fail("export akn: не пишется: проверьте место на диске");
	buf_fini(&out);
	return code;
}

static int
export_solutions(struct cli *c, struct db *db)
{
	struct buf out;
	int64_t n;
	enum err e;
	int code = EXIT_DONE;

	buf_init(&out, NULL, SOLUTIONS_BYTES);
	e = solutions_export(db, c->arena, &out, &n);
	if (e != OK)
		code = cli_err("export solutions", e);
	else if (fwrite(out.p, 1, out.n, stdout) != out.n || fflush(stdout) != 0)
		code = cli_fail("export solutions: не пишется: проверьте место на диске");
	else if (n == 0)
		code = EXIT_NOTHING;
	buf_fini(&out);
	return code;
}

int
cmd_export(struct cli *c)
{
	const char *act = cli_opt(c, "act"), *on = cli_opt(c, "on");
	int32_t day = day_of(time_now(), (int)c->set->time_zone);
	bool solutions = c->n_args == 1 && strcmp(c->args[0], "solutions") == 0;
	struct db *db;
	int code;

	if (!solutions && (c->n_args != 1 || strcmp(c->args[0], "akn") != 0 || act == NULL))
		return cli_usage("export: akn --act КЛЮЧ [--on ГГГГ-ММ-ДД] или solutions");
	if (on != NULL && !day_parse(str_c(on), &day))
		return cli_usage("export akn: --on %s: не дата; напишите 2025-06-02", on);
	if (cli_db_ready(c, &db) != OK)
		return EXIT_FAILED;
	code = solutions ? export_solutions(c, db) : export_akn(c, db, act, day);
	db_close(db);
	return code;
}
