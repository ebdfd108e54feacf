/* tool.c - files, text and complaints for the build-time generators. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include "tool.h"

void *
tool_grow(void *old, size_t n)
{
	void *p = realloc(old, n);

	if (!p)
		die_at("tools", 0, "out of memory");
	return p;
}

void *
tool_alloc(size_t n)
{
	return memset(tool_grow(NULL, n ? n : 1), 0, n);
}

char *
tool_dup(const char *p, size_t n)
{
	char *z = tool_alloc(n + 1);

	if (n)
		memcpy(z, p, n);
	return z;
}

void
tb_put(struct tbuf *b, const char *p, size_t n)
{
	if (b->n + n + 1 > b->cap) {
		b->cap = 2 * (b->n + n + 1) + 64;
		b->p = tool_grow(b->p, b->cap);
	}
	if (b->p == NULL) /* room for nothing was asked: there is none */
		return;
	if (n > 0)
		memcpy(b->p + b->n, p, n);
	b->n += n;
	b->p[b->n] = '\0';
}

void
tb_puts(struct tbuf *b, const char *z)
{
	tb_put(b, z, strlen(z));
}

void
tb_putc(struct tbuf *b, char c)
{
	tb_put(b, &c, 1);
}

void
tb_fmt(struct tbuf *b, const char *fmt, ...)
{
	va_list ap;
	char *z;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	z = tool_alloc((size_t)n + 1);
	va_start(ap, fmt);
	vsnprintf(z, (size_t)n + 1, fmt, ap);
	va_end(ap);
	tb_put(b, z, (size_t)n);
	free(z);
}

void
tb_literal(struct tbuf *b, const char *p, size_t n)
{
	tb_putc(b, '"');
	for (size_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)p[i];

		if (c == '\n')
			tb_puts(b, "\\n");
		else if (c == '\t')
			tb_puts(b, "\\t");
		else if (c == '"' || c == '\\' || (c == '?' && i && p[i - 1] == '?'))
			tb_fmt(b, "\\%c", c);
		else if (c < ' ' || c == 127)
			tb_fmt(b, "\\%03o", c);
		else
			tb_putc(b, (char)c);
	}
	tb_putc(b, '"');
}

bool
tool_try_read(const char *path, char **ret, size_t *ret_n)
{
	struct tbuf b = { 0 };
	char block[16384];
	size_t n;
	FILE *f = fopen(path, "rb");

	if (!f)
		return false;
	while ((n = fread(block, 1, sizeof block, f)) > 0)
		tb_put(&b, block, n);
	if (ferror(f))
		die_at(path, 0, "cannot read: %s", strerror(errno));
	fclose(f);
	tb_put(&b, "", 0);
	*ret = b.p;
	*ret_n = b.n;
	return true;
}

char *
tool_read(const char *path, size_t *ret_n)
{
	char *p = NULL;

	if (!tool_try_read(path, &p, ret_n))
		die_at(path, 0, "cannot read: %s", strerror(errno));
	return p;
}

void
tool_write(const char *path, const struct tbuf *b)
{
	FILE *f = fopen(path, "wb");
	bool ok;

	if (!f)
		die_at(path, 0, "cannot write: %s", strerror(errno));
	ok = b->n == 0 || fwrite(b->p, 1, b->n, f) == b->n;
	if (fclose(f) != 0 || !ok) {
		remove(path); /* half a file must not look made to make */
		die_at(path, 0, "cannot write: %s", strerror(errno));
	}
}

const char *
tool_include_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	for (const char *p = path; (p = strstr(p, "gen/")) != NULL; p++)
		if (p == path || p[-1] == '/')
			return p;
	return slash ? slash + 1 : path;
}

bool
is_word(int c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	    c == '_';
}

bool
is_blank(int c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

size_t
word_len(const char *p)
{
	size_t n = 0;

	if (*p >= '0' && *p <= '9')
		return 0;
	while (is_word(p[n]))
		n++;
	return n;
}

void
die_at(const char *file, int line, const char *fmt, ...)
{
	va_list ap;

	if (line > 0)
		fprintf(stderr, "%s:%d: ", file, line);
	else
		fprintf(stderr, "%s: ", file);
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fputc('\n', stderr);
	exit(1);
}
