/* cites.c - who cites what: after an import, and all of it again. */
#include <stdio.h>

#include "cli/cli.h"
#include "cli/data.h"
#include "law/cites.h"

static enum err
shown(void *bar, int64_t done, int64_t total)
{
	bar_progress(bar, done, total);
	return OK;
}

enum err
cli_cites(struct cli *c, struct db *db, bool all)
{
	struct bar bar;
	int64_t n = 0, editions;
	enum err e;

	bar_start(&bar, c, "Ссылки");
	e = all ? law_cites_rebuild(db, c->set, time_now(), shown, &bar, &n) :
		  law_cites_run(db, c->set, time_now(), shown, &bar, &n);
	bar_end(&bar);
	return e == OK ? law_norms_run(db, c->set, time_now(), &editions) : e;
}
