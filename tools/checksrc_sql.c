/* checksrc_sql.c - a room reads its own tables, and what others publish. */
#include "checksrc.h"

/* Beginnings of names that any room may use. */
static const char *const SHARED[] = { "pub_", "entry", "topic", "search_", "sqlite_", "json_" };

struct token { const char *p; size_t n; };

struct tokens { struct token *p; size_t n; };

static bool
is(const struct token *t, const char *low)
{
	if (strlen(low) != t->n)
		return false;
	for (size_t i = 0; i < t->n; i++)
		if ((t->p[i] | (t->p[i] >= 'A' && t->p[i] <= 'Z' ? 32 : 0)) != low[i])
			return false;
	return true;
}

static bool
any_of(const struct token *t, const char *const *words, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (is(t, words[i]))
			return true;
	return false;
}

/* Words and single marks, up to and with the next ; */
static struct tokens
take_statement(const char **at)
{
	struct tokens ts = { 0 };
	size_t cap = 0;

	for (const char *p = *at;;) {
		size_t n = word_len(p);

		if (is_blank(*p)) {
			p++;
			continue;
		}
		if (ts.n + 2 > cap) {
			cap = 2 * cap + 64;
			ts.p = tool_grow(ts.p, cap * sizeof *ts.p);
		}
		ts.p[ts.n] = (struct token){ p, n ? n : 1 };
		if (*p == '\0' || *p == ';') {
			ts.p[ts.n].n = 0; /* a mark of the end */
			*at = p + (*p == ';');
			return ts;
		}
		p += ts.p[ts.n++].n;
	}
}

/* Names given by WITH: name AS ( or name (columns) AS ( . */
static bool
is_cte(const struct tokens *ts, const struct token *name)
{
	for (size_t i = 1; i + 1 < ts->n; i++) {
		size_t k = i - 1;

		if (!is(&ts->p[i], "as") || (*ts->p[i + 1].p != '(' &&
		    !is(&ts->p[i + 1], "materialized") && !is(&ts->p[i + 1], "not")))
			continue;
		if (*ts->p[k].p == ')')
			while (k > 0 && *ts->p[k].p != '(')
				k--;
		k -= k > 0 && *ts->p[k].p == '(';
		if (ts->p[k].n == name->n && memcmp(ts->p[k].p, name->p, name->n) == 0)
			return true;
	}
	return false;
}

static void
check_table(const struct source *s, const struct tokens *ts, const struct token *t)
{
	size_t own = strlen(s->layer);

	if (word_len(t->p) == 0 || is_cte(ts, t))
		return;
	if (strncmp(t->p, s->layer, own) == 0 && (t->n == own || t->p[own] == '_'))
		return;
	for (size_t i = 0; i < LEN(SHARED); i++)
		if (strncmp(t->p, SHARED[i], strlen(SHARED[i])) == 0)
			return;
	complain(s, (size_t)(t->p - s->code), "table", NULL,
	    "%.*s is neither %s's own nor published (pub_...)", (int)t->n, t->p, s->layer);
}

/* FROM a x, b y: the names after commas too, until something else comes. */
static void
check_from(const struct source *s, const struct tokens *ts, size_t i)
{
	for (;;) {
		if (i + 1 < ts->n && *ts->p[i + 1].p == '(')
			return; /* a function that returns rows */
		check_table(s, ts, &ts->p[i]);
		i += i + 1 < ts->n && is(&ts->p[i + 1], "as") ? 2 : 1;
		if (i < ts->n && word_len(ts->p[i].p) && i + 1 < ts->n && *ts->p[i + 1].p == ',')
			i++;
		if (i + 1 >= ts->n || *ts->p[i].p != ',')
			return;
		i++;
	}
}

void
check_sql(const struct source *s)
{
	static const char *const into[] = { "into", "references", "table", "view" };
	static const char *const no_table[] = { "set", "of", "on", "cascade", "restrict", "no" };
	static const char *const value_from[] = { "distinct", "extract" };
	const char *p = s->code;

	while (*p) {
		struct tokens ts = take_statement(&p);

		for (size_t i = 0; i + 1 < ts.n; i++) {
			const struct token *t = &ts.p[i], *next = &ts.p[i + 1];

			if (is(next, "if"))	/* CREATE TABLE IF NOT EXISTS */
				next += i + 4 < ts.n ? (is(&ts.p[i + 2], "not") ? 3 : 2) : 0;
			if (is(t, "join") || (is(t, "from") &&
			    !(i && any_of(&ts.p[i - 1], value_from, LEN(value_from)))))
				check_from(s, &ts, i + 1);
			else if (any_of(t, into, LEN(into)))
				check_table(s, &ts, next);
			else if (is(t, "update") && !any_of(next, no_table, LEN(no_table)))
				check_table(s, &ts, next);
		}
	}
}
