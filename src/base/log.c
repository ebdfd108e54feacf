/* log.c - one line an event, logfmt or JSON, written to stderr in one piece. */
#include "base/base.h"
#include <stdatomic.h>
#include <stdio.h>
#include <sys/types.h>
#include <time.h>
#include <unistd.h>

#define LINE_MAX_ ((size_t)4096)
#define VALUE_MAX ((size_t)1024)

static atomic_int level = LOG_INFO;
static atomic_bool as_json;

/* Fixed memory: a line must come out even when there is no other. */
struct line { size_t n; char p[LINE_MAX_]; bool json; };

void
log_json_set(bool json)
{
	atomic_store(&as_json, json);
}

void
log_level_set(enum log_level lv)
{
	atomic_store(&level, (int)lv);
}

static void
add(struct line *l, const char *p, size_t n)
{
	size_t room = LINE_MAX_ - 1 - l->n; /* one is kept for the line feed */

	if (n > room)
		n = room;
	memcpy(l->p + l->n, p, n);
	l->n += n;
}

static bool
needs_quotes(const char *p, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if ((unsigned char)p[i] <= ' ' || strchr("\"=\\\x7f", p[i]))
			return true;
	return n == 0;
}

/* Bytes of a whole character at p; 0: these are none. Overlong forms may pass: they are only
 * copied. */
static size_t
whole_char(const char *p, size_t n)
{
	unsigned char c = (unsigned char)*p;
	size_t want = c < 0x80 ? 1 : c < 0xc2 ? 0 : c < 0xe0 ? 2 : c < 0xf0 ? 3 : c < 0xf5 ? 4 : 0;

	if (want > n)
		return 0;
	for (size_t i = 1; i < want; i++)
		if (((unsigned char)p[i] & 0xc0) != 0x80)
			return 0;
	return want;
}

/* A cut value is still a string, and the line still an object: room is kept for their ends. */
static void
add_json(struct line *l, const char *p, size_t n)
{
	size_t step;

	for (size_t i = 0; i < n && l->n < LINE_MAX_ - 12; i += step ? step : 1) {
		unsigned char c = (unsigned char)p[i];
		char t[8];

		step = whole_char(p + i, n - i);
		if (step == 0) {
			add(l, "\\ufffd", 6);
		} else if (c == '"' || c == '\\') {
			add(l, "\\", 1);
			add(l, &p[i], 1);
		} else if (c < ' ' || c == 0x7f) {
			snprintf(t, sizeof t, "\\u%04x", c);
			add(l, t, 6);
		} else {
			add(l, &p[i], step);
		}
	}
}

static void
add_key(struct line *l, const char *p, size_t n)
{
	if (!l->json) {
		add(l, " ", 1);
		add(l, p, n);
		add(l, "=", 1);
		return;
	}
	add(l, ",\"", 2);
	add_json(l, p, n);
	add(l, "\":", 2);
}

/* Nothing a value holds may end the line or forge another pair. */
static void
add_value(struct line *l, const char *p, size_t n)
{
	if (!needs_quotes(p, n)) {
		add(l, p, n);
		return;
	}
	add(l, "\"", 1);
	for (size_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)p[i];
		char t[8];

		if (c == '"' || c == '\\')
			add(l, "\\", 1);
		if (c == '\n') {
			add(l, "\\n", 2);
		} else if (c < ' ' || c == 0x7f) {
			snprintf(t, sizeof t, "\\x%02x", c);
			add(l, t, 4);
		} else {
			add(l, &p[i], 1);
		}
	}
	add(l, "\"", 1);
}

static void
add_text(struct line *l, const char *p, size_t n)
{
	if (!l->json) {
		add_value(l, p, n);
		return;
	}
	add(l, "\"", 1);
	add_json(l, p, n);
	add(l, "\"", 1);
}

/* One conversion as it stands in the format: flags, width, precision, size, kind. */
struct conv { char text[32]; size_t n; int stars; char size, kind; };

static const char *
conv_read(const char *f, struct conv *c)
{
	const char *from = f++;

	*c = (struct conv){ 0 };
	for (; *f && strchr("-+ #0123456789.*", *f); f++)
		c->stars += *f == '*';
	for (; *f && strchr("hljzt", *f); f++)
		c->size = c->size == 'l' && *f == 'l' ? 'L' : *f;
	if (!*f)
		return f;
	c->kind = *f++;
	c->n = (size_t)(f - from);
	if (c->n >= sizeof c->text)
		c->n = sizeof c->text - 1;
	memcpy(c->text, from, c->n);
	return f;
}

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
#define SHOW(v) \
	(c->stars == 2 ? snprintf(to, room, c->text, star[0], star[1], (v)) : \
	 c->stars == 1 ? snprintf(to, room, c->text, star[0], (v)) : \
	 snprintf(to, room, c->text, (v)))

struct args { va_list ap; };

static int
conv_int(const struct conv *c, struct args *a, const int star[2], char *to, size_t room)
{
	switch (c->size) {
	case 'l': return SHOW(va_arg(a->ap, long));
	case 'L': return SHOW(va_arg(a->ap, long long));
	case 'j': return SHOW(va_arg(a->ap, intmax_t));
	case 'z': return SHOW(va_arg(a->ap, size_t));
	case 't': return SHOW(va_arg(a->ap, ptrdiff_t));
	default: return SHOW(va_arg(a->ap, int));
	}
}

static size_t
conv_show(const struct conv *c, struct args *a, char *to, size_t room)
{
	int star[2] = { 0 }, n = 0;
	const char *z;

	for (int i = 0; i < c->stars && i < 2; i++)
		star[i] = va_arg(a->ap, int);
	switch (c->kind) {
	case '%': n = snprintf(to, room, "%%"); break;
	case 's':
		z = va_arg(a->ap, const char *);
		z = z ? z : "";
		n = SHOW(z);
		break;
	case 'd':
	case 'i':
	case 'u':
	case 'x':
	case 'X':
	case 'o':
	case 'c': n = conv_int(c, a, star, to, room); break;
	case 'f':
	case 'g':
	case 'e': n = SHOW(va_arg(a->ap, double)); break;
	case 'p': n = SHOW(va_arg(a->ap, void *)); break;
	default: /* not ours; its argument is passed over */ (void)va_arg(a->ap, int); break;
	}
	return n < 0 ? 0 : (size_t)n < room ? (size_t)n : room - 1;
}
#pragma GCC diagnostic pop

/* Where the value of a pair stands while it is put together. */
struct value { size_t n; bool number; char p[VALUE_MAX]; };

/* From after the "=" to the next blank of the format. A value of one number and nothing else is a
 * number in JSON too. */
static const char *
value_read(const char *f, struct args *a, struct value *v)
{
	bool quoted = false;
	int parts = 0;
	struct conv c = { 0 };

	v->n = 0;
	for (; *f && (quoted || *f != ' '); parts++) {
		if (*f == '%') {
			f = conv_read(f, &c);
			v->n += conv_show(&c, a, v->p + v->n, sizeof v->p - v->n);
		} else if (*f == '"') {
			quoted = !quoted;
			f++;
		} else if (v->n < sizeof v->p - 1) {
			v->p[v->n++] = *f++;
		} else {
			f++;
		}
	}
	v->number = parts == 1 && c.kind != 0 && strchr("diuf", c.kind) != NULL && v->n > 0 &&
	    strspn(v->p, "0123456789.-") >= v->n && v->n < 20;
	return f;
}

/* The format is cut at its own blanks, never at those of the values. */
static void
add_pairs(struct line *l, const char *f, struct args *a)
{
	struct value v;

	while (*f) {
		size_t key;

		if (*f == ' ') {
			f++;
			continue;
		}
		key = strcspn(f, "= ");
		if (l->json && (f[key] != '=' || l->n + key + 40 > LINE_MAX_)) {
			/* a bare word is no pair, and a pair without room is none either; its
			 * arguments are still to be passed over */
			f += key;
			if (*f == '=')
				f = value_read(f + 1, a, &v);
			continue;
		}
		if (f[key] != '=') {
			add(l, " ", 1);
			add(l, f, key);
			f += key;
			continue;
		}
		add_key(l, f, key);
		f = value_read(f + key + 1, a, &v);
		if (l->json && v.number)
			add(l, v.p, v.n);
		else
			add_text(l, v.p, v.n);
	}
}

void
log_line(enum log_level lv, const char *event, const char *fmt, ...)
{
	static const char *const names[] = { "debug", "info", "warn", "error" };
	struct line l = { .json = atomic_load_explicit(&as_json, memory_order_relaxed) };
	struct timespec t;
	struct args a;
	struct tm tm;
	char head[112];
	int n;

	if ((int)lv < atomic_load_explicit(&level, memory_order_relaxed))
		return;
	clock_gettime(CLOCK_REALTIME, &t);
	gmtime_r(&t.tv_sec, &tm);
	n = snprintf(head, sizeof head, l.json ?
	    "{\"time\":\"%04d-%02d-%02dT%02d:%02d:%02d.%03dZ\",\"level\":\"%s\",\"event\":" :
	    "time=%04d-%02d-%02dT%02d:%02d:%02d.%03dZ level=%s event=", tm.tm_year + 1900,
	    tm.tm_mon + 1, tm.tm_mday, tm.tm_hour, tm.tm_min, tm.tm_sec, (int)(t.tv_nsec / 1000000),
	    names[(unsigned)lv < LEN(names) ? lv : LOG_ERROR]);
	add(&l, head, n > 0 && (size_t)n < sizeof head ? (size_t)n : sizeof head - 1);
	add_text(&l, event, strlen(event));
	va_start(a.ap, fmt);
	add_pairs(&l, fmt ? fmt : "", &a);
	va_end(a.ap);
	add(&l, "}", l.json ? 1 : 0);
	l.p[l.n++] = '\n';
	/* A log that cannot be written must not stop the server. */
	if (write(STDERR_FILENO, l.p, l.n) < 0)
		return;
}
