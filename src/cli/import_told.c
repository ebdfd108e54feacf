/* import_told.c - a file that came by the command line, written down for the administrator. */
#include <stdio.h>

#include "audit/audit.h"
#include "cli/cli.h"

static enum err
tell(struct cli *c, struct import *im, const struct import_run *run, struct str data, bool csv)
{
	int64_t id;

	TRY(import_told(im->db, im, run, data, csv, &id));
	return audit_add(im->db, c->arena, time_now(),
	    &(struct audit_event){
		.action = str_is(run->kind, "measures") ? "navigator.import" : "places.import",
		.object = str_fmt(c->arena, "/admin/imports/%lld", (long long)id),
		.detail = str_fmt(c->arena, "added=%lld changed=%lld bad=%lld",
		    (long long)im->added, (long long)im->changed, (long long)im->bad) });
}

/* What came in stays in, even if nobody can be told of it. */
void
cli_import_told(struct cli *c, struct import *im, const struct import_run *run, struct str data,
    bool csv)
{
	enum err e;

	if (im->dry_run)
		return;
	e = db_begin(im->db);
	if (e == OK)
		e = tell(c, im, run, data, csv);
	if (e == OK)
		e = db_commit(im->db);
	else
		db_rollback(im->db);
	if (e != OK)
		fprintf(stderr, "veche: в список загрузок не записано: %s (%s)\n", err_text(e),
		    err_name(e));
}
