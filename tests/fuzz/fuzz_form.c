/* Forms from anyone: what form_read takes is within the bounds its table declares and is UTF-8;
 * what it refuses has a problem named for a field of the table. */
#include "text/text.h"
#include "web/web.h"
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void
must(bool c, const char *what)
{
	if (!c) {
		fprintf(stderr, "fuzz_form: %s\n", what);
		abort();
	}
}

struct in {
	struct str name, note;
	struct opt_int people, day;
	struct opt_real share;
	bool agree;
	int kind;
};

static const char *const kinds[] = { "urban_okrug", "municipal_okrug", "region", NULL };
static const struct field fields[] = {
	F_TEXT(struct in, name, "Имя", 2, 40),
	F_TEXT(struct in, note, "Заметка", 0, 8),
	F_INT(struct in, people, "Жителей", 0, 20000000),
	F_REAL(struct in, share, "Доля", -5, 100),
	F_BOOL(struct in, agree, "Согласие"),
	F_DAY(struct in, day, "День"),
	F_CHOICE(struct in, kind, "Вид", kinds),
	F_END
};

static void
check_text(struct str s, size_t min, size_t max)
{
	must(utf8_valid(s), "text is not UTF-8");
	must(utf8_len(s) >= min && utf8_len(s) <= max, "text out of bounds");
	must(str_eq(s, str_trim(s)), "text is not trimmed");
}

static void
check_taken(const struct in *in)
{
	check_text(in->name, 2, 40);
	check_text(in->note, 0, 8);
	must(!in->people.has || (in->people.v >= 0 && in->people.v <= 20000000),
	    "number out of bounds");
	must(!in->share.has || (in->share.v >= -5 && in->share.v <= 100), "share out of bounds");
	must(in->kind >= 0 && in->kind < 3, "no such choice");
}

static void
check_refused(const struct problems *p)
{
	must(p->n > 0, "refused without a word");
	for (size_t i = 0; i < p->n; i++) {
		bool known = false;

		for (const struct field *f = fields; f->name; f++)
			known |= strcmp(f->name, p->p[i].field) == 0;
		must(known, "a problem of no field");
		must(p->p[i].text.n > 0 && utf8_valid(p->p[i].text), "a problem without words");
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct arena *a = arena_new(16 * MiB);
	struct http_req hr = { .arena = a };
	struct req rq = { .in = &hr, .arena = a };
	struct in in = { 0 };
	struct buf out;
	enum err e;

	must(a != NULL, "memory");
	buf_init(&out, a, 4 * MiB);
	rq.out = &out;
	rq.ui = (struct ui){ .out = &out, .arena = a, .today = 20000 };
	if (http_parse_query(a, (struct str){ (const char *)data, n }, 200, &hr.form) == OK) {
		e = form_read(&rq, fields, &in);
		must(e == OK || e == E_INPUT, "neither taken nor refused");
		if (e == OK)
			check_taken(&in);
		else
			check_refused(&rq.problems);
	}
	arena_free(a);
	return 0;
}
