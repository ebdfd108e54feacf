/* fields.c - a solution as fields: two edits at once are joined by them, history told. */
#include "solutions/sol_impl.h"

/* ---- as texts --------------------------------------------------------------------------- */

static const char *const step_fields[] = { "step", "who", "term", "norm", "note", "file" };

static struct str
step_text(struct arena *a, const struct sol_step *s, size_t field)
{
	switch (field) {
	case 0: return s->title;
	case 1: return s->who;
	case 2: return s->unit == SOL_NO_TERM ? S("") : str_fmt(a, "%lld %d %d",
		    (long long)s->term, (int)s->unit, (int)s->since);
	case 3: return s->norm;
	case 4: return s->note;
	default: return s->file_name.n == 0 ? S("") :
	    str_fmt(a, "%.*s\n%.*s", FMT(s->file_name), FMT(s->file_text));
	}
}

static struct str
joined(struct arena *a, const struct str *p, size_t n, char sep)
{
	struct buf b;

	buf_init(&b, a, 16 * KiB);
	for (size_t i = 0; i < n; i++) {
		if (i > 0)
			buf_putc(&b, sep);
		buf_put(&b, p[i]);
	}
	return b.n > 0 ? buf_str(&b) : S("");
}

static struct str
order_text(struct arena *a, const struct sol_draft *d)
{
	struct str codes[SOL_STEPS];

	for (size_t i = 0; i < d->n_steps; i++)
		codes[i] = d->step[i].code;
	return joined(a, codes, d->n_steps, ' ');
}

static void
add(struct sol_fields *f, struct str name, struct str text)
{
	f->p[f->n++] = (struct sol_field){ name, text.p ? text : S("") };
}

enum err
sol_fields(struct arena *a, const struct sol_draft *d, struct sol_fields *ret)
{
	*ret = (struct sol_fields){ arena_array(a, struct sol_field, SOL_FIELDS), 0 };
	if (ret->p == NULL)
		return E_NOMEM;
	add(ret, S("title"), d->title);
	add(ret, S("situation"), d->situation);
	add(ret, S("owner"), d->owner);
	add(ret, S("kinds"), d->kinds);
	add(ret, S("level"), sol_num(a, (int64_t)d->level));
	add(ret, S("topic"), d->topic != 0 ? sol_num(a, d->topic) : S(""));
	add(ret, S("place"), d->place.has ? sol_num(a, d->place.v) : S(""));
	add(ret, S("demo"), d->demo ? S("1") : S(""));
	add(ret, S("measures"), joined(a, d->measure, d->n_measures, ' '));
	add(ret, S("order"), order_text(a, d));
	for (size_t i = 0; i < d->n_steps; i++)
		for (size_t k = 0; k < LEN(step_fields); k++) {
			struct str name = str_fmt(
			    a, "%s:%.*s", step_fields[k], FMT(d->step[i].code));

			if (name.p == NULL)
				return E_NOMEM;
			add(ret, name, step_text(a, &d->step[i], k));
		}
	return OK;
}

struct str
sol_field(const struct sol_fields *f, struct str name)
{
	for (size_t i = 0; i < f->n; i++)
		if (str_eq(f->p[i].name, name))
			return f->p[i].text;
	return STR_NONE;
}

int
sol_step_at(const struct sol_draft *d, struct str code)
{
	for (size_t i = 0; i < d->n_steps; i++)
		if (str_eq(d->step[i].code, code))
			return (int)i;
	return -1;
}

/* ---- steps come, go and change places --------------------------------------------------- */

static void
step_out(struct sol_draft *d, size_t at)
{
	memmove(&d->step[at], &d->step[at + 1], (d->n_steps - at - 1) * sizeof d->step[0]);
	d->n_steps--;
}

static void
step_in(struct sol_draft *d, size_t at, const struct sol_step *s)
{
	if (d->n_steps == SOL_STEPS)
		return;
	memmove(&d->step[at + 1], &d->step[at], (d->n_steps - at) * sizeof d->step[0]);
	d->step[at] = *s;
	d->n_steps++;
}

/* Where step `no` of `from` belongs in `d`: after the nearest step before it that is there. */
static size_t
place_for(const struct sol_draft *d, const struct sol_draft *from, size_t no)
{
	for (size_t i = no; i-- > 0;) {
		int at = sol_step_at(d, from->step[i].code);

		if (at >= 0)
			return (size_t)at + 1;
	}
	return 0;
}

/* The steps of `d` in the order of `as`; those it has alone stay behind the step before them. */
static enum err
reorder(struct arena *a, struct sol_draft *d, const struct sol_draft *as)
{
	struct sol_draft *was = arena_make(a, struct sol_draft);

	if (was == NULL)
		return E_NOMEM;
	*was = *d;
	d->n_steps = 0;
	for (size_t i = 0; i < as->n_steps; i++) {
		int at = sol_step_at(was, as->step[i].code);

		if (at >= 0)
			d->step[d->n_steps++] = was->step[at];
	}
	for (size_t i = 0; i < was->n_steps; i++)
		if (sol_step_at(d, was->step[i].code) < 0)
			step_in(d, place_for(d, was, i), &was->step[i]);
	return OK;
}

bool
sol_reordered(const struct sol_draft *a, const struct sol_draft *b)
{
	int last = -1;

	for (size_t i = 0; i < a->n_steps; i++) {
		int at = sol_step_at(b, a->step[i].code);

		if (at >= 0 && at < last)
			return true;
		last = at >= 0 ? at : last;
	}
	return false;
}

/* ---- one field of another -------------------------------------------------------------- */

static void
take_of_step(struct sol_step *m, const struct sol_step *t, struct str head)
{
	if (str_is(head, "step"))
		m->title = t->title;
	else if (str_is(head, "who"))
		m->who = t->who;
	else if (str_is(head, "norm"))
		m->norm = t->norm;
	else if (str_is(head, "note"))
		m->note = t->note;
	if (str_is(head, "term")) {
		m->term = t->term;
		m->unit = t->unit;
		m->since = t->since;
	}
	if (str_is(head, "file")) {
		m->file_name = t->file_name;
		m->file_text = t->file_text;
	}
}

static enum err
take_step(struct sol_draft *mine, const struct sol_draft *theirs, struct str head, struct str code)
{
	int m = sol_step_at(mine, code), t = sol_step_at(theirs, code);

	if (m >= 0 && t >= 0)
		take_of_step(&mine->step[m], &theirs->step[t], head);
	else if (m >= 0 && str_is(head, "step"))
		step_out(mine, (size_t)m);
	else if (t >= 0 && str_is(head, "step"))
		step_in(mine, place_for(mine, theirs, (size_t)t), &theirs->step[t]);
	return OK;
}

enum err
sol_take(struct arena *a, struct sol_draft *mine, const struct sol_draft *theirs, struct str name)
{
	struct str code, head = str_cut(name, ':', &code);

	if (code.n > 0)
		return take_step(mine, theirs, head, code);
	if (str_is(head, "order"))
		return reorder(a, mine, theirs);
	if (str_is(head, "title"))
		mine->title = theirs->title;
	else if (str_is(head, "situation"))
		mine->situation = theirs->situation;
	else if (str_is(head, "owner"))
		mine->owner = theirs->owner;
	else if (str_is(head, "kinds"))
		mine->kinds = theirs->kinds;
	else if (str_is(head, "level"))
		mine->level = theirs->level;
	else if (str_is(head, "topic"))
		mine->topic = theirs->topic;
	else if (str_is(head, "place"))
		mine->place = theirs->place;
	else if (str_is(head, "demo"))
		mine->demo = theirs->demo;
	if (str_is(head, "measures")) {
		memcpy(mine->measure, theirs->measure, sizeof mine->measure);
		mine->n_measures = theirs->n_measures;
	}
	return OK;
}

/* ---- two edits become one -------------------------------------------------------------- */

struct joining {
	struct arena *a;
	const struct sol_draft *base, *theirs;
	struct sol_draft *mine;
	struct sol_fields b, t, m;	/* of the three as they came; b empty: not known */
	struct sol_names *clashes;
};

static void
clash(struct joining *j, struct str name)
{
	j->clashes->p[j->clashes->n++] = name;
}

/* A field that both have: who alone touched it is right; the base not known, both did. */
static enum err
field(struct joining *j, struct str name)
{
	struct str b = sol_field(&j->b, name), t = sol_field(&j->t, name);
	struct str m = sol_field(&j->m, name);

	if (str_eq(t, m) || (b.p != NULL && str_eq(b, t)))
		return OK;
	if (b.p != NULL && str_eq(b, m))
		return sol_take(j->a, j->mine, j->theirs, name);
	clash(j, name);
	return OK;
}

/* Has the step of this code other words in `f` than in the base? */
static bool
step_touched(const struct joining *j, const struct sol_fields *f, struct str code)
{
	for (size_t k = 0; k < LEN(step_fields); k++) {
		struct str name = str_fmt(j->a, "%s:%.*s", step_fields[k], FMT(code));

		if (!str_eq(sol_field(&j->b, name), sol_field(f, name)))
			return true;
	}
	return false;
}

/* A step that one alone has: it came there, or it went here; f: of whom has it. */
static enum err
step_alone(struct joining *j, struct str code, bool mine)
{
	struct str name = str_fmt(j->a, "step:%.*s", FMT(code));
	bool known = j->base != NULL, was = known && sol_step_at(j->base, code) >= 0;

	if (name.p == NULL)
		return E_NOMEM;
	/* no place for what came there is for a person to decide, too */
	if (!known || (was && step_touched(j, mine ? &j->m : &j->t, code)) ||
	    (!mine && !was && j->mine->n_steps == SOL_STEPS))
		clash(j, name);
	else if (mine == was)
		return sol_take(j->a, j->mine, j->theirs, name);
	return OK;
}

static enum err
steps(struct joining *j, const struct sol_draft *mine)
{
	for (size_t i = 0; i < mine->n_steps; i++) {
		struct str code = mine->step[i].code;

		if (sol_step_at(j->theirs, code) < 0) {
			TRY(step_alone(j, code, true));
			continue;
		}
		for (size_t k = 0; k < LEN(step_fields); k++)
			TRY(field(j, str_fmt(j->a, "%s:%.*s", step_fields[k], FMT(code))));
	}
	for (size_t i = 0; i < j->theirs->n_steps; i++)
		if (sol_step_at(mine, j->theirs->step[i].code) < 0)
			TRY(step_alone(j, j->theirs->step[i].code, false));
	return OK;
}

static enum err
order(struct joining *j, const struct sol_draft *mine)
{
	if (!sol_reordered(mine, j->theirs) ||
	    (j->base != NULL && !sol_reordered(j->base, j->theirs)))
		return OK;
	if (j->base != NULL && !sol_reordered(j->base, mine))
		return reorder(j->a, j->mine, j->theirs);
	clash(j, S("order"));
	return OK;
}

enum err
sol_join(struct arena *a, const struct sol_draft *base, const struct sol_draft *theirs,
    struct sol_draft *mine, struct sol_names *ret_clashes)
{
	static const char *const whole[] = { "title", "situation", "owner", "kinds", "level",
		"topic", "place", "demo", "measures" };
	struct joining j = { .a = a, .base = base, .theirs = theirs, .mine = mine,
		.clashes = ret_clashes };
	struct sol_draft *was = arena_make(a, struct sol_draft);

	*ret_clashes = (struct sol_names){ arena_array(a, struct str, 2 * SOL_FIELDS), 0 };
	if (was == NULL || ret_clashes->p == NULL)
		return E_NOMEM;
	*was = *mine;
	if (base != NULL)
		TRY(sol_fields(a, base, &j.b));
	TRY(sol_fields(a, theirs, &j.t));
	TRY(sol_fields(a, mine, &j.m));
	for (size_t i = 0; i < LEN(whole); i++)
		TRY(field(&j, str_c(whole[i])));
	TRY(steps(&j, was));
	return order(&j, was);
}
