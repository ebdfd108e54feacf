/* api_ask.c - what a program asked, checked against the table of its operation. */
#include <sodium.h>

#include "text/text.h"
#include "web/api.h"

#define NEAR_MAX 32		/* bytes of a name that is compared letter by letter */
#define CURSOR_MAX 1024
#define SEAL_N 32		/* hexadecimal digits of web_seal */

static const struct api_param page_params[] = {
	{ .name = "limit", .want = API_WANT_NUMBER, .min = 1, .max = API_LIMIT_MAX },
	{ .name = "cursor", .want = API_WANT_WORDS, .max = CURSOR_MAX },
};

const struct api_op *
api_op_of(const struct room *room, const struct route *rt)
{
	for (size_t i = 0; i < room->n_ops; i++)
		if (strcmp(room->ops[i].route, rt->name) == 0)
			return &room->ops[i];
	return NULL;
}

bool
api_is(struct str path)
{
	return str_starts(path, S(API_PREFIX));
}

/* ---- near names ------------------------------------------------------------------ */

/* Letters to put in, take out or change between two short texts. */
static int
distance(struct str a, struct str b)
{
	int row[NEAR_MAX + 1];

	if (a.n > NEAR_MAX || b.n > NEAR_MAX)
		return NEAR_MAX;
	for (size_t k = 0; k <= b.n; k++)
		row[k] = (int)k;
	for (size_t i = 1; i <= a.n; i++) {
		int left_up = row[0];

		row[0] = (int)i;
		for (size_t k = 1; k <= b.n; k++) {
			int up = row[k], best = left_up + (a.p[i - 1] != b.p[k - 1]);

			best = up + 1 < best ? up + 1 : best;
			best = row[k - 1] + 1 < best ? row[k - 1] + 1 : best;
			left_up = up;
			row[k] = best;
		}
	}
	return row[b.n];
}

/* The nearest of some names, when it is near at all. */
struct near { struct str typed, best; int far; };

static void
near_try(struct near *n, const char *name)
{
	int d = distance(n->typed, str_c(name));

	if (d < n->far && (size_t)d < strlen(name)) {
		n->far = d;
		n->best = str_c(name);
	}
}

static struct near
near_of(struct str typed)
{
	return (struct near){ typed, STR_NONE, typed.n < 4 ? 2 : 4 };
}

struct str
api_near(const struct api_body *b, struct str typed)
{
	struct near n = near_of(typed);

	for (size_t i = 0; i < b->n; i++)
		near_try(&n, b->inputs[i].name);
	return n.best;
}

/* ---- values ----------------------------------------------------------------------- */

static enum err
bad_name(struct req *rq, const struct api_op *op, struct str name)
{
	struct near n = near_of(name);
	struct str shown = utf8_valid(name) ? utf8_cut(name, 60) : S("?");

	for (size_t i = 0; i < op->n_params; i++)
		near_try(&n, op->params[i].name);
	for (size_t i = 0; op->pages && i < LEN(page_params); i++)
		near_try(&n, page_params[i].name);
	return problem(rq, str_z(rq->arena, shown),
	    n.best.p ?
		trf(&rq->ui, "Параметра «%1» нет. Возможно, вы имели в виду «%2».", shown, n.best) :
		trf(&rq->ui, "Параметра «%1» нет.", shown));
}

static const struct api_param *
param_of(const struct api_op *op, struct str name)
{
	if (str_ends(name, S("[]")))
		name.n -= 2;
	for (size_t i = 0; i < op->n_params; i++)
		if (str_is(name, op->params[i].name))
			return &op->params[i];
	for (size_t i = 0; op->pages && i < LEN(page_params); i++)
		if (str_is(name, page_params[i].name))
			return &page_params[i];
	return NULL;
}

enum err
api_bad_value(struct req *rq, const char *name, struct str value)
{
	const struct api_op *op = api_op_of(rq->room, rq->route);
	const struct api_param *p = op ? param_of(op, str_c(name)) : NULL;
	struct str shown = utf8_valid(value) ? utf8_cut(value, 60) : S("?");
	struct near n = near_of(value);

	for (int i = 0; p != NULL && p->values != NULL && p->values(i) != NULL; i++)
		near_try(&n, p->values(i));
	return problem(rq, name,
	    n.best.p ?
		trf(&rq->ui, "Значения «%1» нет. Возможно, вы имели в виду «%2».", shown, n.best) :
		trf(&rq->ui, "Значения «%1» нет.", shown));
}

static enum err
check_number(struct req *rq, const struct api_param *p, struct str v)
{
	int64_t n;

	if (str_int(v, &n) && n >= p->min && n <= p->max)
		return OK;
	return problem(rq, p->name,
	    trf(&rq->ui, "Введите целое число от %1 до %2.",
		str_fmt(rq->arena, "%lld", (long long)p->min),
		str_fmt(rq->arena, "%lld", (long long)p->max)));
}

static enum err
check_value(struct req *rq, const struct api_param *p, struct str v)
{
	if (!utf8_valid(v))
		return problem(rq, p->name, tr(&rq->ui, "Значение должно быть в UTF-8."));
	switch (p->want) {
	case API_WANT_NUMBER: return check_number(rq, p, v);
	case API_WANT_FLAG:
		if (str_is(v, "true") || str_is(v, "false"))
			return OK;
		return problem(rq, p->name, tr(&rq->ui, "Введите true или false."));
	case API_WANT_CODE:
		if (p->values == NULL)
			return OK;
		for (int i = 0; p->values(i) != NULL; i++)
			if (str_is(v, p->values(i)))
				return OK;
		return api_bad_value(rq, p->name, v);
	case API_WANT_WORDS: break;
	}
	if (p->max > 0 && utf8_len(v) > (size_t)p->max)
		return problem(
		    rq, p->name, trf(&rq->ui, "Не длиннее %1 знаков.", ui_num(&rq->ui, p->max)));
	return OK;
}

static enum err
check_all(struct req *rq, const struct api_op *op)
{
	const struct http_pairs *q = &rq->in->query;
	enum err e = OK;

	for (size_t i = 0; i < q->n; i++) {
		const struct api_param *p = param_of(op, q->p[i].name);
		bool again = false;

		for (size_t k = 0; p != NULL && !p->many && k < i; k++)
			again |= param_of(op, q->p[k].name) == p;
		if (p == NULL)
			e = bad_name(rq, op, q->p[i].name);
		else if (again)
			e = problem(rq, p->name, tr(&rq->ui, "Этот параметр даётся один раз."));
		else if (check_value(rq, p, q->p[i].value) != OK)
			e = E_INPUT;
	}
	for (size_t i = 0; i < op->n_params; i++)
		if (op->params[i].required && str_trim(req_query(rq, op->params[i].name)).n == 0)
			e = problem(
			    rq, op->params[i].name, tr(&rq->ui, "Этот параметр обязателен."));
	return e;
}

/* ---- cursors ------------------------------------------------------------------------ */

static bool
of_page(struct str name)
{
	return str_is(name, "cursor") || str_is(name, "limit");
}

/* What a cursor belongs to: the address without the page. */
static struct str
question(struct req *rq, struct str payload)
{
	struct buf b;

	buf_init(&b, rq->arena, 64 * KiB);
	buf_put(&b, payload);
	buf_putc(&b, '\n');
	buf_put(&b, rq->in->path);
	for (size_t i = 0; i < rq->in->query.n; i++) {
		const struct http_pair *p = &rq->in->query.p[i];

		if (of_page(p->name))
			continue;
		buf_putc(&b, '&');
		put_url(&b, p->name);
		buf_putc(&b, '=');
		put_url(&b, p->value);
	}
	return buf_err(&b) == OK ? buf_str(&b) : STR_NONE;
}

static struct str
seal_of(struct req *rq, struct str payload)
{
	struct str q = question(rq, payload);

	return q.p ? web_seal(rq->arena, "api cursor", q) : STR_NONE;
}

enum err
api_next(struct req *rq, int64_t skip, struct str last, struct str *ret)
{
	struct str payload = str_fmt(rq->arena, "%lld.%.*s", (long long)skip, FMT(last)), seal;
	size_t n = sodium_base64_ENCODED_LEN(
	    payload.n + SEAL_N, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
	char *text = arena_alloc(rq->arena, n);
	struct str raw;
	struct buf b;

	seal = seal_of(rq, payload);
	raw = str_fmt(rq->arena, "%.*s%.*s", FMT(seal), FMT(payload));
	if (text == NULL || payload.p == NULL || seal.p == NULL || raw.p == NULL)
		return E_NOMEM;
	sodium_bin2base64(
	    text, n, (const unsigned char *)raw.p, raw.n, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
	buf_init(&b, rq->arena, 64 * KiB);
	buf_put(&b, rq->ui.base);
	buf_put(&b, rq->in->path);
	buf_fmt(&b, "?cursor=%s", text);
	for (size_t i = 0; i < rq->in->query.n; i++) {
		const struct http_pair *p = &rq->in->query.p[i];

		if (str_is(p->name, "cursor"))
			continue;
		buf_putc(&b, '&');
		put_url(&b, p->name);
		buf_putc(&b, '=');
		put_url(&b, p->value);
	}
	*ret = buf_str(&b);
	return buf_err(&b);
}

static enum err
cursor_read(struct req *rq, struct str text, struct api_page *ret)
{
	size_t n = 0;
	unsigned char *raw = arena_alloc(rq->arena, text.n + 1);
	struct str payload, seal;

	if (raw == NULL)
		return E_NOMEM;
	if (sodium_base642bin(raw, text.n + 1, text.p, text.n, NULL, &n, NULL,
		sodium_base64_VARIANT_URLSAFE_NO_PADDING) != 0 ||
	    n < SEAL_N)
		goto bad;
	payload = (struct str){ (const char *)raw + SEAL_N, n - SEAL_N };
	seal = seal_of(rq, payload);
	if (seal.n != SEAL_N)
		return E_NOMEM;
	if (sodium_memcmp(raw, seal.p, SEAL_N) != 0)
		goto bad;
	if (str_int(str_cut(payload, '.', &ret->last), &ret->skip) && ret->last.p != NULL)
		return OK;
bad:
	return problem(rq, "cursor",
	    tr(&rq->ui, "Этот cursor от другого запроса. Начните с первой страницы: без cursor."));
}

enum err
api_ask(struct req *rq, struct api_page *ret)
{
	const struct api_op *op = api_op_of(rq->room, rq->route);
	struct str cursor;
	enum err e;

	*ret = (struct api_page){ .limit = API_LIMIT, .last = S("") };
	if (op == NULL)
		return E_BUG;
	e = check_all(rq, op);
	if (!op->pages || e != OK)
		return e;
	ret->limit = (int)req_query_int(rq, "limit", API_LIMIT, 1, API_LIMIT_MAX);
	cursor = req_query(rq, "cursor");
	return cursor.n > 0 ? cursor_read(rq, cursor, ret) : OK;
}
