/* akn_meta.c - identification of a work and of its expression (FRBR). */
#include "law/paper/akn_meta.h"

#define NOTE_BYTES (64 * KiB)
#define NOTES_AHEAD 16	/* of those that were not referred to, so many are passed over */

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
	else if (str_is(name, "FRBRname"))
		keep(m, at, "value", &m->shrt);
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
	if (str_is(name, "note") && m->note == 0) {
		m->note = depth;
		m->note_eid = S("");
		keep(m, at, "eId", &m->note_eid);
		buf_init(&m->words, m->a, NOTE_BYTES);
	}
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
akn_meta_text(struct akn_meta *m, struct str s)
{
	if (m->note == 0)
		return;
	for (size_t i = 0; i < s.n; i++) /* a line's end within a note is a blank */
		if ((unsigned char)s.p[i] > ' ')
			buf_putc(&m->words, s.p[i]);
		else if (m->words.n > 0 && m->words.p[m->words.n - 1] != ' ')
			buf_putc(&m->words, ' ');
}

static enum err
note_ends(struct akn_meta *m)
{
	struct akn_note n = { m->note_eid, str_trim(buf_str(&m->words)) };

	m->note = 0;
	if (n.eid.n == 0 || n.text.n == 0 || buf_err(&m->words) == E_LIMIT)
		return OK;
	return buf_err(&m->words) == OK ? VEC_PUSH(m->a, &m->notes, n) : E_NOMEM;
}

struct str
akn_meta_note(struct akn_meta *m, struct str eid)
{
	for (size_t i = m->next; eid.n > 0 && i < m->notes.n && i < m->next + NOTES_AHEAD; i++)
		if (str_eq(m->notes.p[i].eid, eid)) {
			m->next = i + 1;
			return m->notes.p[i].text;
		}
	return S("");
}

enum err
akn_meta_end(struct akn_meta *m, int depth)
{
	enum err e = m->note > 0 && depth == m->note ? note_ends(m) : OK;

	if (depth == m->depth) {
		m->depth = 0;
		m->done = true;
	}
	if (depth == m->work)
		m->work = 0;
	if (depth == m->edition)
		m->edition = 0;
	return e;
}

struct law_meta
akn_meta_said(const struct akn_meta *m)
{
	struct law_meta r = { .number = m->number, .shrt = m->shrt, .title = m->title,
		.adopted = m->adopted,
		.edition = m->since };

	if (law_kind_find(m->kind) >= 0)
		r.kind = m->kind;
	return r;
}
