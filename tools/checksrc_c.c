/* checksrc_c.c - rules of C: functions, calls, literals, layers. */
#include <stdlib.h>
#include "checksrc.h"

#define FUNCTION_WISHED 60
#define FUNCTION_LINES 100

/* What each layer may include beside itself; "gen/" files belong to whom they are made for. */
static const struct { const char *layer, *may; } layers[] = {
	{ "base", " " },
	{ "conf", " base " },
	{ "http", " base " },
	{ "db", " base " },
	{ "text", " base " },
	{ "calendar", " base " },
	{ "facet", " base " },
	{ "cite", " base " },
	{ "doc", " base " },
	{ "fetch", " base " },
	{ "search", " base conf db text " },
	{ "entry", " base db text search " },
	{ "web", " base conf http db text calendar search entry facet audit jobs " },
	{ "jobs", " base conf db fetch " },
	{ "audit", " base db " },
};
static const char KERNELS[] =
    " base conf http db text calendar facet search entry web jobs audit cite doc fetch ";

static const char BANNED[] =
    " malloc calloc realloc free strdup strndup sprintf vsprintf strcpy strcat strtok atoi atol"
    " atoll localtime gmtime system popen gets alloca rand srand setjmp longjmp ";
static const char SQL_WORDS[] =
    " SELECT INSERT UPDATE DELETE REPLACE CREATE DROP ALTER WITH ";

static bool
listed(const char *list, const char *p, size_t n)
{
	const char *word = tool_dup(p, n);

	for (const char *q = list; n && (q = strstr(q, word)) != NULL; q++)
		if (q[-1] == ' ' && q[n] == ' ')
			return true;
	return false;
}

/* ---- layers ---------------------------------------------------------------------- */

static const char *
layer_may(const char *layer)
{
	for (size_t i = 0; i < LEN(layers); i++)
		if (strcmp(layers[i].layer, layer) == 0)
			return layers[i].may;
	return NULL;
}

static void
check_include(const struct source *s, size_t at, const char *p, size_t n)
{
	size_t dir = strcspn(p, "/\""), sub;
	const char *may = layer_may(s->layer);
	bool own;

	if (dir >= n) {
		complain(s, at, "layer", NULL, "\"%.*s\": headers are named with their layer",
		    (int)n, p);
		return;
	}
	own = strlen(s->layer) == dir && memcmp(s->layer, p, dir) == 0;
	if (dir == 3 && strncmp(p, "gen/", 4) == 0) {
		sub = strcspn(p + 4, "/\"");
		if (p[4 + sub] == '/' &&
		    (strlen(s->layer) != sub || memcmp(s->layer, p + 4, sub) != 0))
			complain(s, at, "layer", NULL, "\"%.*s\" belongs to %.*s alone", (int)n, p,
			    (int)sub, p + 4);
	} else if (own) {
		return;
	} else if (!s->room) {
		if (!may)
			complain(s, at, "layer", NULL, "layer %s is not in checksrc's table",
			    s->layer);
		else if (!listed(may, p, dir))
			complain(s, at, "layer", NULL, "%s may not include \"%.*s\"", s->layer,
			    (int)n, p);
	} else if (!listed(KERNELS, p, dir)) {
		/* another room: its one public header */
		sub = n - dir - 1;
		if (sub != dir + 2 || memcmp(p, p + dir + 1, dir) != 0 ||
		    memcmp(p + dir + 1 + dir, ".h", 2) != 0)
			complain(s, at, "layer", NULL, "\"%.*s\": only %.*s.h of another room",
			    (int)n, p, (int)dir, p);
	}
}

void
check_layers(const struct source *s)
{
	static const char inc[] = "#include \"";

	if (*s->layer == '\0' || strcmp(s->layer, "main") == 0)
		return;
	for (const char *p = s->text; (p = strstr(p, inc)) != NULL;) {
		size_t at = (size_t)(p - s->text);

		p += sizeof inc - 1;
		if (s->code[at] == '#')
			check_include(s, at, p, strcspn(p, "\"\n"));
	}
}

/* ---- functions ------------------------------------------------------------------- */

/* A body stands between a { and a } in the first column, its name( in a first column above. */
static void
check_lengths(const struct source *s)
{
	size_t name_at = 0;
	int line = 0, open = 0;

	for (size_t at = 0, n; at < s->n; at += n + 1) {
		const char *p = s->code + at;
		size_t w = word_len(p);

		n = strcspn(p, "\n");
		line++;
		if (w && p[w] == '(')
			name_at = at;
		if (*p == '{')
			open = line;
		if (*p != '}' || !open)
			continue;
		if (line - open - 1 > FUNCTION_LINES)
			complain(s, name_at, "length", NULL, "%.*s has %d lines, %d are allowed",
			    (int)word_len(s->code + name_at), s->code + name_at, line - open - 1,
			    FUNCTION_LINES);
		else if (line - open - 1 > FUNCTION_WISHED)
			warn_at(s, name_at, "length", "%.*s has %d lines, %d are wished for",
			    (int)word_len(s->code + name_at), s->code + name_at, line - open - 1,
			    FUNCTION_WISHED);
		open = 0;
	}
}

static void
check_calls(const struct source *s)
{
	for (size_t i = 0; i < s->n;) {
		size_t w = word_len(s->code + i);
		bool member = i &&
		    (s->code[i - 1] == '.' ||
			(i > 1 && s->code[i - 1] == '>' && s->code[i - 2] == '-'));

		if (w == 0) {
			i++;
			while (i < s->n && is_word(s->code[i]) && is_word(s->code[i - 1]))
				i++; /* the rest of a number */
			continue;
		}
		if (s->code[i + w] == '(' && !member && listed(BANNED, s->code + i, w))
			complain(s, i, "banned", tool_dup(s->code + i, w), "%.*s: see HACKING.md",
			    (int)w, s->code + i);
		i += w;
	}
}

/* ---- literals -------------------------------------------------------------------- */

/* Is the literal at `at` part of a call of the SQL builder? */
static bool
in_builder(const struct source *s, size_t at)
{
	size_t from = at;
	const char *stmt;

	while (from && s->code[from - 1] != ';' && s->code[from - 1] != '{' &&
	    s->code[from - 1] != '}')
		from--;
	stmt = tool_dup(s->code + from, at - from);
	return strstr(stmt, "sql_add") || strstr(stmt, "sql_put");
}

static void
check_literals(const struct source *s)
{
	bool sql_home = listed(" db search entry ", s->layer, strlen(s->layer));
	bool html_home = listed(" base web doc ", s->layer, strlen(s->layer));
	bool inside = false;

	for (size_t i = 0; i < s->n; i++) {
		const char *p = s->text + i + 1;
		size_t w = word_len(p);

		if (s->code[i] != '"')
			continue;
		inside = !inside;
		if (!inside)
			continue;
		if (!sql_home && (p[w] == ' ' || p[w] == '\\') && listed(SQL_WORDS, p, w) &&
		    !in_builder(s, i))
			complain(s, i, "sql", NULL, "SQL belongs in queries.sql");
		if (!html_home && p[0] == '<' && ((p[1] >= 'a' && p[1] <= 'z') || p[1] == '/'))
			complain(s, i, "html", NULL, "markup belongs in views");
	}
}

void
check_c(const struct source *s)
{
	check_lengths(s);
	if (*s->layer == '\0')
		return; /* tools and tests have their own ways */
	if (strcmp(s->layer, "base") != 0)
		check_calls(s);
	check_literals(s);
}
