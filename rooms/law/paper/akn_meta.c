/* akn_meta.c - identification of a work and of its expression (FRBR). */
#include "law/paper/akn_meta.h"

static void
keep(struct akn_meta *m, const struct walk_attrs *at, const char *name, struct str *to)
{
	struct str s;

	if (to->n == 0 && walk_attr(at, name, &s) && s.n > 0 && s.n <= 4 * KiB)
		*to = str_dup(m->a, s);
}

static void
of_work(struct akn_meta *m, struct str name, const struct walk_attrs *at)
{
	if (str_is(name, "FRBRdate"))
		keep(m, at, "date", &m->adopted);
	else if (str_is(name, "FRBRnumber"))
		keep(m, at, "value", &m->number);
	else if (str_is(name, "FRBRsubtype"))
		keep(m, at, "value", &m->kind);
	else if (str_is(name, "FRBRalias"))
		keep(m, at, "value", &m->title);
}

void
akn_meta_start(struct akn_meta *m, int depth, struct str name, const struct walk_attrs *at)
{
	if (m->depth == 0)
		m->depth = depth;
	if (m->done)
		return;
	if (str_is(name, "FRBRWork"))
		m->work = depth;
	else if (str_is(name, "FRBRExpression"))
		m->edition = depth;
	else if (m->work > 0)
		of_work(m, name, at);
	else if (m->edition > 0 && str_is(name, "FRBRdate"))
		keep(m, at, "date", &m->since);
}

void
akn_meta_end(struct akn_meta *m, int depth)
{
	if (depth == m->depth) {
		m->depth = 0;
		m->done = true;
	}
	if (depth == m->work)
		m->work = 0;
	if (depth == m->edition)
		m->edition = 0;
}

struct law_meta
akn_meta_said(const struct akn_meta *m)
{
	struct law_meta r = { .number = m->number, .title = m->title, .adopted = m->adopted,
		.edition = m->since };

	if (law_kind_find(m->kind) >= 0)
		r.kind = m->kind;
	return r;
}
