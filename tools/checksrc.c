/* checksrc.c - the house rules, kept by a machine: checksrc FILE...
 *
 * Paths are relative to the root of the repository, because they say which
 * layer a file belongs to. Here: lines and files; checksrc_c.c: functions and
 * calls; checksrc_sql.c: the tables a room may name.
 */
#include <stdio.h>
#include <stdlib.h>
#include "checksrc.h"

#define FILE_LINES 600
#define LINE_COLUMNS 100

static int n_errors;

static int
line_no(const struct source *s, size_t at)
{
	int line = 1;

	for (size_t i = 0; i < at && i < s->n; i++)
		line += s->text[i] == '\n';
	return line;
}

static bool
same_nocase(const char *p, const char *word)
{
	for (; *word; p++, word++) {
		char a = *p, b = *word;

		a = a >= 'A' && a <= 'Z' ? (char)(a + 32) : a;
		b = b >= 'A' && b <= 'Z' ? (char)(b + 32) : b;
		if (a != b)
			return false;
	}
	return !is_word(*p);
}

/* Does the line say "checksrc: allow WORD"? */
static bool
allowed(const struct source *s, size_t at, const char *word)
{
	static const char mark[] = "checksrc: allow ";
	size_t start = at, end;
	char *line;
	const char *p;

	while (start && s->text[start - 1] != '\n')
		start--;
	end = start + strcspn(s->text + start, "\n");
	line = tool_dup(s->text + start, end - start);
	for (p = line; (p = strstr(p, mark)) != NULL; p++)
		if (word && same_nocase(p + sizeof mark - 1, word))
			return true;
	return false;
}

void
complain(const struct source *s, size_t at, const char *rule, const char *word,
    const char *fmt, ...)
{
	va_list ap;

	if (allowed(s, at, rule) || allowed(s, at, word))
		return;
	printf("%s:%d: %s: ", s->file, line_no(s, at), rule);
	va_start(ap, fmt);
	vprintf(fmt, ap);
	va_end(ap);
	putchar('\n');
	n_errors++;
}

void
warn_at(const struct source *s, size_t at, const char *rule, const char *fmt, ...)
{
	va_list ap;

	if (allowed(s, at, rule))
		return;
	printf("%s:%d: warning: %s: ", s->file, line_no(s, at), rule);
	va_start(ap, fmt);
	vprintf(fmt, ap);
	va_end(ap);
	putchar('\n');
}

bool
has_ext(const char *file, const char *ext)
{
	size_t n = strlen(file), m = strlen(ext);

	return n > m && strcmp(file + n - m, ext) == 0;
}

bool
is_c(const struct source *s)
{
	return has_ext(s->file, ".c") || has_ext(s->file, ".h");
}

/* ---- reading -------------------------------------------------------------------- */

/* Blank comments and the inside of quotes; newlines and the quotes stay. */
static char *
blank_code(const char *p, size_t n, bool sql)
{
	char *c = tool_dup(p, n), quote = '\0';
	bool line = false, block = false;

	for (size_t i = 0; i < n; i++) {
		if (c[i] == '\n') {
			line = false;
			quote = sql ? quote : '\0';
		} else if (line || block) {
			if (block && p[i] == '*' && p[i + 1] == '/') {
				block = false;
				c[i++] = ' ';
			}
			c[i] = ' ';
		} else if (quote) {
			if (p[i] == '\\' && !sql && p[i + 1] && p[i + 1] != '\n') {
				c[i++] = ' ';
				c[i] = ' ';
			} else if (p[i] == quote) {
				quote = '\0';
			} else {
				c[i] = ' ';
			}
		} else if (sql ? strncmp(p + i, "--", 2) == 0 : strncmp(p + i, "//", 2) == 0) {
			line = true;
			c[i] = ' ';
		} else if (strncmp(p + i, "/*", 2) == 0) {
			block = true;
			c[i++] = ' ';
			c[i] = ' ';
		} else if (p[i] == '"' || p[i] == '\'') {
			quote = p[i];
		}
	}
	return c;
}

/* src/web/x.c: web; rooms/board/x.c: board, a room; src/main.c, src/cli/x.c: main. */
static void
set_layer(struct source *s)
{
	const char *p = s->file;

	s->layer = "";
	while (strncmp(p, "./", 2) == 0)
		p += 2;
	s->room = strncmp(p, "rooms/", 6) == 0;
	if (!s->room && strncmp(p, "src/", 4) != 0)
		return;
	p += s->room ? 6 : 4;
	if (!strchr(p, '/') || strncmp(p, "cmd/", 4) == 0 || strncmp(p, "cli/", 4) == 0)
		s->layer = "main";
	else
		s->layer = tool_dup(p, strcspn(p, "/"));
	s->room = s->room && strcmp(s->layer, "main") != 0;
}

/* ---- lines ---------------------------------------------------------------------- */

static size_t
columns(const char *p, size_t n)
{
	size_t col = 0;

	for (size_t i = 0; i < n; i++) {
		if (p[i] == '\t')
			col += 8 - col % 8;
		else
			col += ((unsigned char)p[i] & 0xC0) != 0x80;
	}
	return col;
}

/* Tabs indent; four blanks only continue a line of the top level, eight none. */
static void
check_indent(const struct source *s, size_t at, size_t n, int depth)
{
	size_t blanks = 0;

	while (blanks < n && s->text[at + blanks] == ' ')
		blanks++;
	if (blanks == 0 || blanks == n || s->code[at + blanks] == ' ')
		return; /* the rest is a comment's own shape */
	if (depth > 0 || blanks != 4)
		complain(s, at, "indent", NULL, "%zu blanks where a tab is wanted", blanks);
}

static void
check_lines(const struct source *s)
{
	static const char allow[] = "/* checksrc: allow ";
	bool code = is_c(s);
	int lines = 0, depth = 0;

	for (size_t at = 0, n; at < s->n; at += n + 1) {
		const char *aside = strstr(s->text + at, allow);
		size_t wide;

		n = strcspn(s->text + at, "\n");
		lines++;
		/* an allowance may stick out: it should not fold the line it is about */
		wide = columns(s->text + at,
		    aside && aside < s->text + at + n ? (size_t)(aside - s->text) - at : n);
		if (code && wide > LINE_COLUMNS)
			complain(s, at, "width", NULL, "%zu columns, %d are allowed", wide,
			    LINE_COLUMNS);
		if (n && is_blank(s->text[at + n - 1]) && !has_ext(s->file, ".md"))
			complain(s, at, "blanks", NULL, "blanks at the end of the line");
		if (code)
			check_indent(s, at, n, depth);
		for (size_t i = at; i < at + n; i++)
			depth += (s->code[i] == '{') - (s->code[i] == '}');
	}
	if (code && lines > FILE_LINES)
		complain(s, s->n, "length", NULL, "%d lines in a file, %d are allowed", lines,
		    FILE_LINES);
	if (s->n && s->text[s->n - 1] != '\n')
		complain(s, s->n, "blanks", NULL, "no newline at the end of the file");
}

int
main(int argc, char **argv)
{
	for (int i = 1; i < argc; i++) {
		struct source s = { .file = argv[i] };

		s.text = tool_read(s.file, &s.n);
		if (strlen(s.text) != s.n) {
			complain(&s, 0, "blanks", NULL, "a NUL byte");
			continue;
		}
		s.code = blank_code(s.text, s.n, has_ext(s.file, ".sql"));
		set_layer(&s);
		check_lines(&s);
		if (is_c(&s)) {
			check_c(&s);
			check_layers(&s);
		}
		if (has_ext(s.file, ".sql") && s.room)
			check_sql(&s);
	}
	if (n_errors)
		printf("checksrc: %d errors in %d files\n", n_errors, argc - 1);
	return n_errors ? 1 : 0;
}
