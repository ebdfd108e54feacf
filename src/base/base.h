/* base.h - what every file of Veche starts from: errors, text, memory.
 *
 * Owns    nothing.
 * Memory  three lifetimes: the process, the request (or job), scratch. All of
 *         it comes from arenas (arena.h below); malloc is for base/ alone.
 * Errors  enum err, never ignored; ret_ arguments are written on OK only.
 * Threads an arena or a buf belongs to one thread at a time.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdarg.h>
#include <string.h>

#define MUST_USE __attribute__((warn_unused_result))
#define PRINTF(a, b) __attribute__((format(printf, a, b)))
#define UNUSED __attribute__((unused))
#define LEN(a) (sizeof(a) / sizeof *(a))
#define KiB ((size_t)1024)
#define MiB (KiB * 1024)

enum err {
	OK = 0,
#define ERR(name, status, level, text) name,
#include "base/err.def"
#undef ERR
	ERR_N
};

/* The symbol ("E_INPUT"), the HTTP status, the log level, the reader's words. */
const char *err_name(enum err e);
int err_status(enum err e);
int err_level(enum err e);
const char *err_text(enum err e);

/* Leave the function with the error of `call`, if it has one. */
#define TRY(call) \
	do { \
		enum err try_e_ = (call); \
		if (try_e_ != OK) \
			return try_e_; \
	} while (0)

/* A condition that only a bug can break: says where, ends the process. */
#define ASSERT(c) ((c) ? (void)0 : assert_failed(#c, __FILE__, __LINE__, __func__))
_Noreturn void assert_failed(const char *what, const char *file, int line, const char *fn);

/* ---- text ------------------------------------------------------------- */

struct str  { const char *p; size_t n; };	/* bytes from anywhere: not trusted */
struct html { const char *p; size_t n; };	/* markup we made ourselves         */

/* A literal as text. */
#define S(lit) ((struct str){ "" lit, sizeof(lit) - 1 })
#define STR_NONE ((struct str){ NULL, 0 })
/* For printf's "%.*s". */
#define FMT(s) (int)(s).n, (s).p ? (s).p : ""

static inline struct str
str_c(const char *z)	/* NUL-ended text, NULL is empty */
{
	return (struct str){ z, z ? strlen(z) : 0 };
}

static inline bool
str_eq(struct str a, struct str b)
{
	/* the count says that there are bytes */
	return a.n == b.n &&
	    (a.n == 0 || memcmp(a.p, b.p, a.n) == 0); /* NOLINT(clang-analyzer-core.NonNull*) */
}

static inline bool
str_is(struct str a, const char *z)	/* equals a NUL-ended text */
{
	return str_eq(a, str_c(z));
}

int str_cmp(struct str a, struct str b);	/* bytewise, like strcmp */
bool str_starts(struct str s, struct str head);
bool str_ends(struct str s, struct str tail);
struct str str_trim(struct str s);		/* ASCII blanks and U+00A0 off both ends */
/* Cut at the first `sep`: the head is returned, *rest is what follows it (p NULL when no sep). */
struct str str_cut(struct str s, char sep, struct str *rest);
ptrdiff_t str_find(struct str hay, struct str needle);	/* -1: not there */
/* Whole text a decimal int64 in range: true. Nothing is written otherwise. */
bool str_int(struct str s, int64_t *ret);
bool str_real(struct str s, double *ret);	/* "12.5" or "12,5" */
uint64_t str_hash(struct str s);		/* 64-bit, keyed per process, for tables */

/* ---- arena ------------------------------------------------------------ */

/* Blocks that grow to a cap; everything ends together. */
struct arena;

/* NULL when memory is out. `cap` is the most it may ever hold, in bytes. */
int64_t mem_resident(void);	/* bytes of this process in memory; 0: the system does not say */
struct arena *arena_new(size_t cap);
void arena_free(struct arena *a);
/* Runs deferred closers, newest first, and keeps one block for the next use. */
void arena_reset(struct arena *a);
/* Zeroed, aligned for anything; NULL when the cap or the memory is out. */
void *arena_alloc(struct arena *a, size_t n) MUST_USE;
void *arena_grow(struct arena *a, void *old, size_t old_n, size_t new_n) MUST_USE;
#define arena_make(a, type) ((type *)arena_alloc((a), sizeof(type)))
#define arena_array(a, type, n) ((type *)arena_array_((a), sizeof(type), (n)))
void *arena_array_(struct arena *a, size_t size, size_t n) MUST_USE;
/* Run fn(data) when the arena is reset or freed. */
enum err arena_defer(struct arena *a, void (*fn)(void *), void *data) MUST_USE;
size_t arena_used(const struct arena *a);
/* Copies end with a NUL that is not counted. p is NULL when memory is out. */
struct str str_dup(struct arena *a, struct str s);
char *str_z(struct arena *a, struct str s);	/* NUL-ended copy, NULL when out */
struct str str_fmt(struct arena *a, const char *fmt, ...) PRINTF(2, 3);

/* ---- buf: text being written ------------------------------------------ */

/* Remembers its first failure, so that fifty writes are checked once. */
struct buf {
	char *p;
	size_t n, cap, limit;
	struct arena *arena;	/* NULL: from the heap, ended by buf_fini */
	enum err err;
};

void buf_init(struct buf *b, struct arena *a, size_t limit);
void buf_fini(struct buf *b);
static inline void buf_reset(struct buf *b) { b->n = 0; b->err = OK; }
static inline enum err buf_err(const struct buf *b) { return b->err; }
static inline struct str buf_str(const struct buf *b) { return (struct str){ b->p, b->n }; }
bool buf_room(struct buf *b, size_t more);	/* false: b->err says why */
void buf_put(struct buf *b, struct str s);	/* as it is */
void buf_putz(struct buf *b, const char *z);
void buf_putc(struct buf *b, char c);
void buf_int(struct buf *b, int64_t v);
void buf_fmt(struct buf *b, const char *fmt, ...) PRINTF(2, 3);

/* ---- escaping: by type and by place ------------------------------------ */

void put_text(struct buf *b, struct str s);	/* & < > " ' escaped: text and attributes */
void put_html(struct buf *b, struct html h);	/* as it is */
void put_int(struct buf *b, int64_t v);
void put_url(struct buf *b, struct str s);	/* one component, percent-encoded */
void put_json(struct buf *b, struct str s);	/* inside "…": quotes not added */
void put_csv(struct buf *b, struct str s);	/* a field; quoted when it must be; =+-@ defused */
/* A whole address for href, src, action: http, https, mailto, tel or relative; else "#". */
void put_href(struct buf *b, struct str s);
void put_z(struct buf *b, const char *z);	/* put_text of a NUL-ended text */

/* What a page prints is escaped unless its type says it is markup. */
#define put(out, x) _Generic((x), \
	struct str: put_text, struct html: put_html, \
	char *: put_z, const char *: put_z, \
	int: put_int, long: put_int, long long: put_int, \
	unsigned: put_int, unsigned long: put_int)((out), (x))

/* ---- vec: a growing array in an arena ----------------------------------- */

/* VEC(struct row) rows = { 0 };  VEC_PUSH(arena, &rows, r) is OK or E_NOMEM. */
#define VEC(type) struct { type *p; size_t n, cap; }
#define VEC_PUSH(a, v, item) \
	(vec_room_((a), (void **)&(v)->p, (v)->n, &(v)->cap, sizeof *(v)->p) \
	 ? ((v)->p[(v)->n++] = (item), OK) : E_NOMEM)
bool vec_room_(struct arena *a, void **p, size_t n, size_t *cap, size_t size);

/* ---- log ----------------------------------------------------------------- */

enum log_level { LOG_DEBUG, LOG_INFO, LOG_WARN, LOG_ERROR };
/* One line to stderr, logfmt or JSON: time, level, event and key=value pairs. No personal data. */
void log_line(enum log_level lv, const char *event, const char *fmt, ...) PRINTF(3, 4);
void log_level_set(enum log_level lv);
void log_json_set(bool json);	/* logfmt else */

/* ---- time and chance ------------------------------------------------------ */

int64_t time_now(void);		/* UTC seconds; VECHE_NOW overrides it for tests */
int64_t time_mono_us(void);	/* microseconds, for measuring */
void rand_bytes(void *p, size_t n);	/* from the kernel's generator */

/* Makes the nth allocation from now fail (0: never); for tests of running out. */
void alloc_fail_at(int64_t nth);
bool alloc_failed(void);	/* has that happened since? */
