/* sql.c - the one builder of SQL at run time: text is ours, values are parameters. */
#include "db/db_impl.h"

#define TEXT_MAX (63 * KiB)

void
sql_init(struct sql *q, struct arena *a)
{
	buf_init(&q->text, a, TEXT_MAX);
	q->n_args = 0;
	q->err = OK;
}

/* Each ? outside '…' becomes $n; pieces are kept apart by a blank. */
void
sql_add_(struct sql *q, const char *text, int n, const struct db_val *v)
{
	bool quoted = false;
	int used = 0;

	if (q->err != OK)
		return;
	if (q->text.n)
		buf_putc(&q->text, ' ');
	for (const char *c = text; *c; c++) {
		if (*c == '\'')
			quoted = !quoted;
		if (*c != '?' || quoted) {
			buf_putc(&q->text, *c);
			continue;
		}
		if (q->n_args == (int)LEN(q->args)) {
			q->err = E_LIMIT;
			return;
		}
		if (used++ < n) {
			q->args[q->n_args++] = v[used - 1];
			buf_putc(&q->text, '$');
			buf_int(&q->text, q->n_args);
		}
	}
	if (used != n || quoted) {
		log_line(LOG_ERROR, "sql", "what=\"marks and values differ\" text=%s", text);
		q->err = E_BUG;
	}
	if (q->err == OK)
		q->err = buf_err(&q->text);
}
