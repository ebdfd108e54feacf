/* curate_form.c - the form of a solution: what was typed, what a draft says, what comes of it. */
#include "solutions/curate.h"

#include "text/text.h"

/* Names in the form, with the bounds that files have too. */
static const struct { const char *name; int64_t least, most; } fields[SA_N] = {
	[SA_title] = { "title", 5, SOL_TITLE }, [SA_situation] = { "situation", 20, SOL_TEXT },
	[SA_topic] = { "topic", 0, 60 }, [SA_level] = { "level", 0, 20 },
	[SA_kinds] = { "kinds", 0, 400 }, [SA_place] = { "place", 0, 200 },
	[SA_owner] = { "owner", 0, SOL_TITLE }, [SA_measures] = { "measures", 0, SOL_TEXT },
	[SA_demo] = { "demo", 0, 1 },
};
static const struct { const char *name; int64_t least, most; } cells[SC_N] = {
	[SC_code] = { "code", 0, 60 }, [SC_title] = { "title", 3, SOL_TITLE },
	[SC_who] = { "who", 0, SOL_TITLE }, [SC_term] = { "term", 0, SOL_TERM },
	[SC_days] = { "days", 0, 20 }, [SC_from] = { "from", 0, 20 },
	[SC_norm] = { "norm", 0, SOL_TEXT }, [SC_note] = { "note", 0, SOL_TEXT },
	[SC_file] = { "file", 0, 120 }, [SC_text] = { "text", 0, SOL_FILE },
};
static const char *const day_codes[] = { "", "calendar", "working" };
static const char *const from_codes[] = { "start", "previous" };
static const char *const level_codes[] = { "federal", "regional", "municipal" };

static struct str
cell_name(struct arena *a, size_t row, int cell)
{
	return str_fmt(a, "steps-%zu-%s", row, cells[cell].name);
}

static enum err
rows_new(struct arena *a, struct sol_form *f)
{
	f->steps = arena_alloc(a, (SOL_STEPS + 1) * sizeof *f->steps);
	f->n = 0;
	return f->steps ? OK : E_NOMEM;
}

enum err
sol_form_typed(struct req *rq, struct sol_form *ret)
{
	int64_t n;

	TRY(rows_new(rq->arena, ret));
	for (int i = 0; i < SA_N; i++)
		ret->text[i] = i == SA_kinds ? req_form_ticked(rq, fields[i].name, ' ') :
					       req_form_text(rq, str_c(fields[i].name));
	if (!str_int(req_form(rq, "steps-n"), &n) || n < 0 || n > SOL_STEPS)
		n = 0;
	for (; ret->n < (size_t)n; ret->n++)
		for (int k = 0; k < SC_N; k++)
			ret->steps[ret->n][k] = req_form_text(rq, cell_name(rq->arena, ret->n, k));
	return OK;
}

/* ---- a draft as texts of the form ------------------------------------------------------- */

static struct str
joined(struct arena *a, const struct sol_draft *d)
{
	struct buf b;

	buf_init(&b, a, 16 * KiB);
	for (size_t i = 0; i < d->n_measures; i++) {
		if (i > 0)
			buf_putc(&b, '\n');
		buf_put(&b, d->measure[i]);
	}
	return b.n > 0 ? buf_str(&b) : S("");
}

/* «24707000 городской округ Тейково» */
static enum err
place_text(struct req *rq, struct opt_int place, struct str *ret)
{
	const struct places_index *x;
	int at;

	TRY(places_get(rq->th, &x));
	at = place.has ? places_by_id(x, place.v) : -1;
	*ret = at < 0 ? S("") : str_fmt(rq->arena, "%.*s %.*s", FMT(x->p[at].code),
	    FMT(x->p[at].name));
	return ret->p ? OK : E_NOMEM;
}

static enum err
topic_text(struct req *rq, int64_t topic, struct str *ret)
{
	enum err e = topic != 0 ? q_topic_code(rq->db, rq->arena, topic, ret) : E_NOT_FOUND;

	if (e == E_NOT_FOUND)
		*ret = S("");
	return e == E_NOT_FOUND ? OK : e;
}

enum err
sol_form_of(struct req *rq, const struct sol_draft *d, struct sol_form *ret)
{
	TRY(rows_new(rq->arena, ret));
	ret->text[SA_title] = d->title.p ? d->title : S("");
	ret->text[SA_situation] = d->situation.p ? d->situation : S("");
	ret->text[SA_owner] = d->owner.p ? d->owner : S("");
	ret->text[SA_kinds] = d->kinds.p ? str_trim(d->kinds) : S("");
	ret->text[SA_level] = str_c(level_codes[d->level]);
	ret->text[SA_measures] = joined(rq->arena, d);
	ret->text[SA_demo] = d->demo ? S("1") : S("");
	TRY(place_text(rq, d->place, &ret->text[SA_place]));
	TRY(topic_text(rq, d->topic, &ret->text[SA_topic]));
	for (size_t i = 0; i < d->n_steps; i++) {
		const struct sol_step *s = &d->step[i];
		struct str *c = ret->steps[ret->n++];

		c[SC_code] = s->code;
		c[SC_title] = s->title;
		c[SC_who] = s->who;
		c[SC_term] = s->unit == SOL_NO_TERM ? S("") : sol_num(rq->arena, s->term);
		c[SC_days] = str_c(day_codes[s->unit]);
		c[SC_from] = str_c(from_codes[s->since]);
		c[SC_norm] = s->norm;
		c[SC_note] = s->note;
		c[SC_file] = s->file_name;
		c[SC_text] = s->file_text;
	}
	return OK;
}

/* ---- texts of the form as a draft ------------------------------------------------------- */

static int
code_at(struct str code, const char *const *codes, int n)
{
	for (int i = 0; i < n; i++)
		if (str_is(code, codes[i]))
			return i;
	return -1;
}

/* Worse of two: an error that is no fault of the form ends the reading. */
static enum err
both(enum err a, enum err b)
{
	return a == OK || (a == E_INPUT && b != OK) ? b : a;
}

static enum err
line(struct req *rq, enum sol_at at, const struct sol_form *f, struct str *to)
{
	TRY(form_value(rq, str_c(fields[at].name), FK_TEXT, fields[at].least, fields[at].most, to));
	*to = f->text[at];
	return OK;
}

static enum err
kinds(struct req *rq, struct str text, struct sol_draft *d)
{
	d->kinds = S("");
	for (struct str rest = text; rest.n > 0;) {
		struct str one = str_cut(rest, ' ', &rest);

		if (!sol_kind_known(one))
			return problem(
			    rq, "kinds", tr(&rq->ui, "Выберите одно из предложенного."));
		d->kinds = str_fmt(
		    rq->arena, "%s%.*s ", d->kinds.n > 0 ? d->kinds.p : " ", FMT(one));
	}
	return d->kinds.p ? OK : E_NOMEM;
}

static enum err
place(struct req *rq, struct str text, struct sol_draft *d)
{
	const struct places_index *x;
	int at;

	d->place = (struct opt_int){ 0 };
	if (text.n == 0)
		return OK;
	TRY(places_get(rq->th, &x));
	TRY(curators_place(rq, x, "place", text, &at));
	d->place = (struct opt_int){ x->p[at].id, true };
	return OK;
}

static enum err
topic(struct req *rq, struct str text, struct sol_draft *d)
{
	enum err e = OK;

	d->topic = 0;
	if (text.n > 0)
		e = q_topic_by_code(rq->db, text, &d->topic);
	return e == E_NOT_FOUND ?
	    problem(rq, "topic", tr(&rq->ui, "Выберите одно из предложенного.")) :
	    e;
}

static bool
has_measure(const struct sol_draft *d, struct str key)
{
	for (size_t i = 0; i < d->n_measures; i++)
		if (str_eq(d->measure[i], key))
			return true;
	return false;
}

/* A key, or a measure's address as it is copied from the browser. */
static enum err
measure(struct req *rq, struct str text, const struct sol_draft *was, struct sol_draft *d)
{
	ptrdiff_t at = str_find(text, S("/navigator/"));
	size_t from = at >= 0 ? (size_t)at + sizeof "/navigator/" - 1 : 0;
	struct str key = { text.p + from, text.n - from };
	int64_t entry;
	enum err e;

	if (has_measure(d, key))
		return OK;
	if (d->n_measures == SOL_MEASURES)
		return problem(rq, "measures", tr(&rq->ui, "Не больше 20 мер."));
	e = has_measure(was, key) ? OK : navigator_by_key(rq, key, &entry);
	if (e == E_NOT_FOUND)
		return problem(rq, "measures",
		    trf(&rq->ui,
			"Нет опубликованной меры «%1». Скопируйте адрес её страницы в навигаторе "
			"или его конец.", key));
	TRY(e);
	d->measure[d->n_measures++] = str_dup(rq->arena, key);
	return OK;
}

static enum err
measures(struct req *rq, struct str text, const struct sol_draft *was, struct sol_draft *d)
{
	enum err e = OK;

	d->n_measures = 0;
	for (struct str rest = text; rest.n > 0;) {
		struct str one = str_trim(str_cut(rest, '\n', &rest));

		if (one.n > 0)
			e = both(e, measure(rq, one, was, d));
	}
	return e;
}

/* ---- steps ------------------------------------------------------------------------------ */

static enum err
cell(struct req *rq, const struct sol_form *f, size_t row, int k, struct str *to)
{
	TRY(form_value(
	    rq, cell_name(rq->arena, row, k), FK_TEXT, cells[k].least, cells[k].most, to));
	*to = f->steps[row][k];
	return OK;
}

static enum err
term(struct req *rq, const struct sol_form *f, size_t row, struct sol_step *s)
{
	int unit = code_at(f->steps[row][SC_days], day_codes, LEN(day_codes));
	int since = code_at(f->steps[row][SC_from], from_codes, LEN(from_codes));
	struct opt_int n = { 0 };

	s->unit = SOL_NO_TERM;
	s->since = SOL_FROM_START;
	s->term = 0;
	TRY(form_value(rq, cell_name(rq->arena, row, SC_term), FK_INT, 0, SOL_TERM, &n));
	if (n.has && unit <= 0)
		return problem_at(rq, cell_name(rq->arena, row, SC_days),
		    tr(&rq->ui, "Какие это дни: календарные или рабочие?"));
	if (!n.has && unit > 0)
		return problem_at(rq, cell_name(rq->arena, row, SC_term),
		    tr(&rq->ui, "Сколько дней? Срока нет — выберите «без срока»."));
	if (!n.has)
		return OK;
	s->term = n.v;
	s->unit = (enum sol_unit)unit;
	s->since = since == 1 ? SOL_FROM_BEFORE : SOL_FROM_START;
	return OK;
}

static enum err
file(struct req *rq, const struct sol_form *f, size_t row, struct sol_step *s)
{
	enum err e = both(
	    cell(rq, f, row, SC_file, &s->file_name), cell(rq, f, row, SC_text, &s->file_text));

	TRY(e);
	if (s->file_name.n == 0 && s->file_text.n > 0)
		return problem_at(rq, cell_name(rq->arena, row, SC_file),
		    tr(&rq->ui, "Назовите файл, например «Акт осмотра.txt»."));
	if (s->file_name.n > 0 && s->file_text.n == 0)
		return problem_at(rq, cell_name(rq->arena, row, SC_text),
		    tr(&rq->ui, "Наберите текст образца или уберите имя файла."));
	if (s->file_name.n > 0 &&
	    (utf8_len(s->file_name) < 3 || str_find(s->file_name, S("/")) >= 0 ||
		str_find(s->file_name, S("\\")) >= 0))
		return problem_at(rq, cell_name(rq->arena, row, SC_file),
		    tr(&rq->ui, "Имя файла — от трёх знаков, без папок."));
	return OK;
}

/* What the step is known by stays; a new one gets it from its title. */
static enum err
code(struct req *rq, const struct sol_form *f, size_t row, struct sol_draft *d)
{
	struct str now = f->steps[row][SC_code], slug;

	if (sol_key_good(now) && sol_step_at(d, now) < 0) {
		d->step[d->n_steps].code = now;
		return OK;
	}
	slug = text_slug(rq->arena, f->steps[row][SC_title], 40);
	if (!sol_key_good(slug))
		slug = S("shag");
	now = slug;
	for (int i = 2; i <= SOL_STEPS + 1; i++) {
		bool taken = sol_step_at(d, now) >= 0;

		/* those further down keep theirs */
		for (size_t k = 0; k < f->n && !taken; k++)
			taken = k != row && str_eq(f->steps[k][SC_code], now);
		if (!taken)
			break;
		now = str_fmt(rq->arena, "%.*s-%d", FMT(slug), i);
	}
	d->step[d->n_steps].code = now;
	return now.p ? OK : E_NOMEM;
}

static bool
row_empty(const struct str *row)
{
	for (int k = 0; k < SC_N; k++)
		if (row[k].n > 0 && k != SC_code && k != SC_days && k != SC_from)
			return false;
	return true;
}

static enum err
steps(struct req *rq, const struct sol_form *f, struct sol_draft *d)
{
	enum err e = OK;

	d->n_steps = 0;
	for (size_t i = 0; i < f->n && d->n_steps < SOL_STEPS; i++) {
		struct sol_step *s = &d->step[d->n_steps];

		if (row_empty(f->steps[i]))
			continue;
		TRY(code(rq, f, i, d));
		e = both(e, cell(rq, f, i, SC_title, &s->title));
		e = both(e, cell(rq, f, i, SC_who, &s->who));
		e = both(e, cell(rq, f, i, SC_norm, &s->norm));
		e = both(e, cell(rq, f, i, SC_note, &s->note));
		e = both(e, term(rq, f, i, s));
		e = both(e, file(rq, f, i, s));
		d->n_steps++;
	}
	if (d->n_steps == 0)
		e = both(e, problem(rq, "steps", tr(&rq->ui, "Нужен хотя бы один шаг.")));
	return e;
}

enum err
sol_form_draft(struct req *rq, const struct sol_form *f, const struct sol_draft *was,
    struct sol_draft *d)
{
	int level = code_at(f->text[SA_level], level_codes, LEN(level_codes));
	enum err e = line(rq, SA_title, f, &d->title);

	e = both(e, line(rq, SA_situation, f, &d->situation));
	e = both(e, topic(rq, f->text[SA_topic], d));
	if (level < 0)
		e = both(e, problem(rq, "level", tr(&rq->ui, "Выберите одно из предложенного.")));
	else
		d->level = (enum sol_level)level;
	e = both(e, kinds(rq, f->text[SA_kinds], d));
	e = both(e, place(rq, f->text[SA_place], d));
	e = both(e, line(rq, SA_owner, f, &d->owner));
	e = both(e, measures(rq, f->text[SA_measures], was, d));
	d->demo = f->text[SA_demo].n > 0;
	return both(e, steps(rq, f, d));
}

/* ---- the buttons of rows ---------------------------------------------------------------- */

static void
row_swap(struct sol_form *f, size_t i)
{
	struct str kept[SC_N];

	memcpy(kept, f->steps[i], sizeof kept);
	memcpy(f->steps[i], f->steps[i - 1], sizeof kept);
	memcpy(f->steps[i - 1], kept, sizeof kept);
}

bool
sol_form_do(struct sol_form *f, struct str what)
{
	struct str rest, verb = str_cut(what, ':', &rest), part = str_cut(rest, ':', &rest);
	int64_t no = -1;

	if (!str_is(part, "steps") || (rest.n > 0 && !str_int(rest, &no)))
		return false;
	if (str_is(verb, "add") && f->n < SOL_STEPS) {
		for (int k = 0; k < SC_N; k++)
			f->steps[f->n][k] = S("");
		f->n++;
	} else if (str_is(verb, "del") && no >= 0 && (size_t)no < f->n) {
		memmove(f->steps[no], f->steps[no + 1], (f->n - (size_t)no - 1) * sizeof *f->steps);
		f->n--;
	} else if (str_is(verb, "up") && no > 0 && (size_t)no < f->n) {
		row_swap(f, (size_t)no);
	}
	return str_is(verb, "add") || str_is(verb, "del") || str_is(verb, "up");
}
