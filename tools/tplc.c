/* tplc.c - pages to C: tplc ROOM OUT.h OUT.c views/x.html...
 *
 * A page is HTML with {{words}}. The HTML is read strictly (every tag closed,
 * every value quoted), because knowing the place of an {{expression}} is what
 * lets its escape be chosen here and not by the author. The words are few on
 * purpose: anything cleverer belongs in C.
 */
#include <stdio.h>
#include "tplc.h"

/* The text between {{ and }}, blanks collapsed outside of string literals. */
static char *
take_word(struct tpl *t, int line)
{
	struct tbuf b = { 0 };
	const char *p = t->p + 2;
	int depth = 0;
	char quote = '\0';

	if (*p == '#') {
		p = strstr(p, "}}");
		if (!p)
			die_at(t->file, line, "{{# has no }}");
		t->p = p + 2;
		return tool_dup("#", 1);
	}
	for (; *p; p++) {
		if (!quote && depth == 0 && p[0] == '}' && p[1] == '}')
			break;
		if (quote && *p == '\n')
			die_at(t->file, line, "a quote is not closed on its line");
		if (!quote && is_blank(*p)) {
			if (b.n && b.p[b.n - 1] != ' ')
				tb_putc(&b, ' ');
			continue;
		}
		tb_putc(&b, *p);
		if (quote && *p == '\\' && p[1])
			tb_putc(&b, *++p);
		else if (quote)
			quote = *p == quote ? '\0' : quote;
		else if (*p == '"' || *p == '\'')
			quote = *p;
		else
			depth += (*p == '{') - (*p == '}');
	}
	if (!*p)
		die_at(t->file, line, "{{ has no }}");
	t->p = p + 2;
	while (b.n && b.p[b.n - 1] == ' ')
		b.n--;
	return tool_dup(b.p, b.n);
}

/* Length of the literal at p with its quotes, 0 when there is none. */
static size_t
literal_len(const char *p)
{
	size_t n = 1;

	if (*p != '"')
		return 0;
	while (p[n] && p[n] != '"')
		n += p[n] == '\\' && p[n + 1] ? 2 : 1;
	return p[n] ? n + 1 : 0;
}

/* How many arguments stand between commas; commas within brackets are theirs. */
static int
count_args(const char *p)
{
	int n = 1, depth = 0;

	for (; *p; p++) {
		if (*p == '"')
			p += literal_len(p) ? literal_len(p) - 1 : 0;
		else if (strchr("([{", *p))
			depth++;
		else if (strchr(")]}", *p))
			depth--;
		else if (*p == ',' && depth == 0)
			n++;
	}
	return n;
}

/* ---- blocks ----------------------------------------------------------------- */

static void
open_block(struct tpl *t, const char *w, int line)
{
	if (t->n_blocks == (int)LEN(t->blocks))
		die_at(t->file, line, "too many blocks within each other");
	t->blocks[t->n_blocks++] = (struct block){
		.word = w, .line = line, .depth = t->n_open, .place_no = t->place_no,
		.start_in = t->at_start, .start_out = true,
	};
}

/* The innermost block, which a branch of it ends here. */
static struct block *
end_branch(struct tpl *t, const char *w, int line)
{
	struct block *b = tpl_block(t);

	if (!b)
		die_at(t->file, line, "{{%s}} belongs to no block", w);
	if (b->place_no != t->place_no)
		die_at(t->file, line, "{{%s}} for {{%s}} of line %d stands in another place", w,
		    b->word, b->line);
	if (t->n_open != b->depth)
		die_at(t->file, line, "<%s> of line %d is not closed before {{%s}}",
		    t->open[t->n_open - 1].name, t->open[t->n_open - 1].line, w);
	b->start_out &= t->at_start;
	return b;
}

static void
word_if(struct tpl *t, const char *arg, int line)
{
	tpl_mark(t, line);
	tb_fmt(&t->code, "if (%s) {\n", arg);
	open_block(t, "if", line);
}

static void
word_else(struct tpl *t, const char *arg, int line)
{
	const char *w = *arg ? "elif" : "else";
	struct block *b = end_branch(t, w, line);

	if (strcmp(b->word, "if") != 0 || b->has_else)
		die_at(t->file, line, "{{%s}} after {{%s}} of line %d", w,
		    b->has_else ? "else" : b->word, b->line);
	b->has_else = *arg == '\0';
	tpl_flush(t);
	t->n_blocks--;
	tpl_mark(t, line);
	t->n_blocks++;
	if (*arg)
		tb_fmt(&t->code, "} else if (%s) {\n", arg);
	else
		tb_puts(&t->code, "} else {\n");
	t->at_start = b->start_in;
}

static void
word_for(struct tpl *t, const char *arg, int line)
{
	size_t n = word_len(arg);
	char *x = tool_dup(arg, n);
	const char *list = arg + n;

	if (n == 0 || strncmp(list, " in ", 4) != 0)
		die_at(t->file, line, "{{for NAME in LIST}} is wanted");
	list += 4;
	tpl_mark(t, line);
	tb_fmt(&t->code, "for (size_t %s_i = 0; %s_i < (size_t)(%s).n; %s_i++) {\n", x, x, list, x);
	t->at_start = false; /* the second round does not stand at the start */
	open_block(t, "for", line);
	tpl_mark(t, line);
	tb_fmt(&t->code, "const __typeof__(*(%s).p) *%s = &(%s).p[%s_i];\n", list, x, list, x);
	tpl_indent(t);
	tb_fmt(&t->code, "(void)%s;\n", x);
}

static void
word_end(struct tpl *t, const char *arg, int line)
{
	struct block *b = end_branch(t, "end", line);

	(void)arg;
	tpl_flush(t);
	t->n_blocks--;
	tpl_indent(t);
	tb_puts(&t->code, "}\n");
	t->at_start = b->start_out && b->start_in;
}

/* ---- views --------------------------------------------------------------------- */

/* One C function; a view with {{body}} makes two, view_NAME_head and view_NAME_foot. */
static void
begin_function(struct tpl *t, const char *suffix, int line)
{
	/* rooms may use the same name: the symbol carries the room's */
	tb_fmt(&t->head, "#define view_%s%s(...) view_%s_%s%s(__VA_ARGS__)\n", t->view, suffix,
	    t->room, t->view, suffix);
	tb_fmt(&t->head, "MUST_USE enum err view_%s%s(struct ui *ui, const struct view_%s *v);\n",
	    t->view, suffix, t->view);
	tb_fmt(&t->code, "\n#line %d ", line);
	tb_literal(&t->code, t->file, strlen(t->file));
	tb_fmt(&t->code, "\nenum err\nview_%s%s(struct ui *ui, const struct view_%s *v)\n{\n"
	    "\tstruct buf *out = ui->out;\n\n\t(void)v;\n", t->view, suffix, t->view);
}

static void
end_function(struct tpl *t, int line)
{
	if (tpl_block(t))
		die_at(t->file, tpl_block(t)->line, "{{%s}} is not ended", tpl_block(t)->word);
	tpl_mark(t, line);
	tb_puts(&t->code, "return buf_err(out);\n}\n");
}

static void
finish_view(struct tpl *t, int line)
{
	if (!t->view)
		return;
	end_function(t, line);
	if (t->n_open)
		die_at(t->file, t->open[t->n_open - 1].line, "<%s> is not closed",
		    t->open[t->n_open - 1].name);
	t->view = NULL;
}

static void
word_view(struct tpl *t, const char *arg, int line)
{
	const char *body = strstr(t->p, "{{body}}"), *next = strstr(t->p, "{{view ");

	if (*arg == '\0' || arg[word_len(arg)] != '\0')
		die_at(t->file, line, "{{view NAME}} is wanted");
	finish_view(t, line);
	for (int i = 0; i < t->n_views; i++)
		if (strcmp(t->views[i], arg) == 0)
			die_at(t->file, line, "view %s is there already", arg);
	if (t->n_views == (int)LEN(t->views))
		die_at(t->file, line, "too many views");
	t->view = t->views[t->n_views++] = arg;
	t->split = body && (!next || body < next);
	t->after_block = true;
	begin_function(t, t->split ? "_head" : "", line);
}

/* What the view frames comes here: the elements stay open, the function ends. */
static void
word_body(struct tpl *t, const char *arg, int line)
{
	(void)arg;
	if (!t->split)
		die_at(t->file, line, "a second {{body}} in view %s", t->view);
	t->split = false;
	end_function(t, line);
	begin_function(t, "_foot", line);
	t->after_block = true;
}

/* ---- printing ------------------------------------------------------------------- */

/* CALL(args) becomes PREFIX CALL(ui, args) SUFFIX. */
static void
call(struct tpl *t, const char *arg, int line, const char *prefix, const char *suffix)
{
	size_t n = strcspn(arg, "(");
	const char *args = arg + n + 1;

	if (n == 0 || arg[n] != '(' || arg[strlen(arg) - 1] != ')')
		die_at(t->file, line, "a call is wanted: NAME(...)");
	tpl_mark(t, line);
	tb_fmt(&t->code, "%s%.*s(ui%s%s%s\n", prefix, (int)n, arg,
	    *args == ')' ? "" : ", ", args, suffix);
	t->after_block = t->at_start = false;
}

static void
word_use(struct tpl *t, const char *arg, int line)
{
	if (word_len(arg) != strcspn(arg, "("))
		die_at(t->file, line, "{{use VIEW(...)}} is wanted");
	call(t, arg, line, "TRY(view_", ");");
	t->after_block = true;
}

static void
word_do(struct tpl *t, const char *arg, int line)
{
	call(t, arg, line, "", ";");
}

static void
word_t(struct tpl *t, const char *arg, int line)
{
	size_t n = literal_len(arg);
	const char *args = arg + n;

	if (n == 0 || (*args && *args != ','))
		die_at(t->file, line, "{{t \"text\", a, b}} is wanted");
	tpl_mark(t, line);
	if (*args)
		tb_fmt(&t->code, "put_trf(out, ui, %.*s, (struct str[]){%s }, %d);\n",
		    (int)n, arg, args + 1, count_args(args + 1));
	else
		tb_fmt(&t->code, "put_tr(out, ui, %.*s);\n", (int)n, arg);
	t->after_block = false;
}

static void
word_n(struct tpl *t, const char *arg, int line)
{
	size_t n = strcspn(arg, "\"");
	int bars = 0;

	for (const char *p = arg + n; *p; p++)
		bars += *p == '|';
	if (n == 0 || literal_len(arg + n) != strlen(arg + n) || bars != 2)
		die_at(t->file, line, "{{n COUNT \"one|few|many\"}} is wanted");
	while (n && arg[n - 1] == ' ')
		n--;
	tpl_mark(t, line);
	tb_fmt(&t->code, "put_trn(out, ui, %.*s, %s);\n", (int)n, arg, arg + strcspn(arg, "\""));
	t->after_block = false;
}

static void
expression(struct tpl *t, const char *e, int line)
{
	if (*e == '\0' || strchr(e, ';'))
		die_at(t->file, line, *e ? "; in an expression" : "{{}} is empty");
	if (t->place == IN_TAG)
		die_at(t->file, line, "an expression cannot be an attribute's name");
	if (t->place == IN_SRCDOC)
		die_at(t->file, line, "an expression cannot stand in srcdoc");
	tpl_mark(t, line);
	tb_fmt(&t->code, "%s(out, %s);\n", t->place != IN_URL ? "put" :
	    t->at_start ? "put_href_x" : "put_url_x", e);
	t->after_block = t->at_start = false;
}

/* Where a word may stand, and whether something must follow it. */
static const struct {
	const char *name;
	void (*fn)(struct tpl *t, const char *arg, int line);
	bool arg, tag, value, url;
} words[] = {
	{ "view", word_view, true,  false, false, false },
	{ "body", word_body, false, false, false, false },
	{ "for",  word_for,  true,  false, true,  true  },
	{ "if",   word_if,   true,  true,  true,  true  },
	{ "elif", word_else, true,  true,  true,  true  },
	{ "else", word_else, false, true,  true,  true  },
	{ "end",  word_end,  false, true,  true,  true  },
	{ "use",  word_use,  true,  false, false, false },
	{ "do",   word_do,   true,  false, true,  false },
	{ "t",    word_t,    true,  false, true,  false },
	{ "n",    word_n,    true,  false, true,  false },
};

void
tpl_word(struct tpl *t)
{
	int line = tpl_line(t, t->p);
	const char *w = take_word(t, line);
	size_t n = word_len(w);
	const char *arg = w + n + (w[n] == ' ');

	if (*w == '#')
		return;
	for (size_t i = 0; i < LEN(words); i++) {
		if (strlen(words[i].name) != n || memcmp(words[i].name, w, n) != 0)
			continue;
		/* {{n}} and {{t.x}} are expressions */
		if (n == 1 && !strchr(arg, '"'))
			break;
		if (words[i].arg != (*arg != '\0') || (w[n] && w[n] != ' '))
			die_at(t->file, line, "{{%s}}: something is missing or too much", w);
		if ((t->place == IN_TAG && !words[i].tag) || t->place == IN_SRCDOC ||
		    (t->place == IN_URL && !words[i].url) ||
		    (t->place == IN_VALUE && !words[i].value))
			die_at(t->file, line, "{{%s}} cannot stand here", words[i].name);
		if (!t->view && words[i].fn != word_view)
			break;
		words[i].fn(t, arg, line);
		return;
	}
	if (!t->view)
		die_at(t->file, line, "{{%s}} before the first {{view}}", w);
	if (n && w[n] == ' ' && strcmp(tool_dup(w, n), "sizeof") != 0 &&
	    (is_word(*arg) || *arg == '"'))
		die_at(t->file, line, "unknown word %.*s", (int)n, w);
	expression(t, w, line);
}

/* ---- files --------------------------------------------------------------------------- */

static void
page(struct tpl *t, const char *file)
{
	size_t n;
	const char *src = tool_read(file, &n);

	if (strlen(src) != n)
		die_at(file, 0, "a NUL byte in a page");
	t->file = file;
	t->p = t->counted = src;
	t->line = 1;
	t->n_blocks = t->n_open = 0;
	while (*t->p) {
		if (strncmp(t->p, "{{", 2) == 0)
			tpl_word(t);
		else if (*t->p == '<')
			tpl_tag(t);
		else
			tpl_text(t);
	}
	finish_view(t, tpl_line(t, t->p));
}

int
main(int argc, char **argv)
{
	static struct tpl t;

	if (argc < 4) {
		fputs("usage: tplc ROOM OUT.h OUT.c views/x.html...\n", stderr);
		return 2;
	}
	t.room = argv[1];
	tb_fmt(&t.head, "/* Made by tplc from %s's views: do not edit. */\n#pragma once\n"
	    "#include \"web/ui.h\"\n#include \"%s/views.h\"\n\n", argv[1], argv[1]);
	tb_fmt(&t.code, "/* Made by tplc from %s's views: do not edit. */\n#include \"%s\"\n",
	    argv[1], tool_include_name(argv[2]));
	for (int i = 4; i < argc; i++)
		page(&t, argv[i]);
	tool_write(argv[2], &t.head);
	tool_write(argv[3], &t.code);
	return 0;
}
