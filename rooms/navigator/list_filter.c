/* list_filter.c - the filter of a list: from an address, and back in one spelling. */
#include "navigator/list.h"

#include "text/text.h"

const struct nav_facet_def nav_facets[NF_N] = {
	[NF_STATUS] = { "status", N_("Приём заявок"), LIST_status },
	[NF_LEVEL] = { "level", N_("Уровень"), LIST_level },
	[NF_MONEY] = { "money", N_("Что дают"), LIST_money },
	[NF_TOPIC] = { "topic", N_("Тема"), -1 },
	[NF_APPLICANT] = { "applicant", N_("Кто может подать"), LIST_applicant },
	[NF_AMOUNT] = { "amount", N_("Сколько дают"), LIST_amount },
	[NF_COFIN] = { "cofin", N_("Своя доля"), LIST_cofin },
	[NF_DEADLINE] = { "deadline", N_("Срок подачи"), LIST_deadline },
	[NF_STAGE] = { "stage", N_("Стадия проекта"), LIST_stage },
	[NF_RECURRENCE] = { "recurrence", N_("Как часто"), LIST_recurrence },
	[NF_BACKER] = { "backer", N_("Кто предоставляет"), -1 },
	[NF_REGION] = { "region", N_("Регион"), -1 },
	[NF_PERIMETER] = { NULL, "", -1 },
	[NF_VERDICT] = { "verdict", N_("Подходит ли нам"), -1 },
};
static const char *const orders[NO_N] = { "", "fit", "relevance", "deadline", "amount", "newest" };
static const struct { const char *code, *ru; } verdicts[] = {
	[MATCH_NO] = { "no", N_("Не подходит") },
	[MATCH_UNKNOWN] = { "unknown", N_("Не хватает данных") },
	[MATCH_YES] = { "yes", N_("Подходит") },
};

/* ---- chosen values ----------------------------------------------------------- */

bool
nav_values_has(const struct nav_values *v, uint32_t value)
{
	for (uint32_t i = 0; i < v->n; i++)
		if (v->v[i] == value)
			return true;
	return false;
}

void
nav_values_drop(struct nav_values *v, uint32_t value)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < v->n; i++)
		if (v->v[i] != value)
			v->v[n++] = v->v[i];
	v->n = n;
}

static void
values_add(struct nav_values *v, uint32_t value)
{
	uint32_t at = v->n;

	if (v->n == NAV_VALUES || nav_values_has(v, value))
		return;
	for (; at > 0 && v->v[at - 1] > value; at--)
		v->v[at] = v->v[at - 1];
	v->v[at] = value;
	v->n++;
}

/* ---- reading ------------------------------------------------------------------- */

static bool
region_known(const struct places_index *x, struct str s, uint32_t *ret)
{
	int at = places_by_code(x, s), now[1];

	if (at >= 0 && !x->p[at].now && places_now(x, at, now, 1) == 1)
		at = now[0];
	if (at < 0 || x->p[at].level != PLACE_REGION)
		return false;
	*ret = (uint32_t)x->p[at].id;
	return true;
}

static bool
value_known(const struct nav_filter *f, int facet, struct str s, uint32_t *ret)
{
	const struct topic *t;
	int64_t id;

	switch (facet) {
	case NF_TOPIC:
		t = nav_topic(f->ix, s);
		*ret = t ? (uint32_t)t->id : 0;
		return t != NULL;
	case NF_BACKER:
		if (!str_int(s, &id) || nav_backer(f->ix, id).n == 0)
			return false;
		*ret = (uint32_t)id;
		return true;
	case NF_REGION: return region_known(f->places, s, ret);
	case NF_VERDICT:
		for (uint32_t i = 0; i < LEN(verdicts); i++)
			if (str_is(s, verdicts[i].code)) {
				*ret = i;
				return true;
			}
		return false;
	default: *ret = (uint32_t)list_no((enum list)nav_facets[facet].list, s); return *ret != 0;
	}
}

/* A municipality, or a settlement in one; what a former code became. */
static void
place_set(struct nav_filter *f, struct str code)
{
	int at = places_by_code(f->places, code), now[1];

	if (at >= 0 && !f->places->p[at].now)
		at = places_now(f->places, at, now, 1) == 1 ? now[0] : -1;
	if (at < 0 || f->places->p[at].level < PLACE_MUNI)
		return;
	f->place_at = at;
	f->place = f->places->p[at].code;
}

static void
read_other(struct nav_filter *f, struct str name, struct str v)
{
	int64_t n;

	if (str_is(name, "q") && utf8_valid(v)) {
		f->q = str_trim(utf8_cut(str_trim(v), NAV_QUERY_MAX));
	} else if (str_is(name, "exact")) {
		f->exact = str_is(v, "1");
	} else if (str_is(name, "place")) {
		f->place_none = str_is(v, "-");
		place_set(f, v);
		f->place_given = f->place.n > 0;
	} else if (str_is(name, "as")) {
		f->as = list_no(LIST_applicant, v) ? list_no(LIST_applicant, v) : f->as;
	} else if (str_is(name, "page") && str_int(v, &n)) {
		f->page = n < 1 ? 1 : n > 1000000 ? 1000000 : (int)n;
	} else if (str_is(name, "sort")) {
		for (int i = 1; i < NO_N; i++)
			if (str_is(v, orders[i]))
				f->order = (enum nav_order)i;
	}
}

static void
read_pair(struct nav_filter *f, struct str name, struct str v)
{
	uint32_t value;

	if (str_ends(name, S("[]")))
		name.n -= 2;
	if (v.n == 0)
		return; /* an unfilled field of the form */
	for (int k = 0; k < NF_N; k++) {
		if (nav_facets[k].name == NULL || !str_is(name, nav_facets[k].name))
			continue;
		if (value_known(f, k, v, &value))
			values_add(&f->picks[k], value);
		return;
	}
	read_other(f, name, v);
}

void
nav_filter_read(const struct http_pairs *query, const struct nav_index *ix,
    const struct places_index *places, struct str own, struct nav_filter *ret)
{
	*ret = (struct nav_filter){ .ix = ix, .places = places, .place_at = -1, .as = 1,
		.page = 1 };
	for (size_t i = 0; i < query->n; i++)
		read_pair(ret, query->p[i].name, query->p[i].value);
	if (!ret->place_given && !ret->place_none && own.n > 0)
		place_set(ret, own);
	if (ret->place_at < 0) /* a verdict is somebody's */
		ret->picks[NF_VERDICT].n = 0;
}

/* What this reader chose as theirs, else the first municipality of their roles. */
static struct str
own_place(const struct req *rq, const struct places_index *x)
{
	if (rq->ui.cacheable)
		return STR_NONE;
	if (rq->ui.place_code.n > 0 || rq->viewer == NULL)
		return rq->ui.place_code;
	for (size_t i = 0; i < rq->viewer->n_grants; i++) {
		int at = places_by_id(x, rq->viewer->grants[i].place);

		if (at >= 0 && x->p[at].level == PLACE_MUNI)
			return x->p[at].code;
	}
	return STR_NONE;
}

enum err
nav_filter_of(struct req *rq, struct nav_filter *ret)
{
	const struct nav_index *ix;
	const struct places_index *x;

	TRY(nav_get(rq->th, &ix));
	TRY(places_get(rq->th, &x));
	nav_filter_read(&rq->in->query, ix, x, own_place(rq, x), ret);
	return OK;
}

/* ---- writing back ------------------------------------------------------------------ */

enum nav_order
nav_order_of(const struct nav_filter *f)
{
	if (f->order == NO_FIT           ? f->place_at >= 0 :
		f->order == NO_RELEVANCE ? f->q.n > 0 :
					   f->order != NO_DEFAULT)
		return f->order;
	return f->q.n > 0 ? NO_RELEVANCE : f->place_at >= 0 ? NO_FIT : NO_DEADLINE;
}

const char *nav_order_code(enum nav_order o) { return orders[o]; }

static void
put_lower(struct buf *b, const char *z)	/* statuses are named in capitals */
{
	for (; *z; z++)
		buf_putc(b, *z >= 'A' && *z <= 'Z' ? (char)(*z + 32) : *z);
}

void
nav_value_code(struct buf *b, const struct nav_filter *f, int facet, uint32_t value)
{
	const struct topic *t;
	int at;

	switch (facet) {
	case NF_TOPIC:
		t = nav_topic_id(f->ix, value);
		put_url(b, t ? t->code : S(""));
		break;
	case NF_BACKER: buf_int(b, value); break;
	case NF_REGION:
		at = places_by_id(f->places, value);
		put_url(b, at >= 0 ? f->places->p[at].code : S(""));
		break;
	case NF_VERDICT: buf_putz(b, verdicts[value < LEN(verdicts) ? value : 0].code); break;
	default: put_lower(b, list_code((enum list)nav_facets[facet].list, (int)value));
	}
}

struct str
nav_value_label(const struct ui *ui, const struct nav_filter *f, int facet, uint32_t value)
{
	const struct topic *t;
	int at;

	switch (facet) {
	case NF_TOPIC:
		t = nav_topic_id(f->ix, value);
		return t == NULL ? S("") : ui->lang == LANG_EN && t->en.n ? t->en : t->ru;
	case NF_BACKER: return nav_backer(f->ix, value);
	case NF_REGION:
		at = places_by_id(f->places, value);
		return at >= 0 ? f->places->p[at].name : S("");
	case NF_VERDICT: return tr_z(ui, verdicts[value < LEN(verdicts) ? value : 0].ru);
	default: return list_label(ui, (enum list)nav_facets[facet].list, value);
	}
}

static struct buf *
key(struct buf *b, const char *name)
{
	buf_putc(b, b->n > 0 && memchr(b->p, '?', b->n) ? '&' : '?');
	buf_putz(b, name);
	buf_putc(b, '=');
	return b;
}

struct str
nav_filter_url(struct arena *a, const char *path, const struct nav_filter *f)
{
	bool page = strchr(path, '.') == NULL; /* else a file: no reader's place there */
	struct buf b;

	buf_init(&b, a, 16 * KiB);
	buf_putz(&b, path);
	if (f->q.n > 0)
		put_url(key(&b, "q"), f->q);
	if (f->exact && f->q.n > 0)
		buf_putc(key(&b, "exact"), '1');
	if (f->place_at >= 0 && (f->place_given || !page))
		put_url(key(&b, "place"), f->place);
	else if (f->place_none && page)
		buf_putc(key(&b, "place"), '-');
	if (f->as != 1 && f->place_at >= 0)
		buf_putz(key(&b, "as"), list_code(LIST_applicant, f->as));
	for (int k = 0; k < NF_N; k++)
		for (uint32_t i = 0; i < f->picks[k].n; i++)
			nav_value_code(key(&b, nav_facets[k].name), f, k, f->picks[k].v[i]);
	if (f->order != NO_DEFAULT)
		buf_putz(key(&b, "sort"), orders[f->order]);
	if (f->page > 1 && page)
		buf_int(key(&b, "page"), f->page);
	return buf_str(&b);
}

bool
nav_filter_plain(const struct nav_filter *f)
{
	for (int k = 0; k < NF_N; k++)
		if (f->picks[k].n > 0)
			return false;
	return f->q.n == 0;
}

void
nav_filter_clear(struct nav_filter *f)
{
	for (int k = 0; k < NF_N; k++)
		f->picks[k].n = 0;
	f->q = S("");
	f->exact = false;
	f->page = 1;
	if (f->order == NO_RELEVANCE)
		f->order = NO_DEFAULT;
}
