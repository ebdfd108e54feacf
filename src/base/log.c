/* log.c - one logfmt line an event, written to stderr in one piece. */
#include "base/base.h"
#include <stdatomic.h>
#include <stdio.h>
#include <sys/types.h>
#include <time.h>
#include <unistd.h>

#define LINE_MAX_ ((size_t)4096)
#define VALUE_MAX ((size_t)1024)

static atomic_int level = LOG_INFO;

/* Fixed memory: a line must come out even when there is no other. */
struct line { size_t n; char p[LINE_MAX_]; };

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

/* The format is cut at its own blanks, never at those of the values. */
static void
add_pairs(struct line *l, const char *f, struct args *a)
{
	char value[VALUE_MAX];
	struct conv c;

	while (*f) {
		size_t n = 0;
		bool quoted = false;

		if (*f == ' ') {
			f++;
			continue;
		}
		add(l, " ", 1);
		for (; *f && *f != '=' && *f != ' '; f++)
			add(l, f, 1);
		if (*f != '=')
			continue;
		add(l, "=", 1);
		for (f++; *f && (quoted || *f != ' ');) {
			if (*f == '%') {
				f = conv_read(f, &c);
				n += conv_show(&c, a, value + n, sizeof value - n);
			} else if (*f == '"') {
				quoted = !quoted;
				f++;
			} else if (n < sizeof value - 1) {
				value[n++] = *f++;
			} else {
				f++;
			}
		}
		add_value(l, value, n);
	}
}

void
log_line(enum log_level lv, const char *event, const char *fmt, ...)
{
	static const char *const names[] = { "debug", "info", "warn", "error" };
	struct line l = { 0 };
	struct timespec t;
	struct args a;
	struct tm tm;
	char head[96];
	int n;

	if ((int)lv < atomic_load_explicit(&level, memory_order_relaxed))
		return;
	clock_gettime(CLOCK_REALTIME, &t);
	gmtime_r(&t.tv_sec, &tm);
	n = snprintf(head, sizeof head,
	    "time=%04d-%02d-%02dT%02d:%02d:%02d.%03dZ level=%s event=", tm.tm_year + 1900,
	    tm.tm_mon + 1, tm.tm_mday, tm.tm_hour, tm.tm_min, tm.tm_sec, (int)(t.tv_nsec / 1000000),
	    names[(unsigned)lv < LEN(names) ? lv : LOG_ERROR]);
	add(&l, head, n > 0 && (size_t)n < sizeof head ? (size_t)n : sizeof head - 1);
	add_value(&l, event, strlen(event));
	va_start(a.ap, fmt);
	add_pairs(&l, fmt ? fmt : "", &a);
	va_end(a.ap);
	l.p[l.n++] = '\n';
	/* A log that cannot be written must not stop the server. */
	if (write(STDERR_FILENO, l.p, l.n) < 0)
		return;
}
