/* tool.h - what the build-time generators share: files, text, complaints.
 *
 * Owns    nothing.
 * Memory  never freed: a generator lives for a moment.
 * Errors  end the program with "file:line: message" and status 1.
 * Threads one.
 */
#pragma once
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#define PRINTF(a, b) __attribute__((format(printf, a, b)))
#define LEN(a) (sizeof(a) / sizeof *(a))

/* Text being written; p is always NUL-ended once anything was put. */
struct tbuf { char *p; size_t n, cap; };

void *tool_alloc(size_t n);			/* zeroed */
void *tool_grow(void *old, size_t n) __attribute__((returns_nonnull));
char *tool_dup(const char *p, size_t n);	/* NUL-ended copy */

void tb_put(struct tbuf *b, const char *p, size_t n);
void tb_puts(struct tbuf *b, const char *z);
void tb_putc(struct tbuf *b, char c);
void tb_fmt(struct tbuf *b, const char *fmt, ...) PRINTF(2, 3);
/* One C string literal with its quotes: UTF-8 stays readable, no trigraphs. */
void tb_literal(struct tbuf *b, const char *p, size_t n);

char *tool_read(const char *path, size_t *ret_n);	/* NUL added after the text */
bool tool_try_read(const char *path, char **ret, size_t *ret_n);
void tool_write(const char *path, const struct tbuf *b);
/* How generated C names a generated header: from "gen/" on, else the last part. */
const char *tool_include_name(const char *path);

bool is_word(int c);		/* letter, digit or _ (ASCII) */
bool is_blank(int c);
size_t word_len(const char *p);	/* 0 when p does not start an identifier */

/* line 0: the file as a whole. */
_Noreturn void die_at(const char *file, int line, const char *fmt, ...) PRINTF(3, 4);
