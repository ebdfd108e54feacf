/* forms.c - only declared input comes in, and it comes in typed. */
#include "text/text.h"
#include "web/web.h"

struct str
req_form(const struct req *rq, const char *name)
{
	for (size_t i = 0; i < rq->in->form.n; i++)
		if (str_is(rq->in->form.p[i].name, name))
			return rq->in->form.p[i].value;
	return STR_NONE;
}

struct str
req_form_text(struct req *rq, struct str name)
{
	char *z = str_z(rq->arena, name);
	struct str s = z ? str_trim(req_form(rq, z)) : STR_NONE;
	struct buf b;

	if (s.n == 0 || memchr(s.p, '\r', s.n) == NULL)
		return s.p ? s : S("");
	buf_init(&b, rq->arena, s.n + 64);
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] != '\r')
			buf_putc(&b, s.p[i]);
	return buf_str(&b);
}

struct str
req_form_ticked(struct req *rq, const char *field, char sep)
{
	struct str name = str_fmt(rq->arena, "%s[]", field);
	struct buf b;

	buf_init(&b, rq->arena, 8 * KiB);
	for (size_t i = 0; i < rq->in->form.n; i++) {
		if (!str_eq(rq->in->form.p[i].name, name))
			continue;
		if (b.n > 0)
			buf_putc(&b, sep);
		buf_put(&b, rq->in->form.p[i].value);
	}
	return b.n > 0 ? buf_str(&b) : S("");
}

struct str
req_query(const struct req *rq, const char *name)
{
	for (size_t i = 0; i < rq->in->query.n; i++)
		if (str_is(rq->in->query.p[i].name, name))
			return rq->in->query.p[i].value;
	return STR_NONE;
}

int64_t
req_query_int(const struct req *rq, const char *name, int64_t dflt, int64_t min, int64_t max)
{
	int64_t v;

	if (!str_int(req_query(rq, name), &v))
		return dflt;
	if (v >= min && v <= max)
		return v;
	/* a default out of the bounds means «not asked»: better than a filter nobody meant */
	return dflt < min || dflt > max ? dflt : v < min ? min : max;
}

enum err
problem(struct req *rq, const char *field, struct str text)
{
	if (rq->problems.n < LEN(rq->problems.p))
		rq->problems.p[rq->problems.n++] = (struct problem){ field, text };
	return E_INPUT;
}

/* Digits as people write them: blanks and no-break spaces between thousands go. */
static struct str
bare_number(struct arena *a, struct str s)
{
	struct buf b;

	buf_init(&b, a, 256);
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == ' ')
			continue;
		if (i + 1 < s.n && (unsigned char)s.p[i] == 0xC2 &&
		    (unsigned char)s.p[i + 1] == 0xA0) {
			i++;
			continue;
		}
		buf_putc(&b, s.p[i]);
	}
	return buf_str(&b);
}

static enum err
text_field(struct req *rq, const struct field *f, struct str v, void *at)
{
	size_t n = utf8_len(v);

	if (!utf8_valid(v))
		return problem(rq, f->name,
		    tr(&rq->ui,
			"Текст содержит знаки, которые не читаются. "
			"Наберите его заново."));
	if (n > (size_t)f->max)
		return problem(rq, f->name,
		    trf(&rq->ui, "Слишком длинно: %1 знаков, можно не больше %2.",
			ui_num(&rq->ui, (int64_t)n), ui_num(&rq->ui, f->max)));
	if (n < (size_t)f->min)
		return problem(rq, f->name,
		    n == 0 ? tr(&rq->ui, "Заполните это поле.") :
			     trf(&rq->ui, "Слишком коротко: нужно не меньше %1 знаков.",
				 ui_num(&rq->ui, f->min)));
	memcpy(at, &v, sizeof v);
	return OK;
}

static enum err
number_field(struct req *rq, const struct field *f, struct str v, void *at)
{
	struct opt_int oi = { 0, true };
	struct opt_real orl = { 0, true };
	bool good = f->kind == FK_INT ? str_int(bare_number(rq->arena, v), &oi.v) :
					str_real(bare_number(rq->arena, v), &orl.v);
	double as_real = f->kind == FK_INT ? (double)oi.v : orl.v;

	if (!good)
		return problem(rq, f->name,
		    f->kind == FK_INT ? tr(&rq->ui, "Введите целое число, например 1 900 000.") :
					tr(&rq->ui, "Введите число, например 12,5."));
	if (as_real < (double)f->min || as_real > (double)f->max)
		return problem(rq, f->name,
		    trf(&rq->ui, "Число должно быть от %1 до %2.", ui_num(&rq->ui, f->min),
			ui_num(&rq->ui, f->max)));
	if (f->kind == FK_INT)
		memcpy(at, &oi, sizeof oi);
	else
		memcpy(at, &orl, sizeof orl);
	return OK;
}

static enum err
day_field(struct req *rq, const struct field *f, struct str v, void *at)
{
	int32_t day;
	struct opt_int o;

	if (!day_parse(v, &day))
		return problem(rq, f->name, tr(&rq->ui, "Введите дату, например 02.06.2025."));
	o = (struct opt_int){ day, true };
	memcpy(at, &o, sizeof o);
	return OK;
}

static enum err
choice_field(struct req *rq, const struct field *f, struct str v, void *at)
{
	for (int i = 0; f->choices != NULL && f->choices[i]; i++) {
		if (str_is(v, f->choices[i])) {
			memcpy(at, &i, sizeof i);
			return OK;
		}
	}
	return problem(rq, f->name, tr(&rq->ui, "Выберите одно из предложенного."));
}

static enum err
one_field(struct req *rq, const struct field *f, void *in)
{
	void *at = (char *)in + f->off;
	struct str v = str_trim(req_form(rq, f->name));

	if (f->kind == FK_BOOL) {
		bool on = v.n > 0 && !str_is(v, "0");

		memcpy(at, &on, sizeof on);
		return OK;
	}
	if (v.n == 0 && f->kind != FK_TEXT && !f->required)
		return OK; /* absent: the struct's own zero, has == false */
	switch (f->kind) {
	case FK_TEXT: return text_field(rq, f, v, at);
	case FK_INT:
	case FK_REAL: return number_field(rq, f, v, at);
	case FK_DAY: return day_field(rq, f, v, at);
	case FK_CHOICE: return choice_field(rq, f, v, at);
	case FK_BOOL: break;
	}
	return OK;
}

enum err
form_read(struct req *rq, const struct field *fields, void *in)
{
	enum err e = OK;

	for (const struct field *f = fields; f->name; f++) {
		enum err one = one_field(rq, f, in);

		if (one != OK && one != E_INPUT)
			return one;
		if (one != OK)
			e = one;
	}
	return e;
}

enum err
form_value(struct req *rq, struct str name, enum field_kind kind, int64_t least, int64_t most,
    void *to)
{
	struct field f[2] = { { .kind = kind, .min = least, .max = most, .required = least > 0 },
		F_END };

	f[0].name = str_z(rq->arena, name);
	return f[0].name ? form_read(rq, f, to) : E_NOMEM;
}

enum err
problem_at(struct req *rq, struct str name, struct str text)
{
	char *z = str_z(rq->arena, name);

	return z ? problem(rq, z, text) : E_NOMEM;
}
