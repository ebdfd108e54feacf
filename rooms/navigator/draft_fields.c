/* draft_fields.c - the table of a measure's fields, and what is done by it. */
#include "navigator/draft_fields.h"

#include <stdlib.h>

#include "calendar/calendar.h"

#define RUBLES_MOST INT64_C(100000000000000)
#define TITLE_MOST 300
#define TEXT_MOST 20000
#define F(field, member, kind, list, least, most, label, hint) \
	[DF_##field] = { #field, kind, offsetof(struct draft, member), list, least, most, label, \
		hint }

const struct draft_field draft_fields[DF_N] = {
	F(title, title, DK_LINE, 0, 1, TITLE_MOST, N_("Название"),
	    N_("Как в документе, без кавычек вокруг.")),
	F(summary, summary, DK_AREA, 0, 1, 2000, N_("Коротко"),
	    N_("Одно-два предложения для списка: что дают и кому.")),
	F(level, level, DK_CODE, LIST_level, 1, 0, N_("Уровень"), ""),
	F(money, money, DK_CODE, LIST_money, 1, 0, N_("Что дают"), ""),
	F(backer, backer, DK_LINE, 0, 1, TITLE_MOST, N_("Кто предоставляет"),
	    N_("Министерство, фонд или учреждение, которое решает, кому дать.")),
	F(opens, opens, DK_DAY, 0, 0, 0, N_("Приём с"), N_("дд.мм.гггг")),
	F(closes, closes, DK_DAY, 0, 0, 0, N_("Приём до"), N_("дд.мм.гггг; пусто — без срока")),
	F(recurrence, recurrence, DK_CODE, LIST_recurrence, 1, 0, N_("Как часто"), ""),
	F(amount_min, amount_min, DK_INT, 0, 0, RUBLES_MOST, N_("Сумма от, ₽"), ""),
	F(amount_max, amount_max, DK_INT, 0, 0, RUBLES_MOST, N_("Сумма до, ₽"), ""),
	F(amount_unit, unit, DK_UNIT, LIST_unit, 0, 0, N_("Сумма на что"), ""),
	F(cofinance_min, cofin_min, DK_REAL, 0, 0, 100, N_("Своя доля от, %"), ""),
	F(cofinance_max, cofin_max, DK_REAL, 0, 0, 100, N_("Своя доля до, %"), ""),
	F(applicants, applicants, DK_MASK, LIST_applicant, 0, 0, N_("Кто может подать"),
	    N_("Ничего не отмечено — кто угодно, кого пускают условия.")),
	F(stages, stages, DK_MASK, LIST_stage, 0, 0, N_("Стадии проекта"), ""),
	F(topics, topics, DK_WORDS, 0, 0, DRAFT_PARTS, N_("Темы"), ""),
	F(territories, places, DK_WORDS, 0, 0, DRAFT_PARTS, N_("Где действует"),
	    N_("По одной территории в строке: код ОКТМО или название. Пусто — вся страна.")),
	F(what, what, DK_AREA, 0, 0, TEXT_MOST, N_("На что дают"), ""),
	F(who, who, DK_AREA, 0, 0, TEXT_MOST, N_("Кому"), ""),
	F(how_much, how_much, DK_AREA, 0, 0, TEXT_MOST, N_("Сколько"), ""),
	F(own_share, own_share, DK_AREA, 0, 0, TEXT_MOST, N_("Своя доля словами"), ""),
	F(steps, steps, DK_PARTS, 0, 0, 0, N_("Что сделать"), ""),
	F(documents, documents, DK_PARTS, 0, 0, 0, N_("Документы"), ""),
	F(contacts, contacts, DK_PARTS, 0, 0, 0, N_("К кому обратиться"), ""),
	F(rounds, rounds, DK_PARTS, 0, 0, 0, N_("Прошлые приёмы"), ""),
	F(source_title, source_title, DK_LINE, 0, 0, TITLE_MOST, N_("Источник"),
	    N_("Название акта или страницы, откуда взяты сведения.")),
	F(source_url, source_url, DK_LINE, 0, 0, 500, N_("Адрес источника"),
	    N_("Начинается с https://")),
	F(checked, checked, DK_DAY, 0, 0, 0, N_("Проверено"),
	    N_("Когда сведения сверили с источником.")),
	F(note, note, DK_AREA, 0, 0, TEXT_MOST, N_("Примечание для кураторов"),
	    N_("На странице меры не видно.")),
	F(parent, parent, DK_LINE, 0, 0, 80, N_("Ключ федеральной меры"),
	    N_("Если это отбор внутри другой меры: её ключ из адреса страницы.")),
	F(demo, demo, DK_FLAG, 0, 0, 0, N_("Учебный пример"), ""),
	F(eligibility, rule, DK_RULE, 0, 0, 0, N_("Условия"), ""),
};

#define C(st, member, kind, least, most, label) \
	{ #member, kind, offsetof(struct st, member), least, most, label }

const struct draft_part draft_parts[DRAFT_PART_KINDS] = {
	{ DF_steps, sizeof(struct draft_step), offsetof(struct draft, n_steps), 3,
	    { C(draft_step, title, DK_LINE, 1, TITLE_MOST, N_("Шаг")),
		C(draft_step, text, DK_AREA, 0, TEXT_MOST, N_("Пояснение")),
		C(draft_step, due, DK_DAY, 0, 0, N_("Сделать до")) },
	    N_("Добавить шаг"), N_("Шагов пока нет.") },
	{ DF_documents, sizeof(struct draft_document), offsetof(struct draft, n_documents), 3,
	    { C(draft_document, title, DK_LINE, 1, TITLE_MOST, N_("Документ")),
		C(draft_document, note, DK_AREA, 0, TEXT_MOST, N_("Пояснение")),
		C(draft_document, required, DK_FLAG, 0, 0, N_("Обязательный")) },
	    N_("Добавить документ"), N_("Документов пока нет.") },
	{ DF_contacts, sizeof(struct draft_contact), offsetof(struct draft, n_contacts), 4,
	    { C(draft_contact, name, DK_LINE, 1, TITLE_MOST, N_("Отдел или должность")),
		C(draft_contact, url, DK_LINE, 0, 500, N_("Страница")),
		C(draft_contact, phone, DK_LINE, 0, 60, N_("Телефон")),
		C(draft_contact, email, DK_LINE, 0, 200, N_("Почта")) },
	    N_("Добавить контакт"), N_("Контактов пока нет.") },
	{ DF_rounds, sizeof(struct draft_round), offsetof(struct draft, n_rounds), 7,
	    { C(draft_round, year, DK_INT, 1990, 2200, N_("Год")),
		C(draft_round, opens, DK_DAY, 0, 0, N_("Приём с")),
		C(draft_round, closes, DK_DAY, 0, 0, N_("Приём до")),
		C(draft_round, budget, DK_INT, 0, RUBLES_MOST, N_("Всего денег, ₽")),
		C(draft_round, applications, DK_INT, 0, 100000000, N_("Подали заявок")),
		C(draft_round, winners, DK_INT, 0, 100000000, N_("Получили")),
		C(draft_round, note, DK_LINE, 0, TITLE_MOST, N_("Пояснение")) },
	    N_("Добавить приём"), N_("Прошлых приёмов пока нет.") },
};

enum draft_at
draft_field_find(struct str name)
{
	if (str_is(name, "rule"))
		return DF_eligibility;
	for (int f = 0; f < DF_N; f++)
		if (str_is(name, draft_fields[f].name))
			return (enum draft_at)f;
	return DF_N;
}

const struct draft_part *
draft_part_of(enum draft_at f)
{
	for (size_t i = 0; i < DRAFT_PART_KINDS; i++)
		if (draft_parts[i].field == f)
			return &draft_parts[i];
	return NULL;
}

static void *
member(const struct draft *d, enum draft_at f)
{
	return (char *)(uintptr_t)d + draft_fields[f].off;
}

void *
draft_row(const struct draft *d, const struct draft_part *p, size_t i)
{
	return (char *)member(d, p->field) + i * p->size;
}

static size_t *
rows_at(const struct draft *d, const struct draft_part *p)
{
	return (size_t *)(void *)((char *)(uintptr_t)d + p->n_off);
}

size_t
draft_rows(const struct draft *d, const struct draft_part *p)
{
	return *rows_at(d, p);
}

/* ---- a field as a text ----------------------------------------------------------- */

static void
put_opt_day(struct buf *b, const struct opt_int *v)
{
	if (v->has)
		put_day_iso(b, (int32_t)v->v);
}

/* The first value of a round is its year, a bare number. */
static void
put_cell_text(struct buf *b, const struct draft_part *p, int at, const void *row)
{
	const struct draft_cell *c = &p->cells[at];
	const char *v = (const char *)row + c->off;
	const struct opt_int *o = (const void *)v;

	switch ((int)c->kind) {
	case DK_DAY: put_opt_day(b, o); break;
	case DK_FLAG: buf_putz(b, *(const bool *)(const void *)v ? "+" : "-"); break;
	case DK_INT:
		if (p->field == DF_rounds && at == 0)
			buf_int(b, *(const int64_t *)(const void *)v);
		else if (o->has)
			buf_int(b, o->v);
		break;
	default: buf_put(b, *(const struct str *)(const void *)v); break;
	}
}

static void
put_part(struct buf *b, const struct draft *d, const struct draft_part *p)
{
	for (size_t i = 0; i < draft_rows(d, p); i++) {
		if (i > 0)
			buf_putc(b, '\n');
		for (int k = 0; k < p->n_cells; k++) {
			if (k > 0)
				buf_put(b, S(" | "));
			put_cell_text(b, p, k, draft_row(d, p, i));
		}
	}
}

static int
by_text(const void *x, const void *y)
{
	return str_cmp(*(const struct str *)x, *(const struct str *)y);
}

/* Order means nothing in them. */
static void
put_words(struct buf *b, const struct str *words, size_t n)
{
	struct str sorted[DRAFT_PARTS];

	memcpy(sorted, words, n * sizeof *words);
	qsort(sorted, n, sizeof *sorted, by_text);
	for (size_t i = 0; i < n; i++) {
		if (i > 0)
			buf_putc(b, '\n');
		buf_put(b, sorted[i]);
	}
}

static void
put_mask(struct buf *b, enum list l, int64_t mask)
{
	for (int no = 1; no <= 16; no++) {
		if (!(mask >> (no - 1) & 1))
			continue;
		if (b->n > 0)
			buf_putc(b, ',');
		buf_putz(b, list_code(l, no));
	}
}

struct str
draft_text(struct arena *a, const struct draft *d, enum draft_at f)
{
	const struct draft_field *t = &draft_fields[f];
	const void *v = member(d, f);
	const struct opt_int *o = v;
	const struct opt_real *r = v;
	struct buf b;

	buf_init(&b, a, 1 * MiB);
	switch ((int)t->kind) {
	case DK_DAY: put_opt_day(&b, o); break;
	case DK_INT:
		if (o->has)
			buf_int(&b, o->v);
		break;
	case DK_REAL:
		if (r->has)
			buf_fmt(&b, "%.10g", r->v);
		break;
	case DK_CODE: buf_putz(&b, list_code(t->list, *(const int *)v)); break;
	case DK_MASK: put_mask(&b, t->list, *(const int64_t *)v); break;
	case DK_FLAG: buf_putz(&b, *(const bool *)v ? "yes" : ""); break;
	case DK_WORDS: put_words(&b, v, f == DF_topics ? d->n_topics : d->n_places); break;
	case DK_PARTS: put_part(&b, d, draft_part_of(f)); break;
	default: buf_put(&b, *(const struct str *)v); break;
	}
	return b.n > 0 && buf_err(&b) == OK ? buf_str(&b) : S("");
}

/* ---- such a text for people -------------------------------------------------------- */

static struct str
said_codes(const struct ui *ui, enum list l, struct str codes)
{
	struct buf b;

	buf_init(&b, ui->arena, 4 * KiB);
	while (codes.n > 0) {
		struct str one = str_cut(codes, ',', &codes);

		if (b.n > 0)
			buf_put(&b, S(", "));
		buf_put(&b, list_label(ui, l, list_no(l, one)));
	}
	return buf_str(&b);
}

struct str
draft_said(const struct ui *ui, enum draft_at f, struct str text)
{
	const struct draft_field *t = &draft_fields[f < DF_N ? f : 0];
	int64_t n;
	int32_t day;

	if (f >= DF_N || text.n == 0)
		return text.p ? text : S("");
	switch ((int)t->kind) {
	case DK_DAY: return day_parse(text, &day) ? ui_day_long(ui, day) : text;
	case DK_INT: return str_int(text, &n) ? ui_num(ui, n) : text;
	case DK_CODE:
	case DK_UNIT:
	case DK_MASK: return said_codes(ui, t->list, text);
	case DK_FLAG: return tr(ui, "да");
	default: return text;
	}
}

/* ---- two drafts -------------------------------------------------------------------- */

static size_t
size_of(enum draft_kind k)
{
	switch ((int)k) {
	case DK_DAY:
	case DK_INT: return sizeof(struct opt_int);
	case DK_REAL: return sizeof(struct opt_real);
	case DK_CODE: return sizeof(int);
	case DK_MASK: return sizeof(int64_t);
	case DK_FLAG: return sizeof(bool);
	case DK_WORDS: return DRAFT_PARTS * sizeof(struct str);
	default: return sizeof(struct str);
	}
}

void
draft_take(struct draft *to, const struct draft *from, enum draft_at f)
{
	const struct draft_part *p = draft_part_of(f);
	size_t size = p ? p->size * DRAFT_PARTS : size_of(draft_fields[f].kind);

	memcpy(member(to, f), member(from, f), size);
	if (p != NULL)
		*rows_at(to, p) = *rows_at(from, p);
	if (f == DF_topics)
		to->n_topics = from->n_topics;
	if (f == DF_territories)
		to->n_places = from->n_places;
}

uint64_t
draft_diff(struct arena *a, const struct draft *x, const struct draft *y)
{
	uint64_t diff = 0;

	for (int f = 0; f < DF_N; f++)
		if (!str_eq(draft_text(a, x, (enum draft_at)f), draft_text(a, y, (enum draft_at)f)))
			diff |= (uint64_t)1 << f;
	return diff;
}
