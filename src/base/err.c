/* err.c - the table of err.def, and the end of the process on a broken assertion. */
#include "base/base.h"
#include <stdlib.h>

static const struct err_row {
	const char *name;
	const char *text;
	int status, level;
} rows[] = {
	{ "OK", "", 200, 0 },
#define ERR(name, status, level, text) { #name, text, status, level },
#include "base/err.def"
#undef ERR
};

/* A number that no row has can only come from a bug, and is reported as one. */
static const struct err_row *
row_of(enum err e)
{
	return (unsigned)e < LEN(rows) ? &rows[e] : &rows[E_BUG];
}

const char *
err_name(enum err e)
{
	return row_of(e)->name;
}

int
err_status(enum err e)
{
	return row_of(e)->status;
}

int
err_level(enum err e)
{
	return row_of(e)->level;
}

const char *
err_text(enum err e)
{
	return row_of(e)->text;
}

void
assert_failed(const char *what, const char *file, int line, const char *fn)
{
	log_line(LOG_ERROR, "assert", "what=%s file=%s line=%d fn=%s", what, file, line, fn);
	abort();
}
