/* system.c - templates of addresses outside: what is wrong with one, how it is filled. */
#include "law/system.h"

#include "calendar/calendar.h"
#include "gen/law/q.h"
#include "places/places.h"
#include "text/text.h"

const struct system_info system_infos[SYSTEM_VALUES] = {
#define VALUE(name, about) { #name, about },
	SYSTEM_EACH(VALUE)
#undef VALUE
};

static int
value_named(struct str name)
{
	for (int i = 0; i < SYSTEM_VALUES; i++)
		if (str_is(name, system_infos[i].name))
			return i;
	return -1;
}

/* ---- what is wrong with it --------------------------------------------------------- */

static bool
digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool
letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool
hex(char c)
{
	return digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

/* A name or an IPv4 address, perhaps with a port: nothing that ends it early or hides another. */
static bool
host_good(struct str host)
{
	struct str port, name = str_cut(host, ':', &port);

	if (name.n == 0 || name.n > 253 || !(letter(name.p[0]) || digit(name.p[0])))
		return false;
	for (size_t i = 0; i < name.n; i++)
		if (!letter(name.p[i]) && !digit(name.p[i]) && name.p[i] != '-' && name.p[i] != '.')
			return false;
	for (size_t i = 0; i < port.n; i++)
		if (!digit(port.p[i]))
			return false;
	return port.p == NULL || (port.n > 0 && port.n <= 5);
}

/* This machine itself: «localhost» or 127.x.x.x, not a name that begins so. */
static bool
host_here(struct str host)
{
	struct str port, name = str_cut(host, ':', &port);

	if (str_is(name, "localhost"))
		return true;
	for (size_t i = 0; i < name.n; i++)
		if (!digit(name.p[i]) && name.p[i] != '.')
			return false;
	return str_starts(name, S("127."));
}

static struct str
host_of(struct str rest)
{
	size_t n = 0;

	while (n < rest.n && strchr("/?#", rest.p[n]) == NULL)
		n++;
	return (struct str){ rest.p, n };
}

static struct str
names(const struct ui *ui)
{
	struct buf b;

	buf_init(&b, ui->arena, 4 * KiB);
	for (int i = 0; i < SYSTEM_VALUES; i++)
		buf_fmt(&b, "%s{%s}", i > 0 ? ", " : "", system_infos[i].name);
	return buf_str(&b);
}

/* In brackets; is anything put in there; how many are put in at all. */
struct scan { bool in, used; size_t all; };

/* One value in braces at `at`; the flaw, or *ret_end behind it. */
static struct str
brace_flaw(const struct ui *ui, struct str t, size_t at, size_t *ret_end)
{
	size_t end = at + 1;
	struct str name;

	while (end < t.n && t.p[end] != '{' && t.p[end] != '}')
		end++;
	if (t.p[at] == '}' || end >= t.n || t.p[end] == '{')
		return tr(ui, "Фигурная скобка без пары. Подстановка пишется так: {number}.");
	name = (struct str){ t.p + at + 1, end - at - 1 };
	if (value_named(name) < 0)
		return trf(ui, "Подстановки {%1} нет. Есть: %2.", utf8_cut(name, 40), names(ui));
	*ret_end = end + 1;
	return S("");
}

static struct str
bracket_flaw(const struct ui *ui, char c, struct scan *s)
{
	if ((c == '[') == s->in)
		return tr(ui, "Квадратные скобки не сходятся: у каждой [ своя ], одна в другой не "
			"стоит.");
	if (c == ']' && !s->used)
		return tr(ui, "В квадратных скобках нет подстановки: уберите скобки или добавьте "
			"её, например [#st-{article}].");
	s->in = c == '[';
	s->used = false;
	return S("");
}

static struct str
rest_flaw(const struct ui *ui, struct str t)
{
	struct scan s = { 0 };
	struct str bad = S("");

	for (size_t i = 0; i < t.n && bad.n == 0;) {
		char c = t.p[i];

		if (c == '{' || c == '}') {
			bad = brace_flaw(ui, t, i, &i);
			s.used = true;
			s.all++;
			continue;
		}
		if (c == '[' || c == ']')
			bad = bracket_flaw(ui, c, &s);
		else if (c == '%' && !(i + 2 < t.n && hex(t.p[i + 1]) && hex(t.p[i + 2])))
			bad = tr(ui, "После % в адресе стоят две шестнадцатеричные цифры: пробел — "
				"%20, сам знак — %25.");
		else if ((unsigned char)c <= ' ' || c == 0x7f || strchr("\"'<>\\^`|", c) != NULL)
			bad = tr(ui, "В адресе не бывает пробелов, кавычек, скобок < > и знаков "
				"вроде \\ и ^. Пробел пишется %20.");
		i++;
	}
	if (bad.n > 0)
		return bad;
	if (s.in)
		return bracket_flaw(ui, '[', &s);
	return s.all > 0 ? S("") : tr(ui, "Ни одной подстановки: адрес был бы один для всех "
		"актов. Добавьте, например, {number}.");
}

struct str
system_flaw(const struct ui *ui, struct str template)
{
	bool safe = str_starts(template, S("https://"));
	size_t head = safe ? S("https://").n : S("http://").n;
	struct str host, rest;

	if (!safe && !str_starts(template, S("http://")))
		return tr(ui, "Адрес начинается с https://. Другие виды ссылок портал не "
			"показывает.");
	rest = (struct str){ template.p + head, template.n - head };
	host = host_of(rest);
	if (!host_good(host))
		return tr(ui, "После :// стоит имя узла латиницей, без подстановок, скобок и "
			"логина: https://law.example.org/… Кириллическое имя запишите в виде "
			"xn--….");
	if (!safe && !host_here(host))
		return tr(ui, "По http:// можно вести только на эту же машину (127.0.0.1, "
			"localhost). Напишите https://.");
	return rest_flaw(ui, (struct str){ rest.p + host.n, rest.n - host.n });
}

/* ---- filled ---------------------------------------------------------------------------- */

/* A part without brackets; false: something in it is not known. */
static bool
fill_part(struct buf *b, struct str t, const struct system_of *of)
{
	for (size_t i = 0; i < t.n;) {
		size_t end = i;
		int v;

		if (t.p[i] != '{') {
			if ((unsigned char)t.p[i] < 0x80)
				buf_putc(b, t.p[i]);
			else
				put_url(b, (struct str){ t.p + i, 1 });
			i++;
			continue;
		}
		while (end < t.n && t.p[end] != '}')
			end++;
		v = value_named((struct str){ t.p + i + 1, end - i - 1 });
		if (v < 0 || of->v[v].n == 0)
			return false;
		put_url(b, of->v[v]);
		i = end + 1;
	}
	return true;
}

struct str
system_fill(struct arena *a, struct str template, const struct system_of *of)
{
	struct str rest = template;
	struct buf b;

	buf_init(&b, a, 64 * KiB);
	while (rest.n > 0) {
		struct str must = str_cut(rest, '[', &rest), may;
		size_t before;

		if (!fill_part(&b, must, of))
			return S("");
		if (rest.n == 0)
			break;
		may = str_cut(rest, ']', &rest);
		before = b.n;
		if (!fill_part(&b, may, of))
			b.n = before;
	}
	return buf_err(&b) == OK ? buf_str(&b) : STR_NONE;
}

/* ---- with what ---------------------------------------------------------------------------- */

static struct str
day_said(struct arena *a, int32_t day, void (*how)(struct buf *, int32_t))
{
	struct buf b;

	buf_init(&b, a, 64);
	how(&b, day);
	return buf_str(&b);
}

enum err
system_act(struct arena *a, const struct law_act *act, const struct law_edition *ed,
    const struct places_index *places, struct system_of *ret)
{
	int at = places != NULL && act->place != 0 ? places_by_id(places, act->place) : -1;
	struct str no = act->key;

	while (no.n > 0 && memchr(no.p, '/', no.n) != NULL)
		(void)str_cut(no, '/', &no);
	*ret = (struct system_of){ { [SYSTEM_kind] = str_c(law_kinds[act->kind].code),
		[SYSTEM_number] = act->number, [SYSTEM_no] = no, [SYSTEM_title] = act->title,
		[SYSTEM_date] = day_said(a, act->adopted, put_day_iso),
		[SYSTEM_day] = day_said(a, act->adopted, put_day_field),
		[SYSTEM_year] = str_fmt(a, "%d", day_from(act->adopted).y),
		[SYSTEM_short] = act->shrt, [SYSTEM_key] = act->key,
		[SYSTEM_oktmo] = at >= 0 ? places->p[at].code : S(""),
		[SYSTEM_edition] = day_said(a, ed->since, put_day_iso) } };
	return ret->v[SYSTEM_edition].p && ret->v[SYSTEM_year].p ? OK : E_NOMEM;
}

static const struct tree_node *
node_at(const struct tree *t, struct str eid)
{
	for (size_t i = 0; i < t->n; i++)
		if (str_eq(t->p[i].eid, eid))
			return &t->p[i];
	return NULL;
}

/* «ch-3/p-2/pp-a»: the number of each as the text writes it, «а» and not «a». */
void
system_unit(struct str number, const struct tree *t, struct str unit, struct system_of *ret)
{
	static const struct { const char *head; enum system_value v; } levels[] = {
		{ "ch-", SYSTEM_part }, { "pp-", SYSTEM_subpoint }, { "p-", SYSTEM_point },
		{ "abz-", SYSTEM_paragraph } };
	struct str rest = unit;

	ret->v[SYSTEM_article] = number;
	while (rest.n > 0) {
		struct str one = str_cut(rest, '/', &rest);
		struct str upto = { unit.p, (size_t)(one.p - unit.p) + one.n };
		const struct tree_node *n = node_at(t, upto);

		for (size_t i = 0; i < LEN(levels); i++) {
			struct str head = str_c(levels[i].head);

			if (!str_starts(one, head))
				continue;
			ret->v[levels[i].v] = n != NULL && n->number.n > 0 ?
			    n->number :
			    (struct str){ one.p + head.n, one.n - head.n };
			break;
		}
	}
}

enum err
system_links(struct req *rq, const struct law_at *at, const struct law_article *art,
    const struct tree *t, struct str unit, struct system_rows *ret)
{
	const struct places_index *places;
	struct q_systems_on_rows rows;
	struct system_of of;

	*ret = (struct system_rows){ 0 };
	TRY(q_systems_on(rq->db, rq->arena, &rows));
	if (rows.n == 0)
		return OK;
	TRY(places_get(rq->th, &places));
	TRY(system_act(rq->arena, at->act, at->ed, places, &of));
	if (art != NULL)
		system_unit(art->number, t, unit, &of);
	for (size_t i = 0; i < rows.n; i++) {
		struct str url = S("");

		/* a row that came by other ways than the form is held to the same */
		if ((!rows.p[i].level.has || rows.p[i].level.v == (int64_t)at->act->level) &&
		    system_flaw(&rq->ui, rows.p[i].template).n == 0)
			url = system_fill(rq->arena, rows.p[i].template, &of);
		TRY(url.p ? OK : E_NOMEM);
		if (url.n > 0)
			TRY(VEC_PUSH(rq->arena, ret,
			    ((struct system_row){ .title = rows.p[i].title, .url = url })));
	}
	return OK;
}
