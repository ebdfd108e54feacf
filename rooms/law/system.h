/* system.h - links to legal systems outside: an operator's template, filled with an act and a unit.
 *
 * Owns    table law_system.
 * Memory  the caller's arena.
 * Errors  E_NOMEM; as db.h.
 * Threads a request; templates are pure.
 *
 * «https://law.example.org/{kind}/{date}/{number}[#st-{article}]»: what stands in braces is put in
 * percent-encoded; what stands in square brackets is left out when something in it is not known.
 * Nothing is ever fetched from there: the portal only makes the address.
 */
#pragma once
#include "law/pages.h"

#define SYSTEM_MAX 50		/* of all rows */
#define SYSTEM_TEMPLATE 1000	/* characters of a template */

/* What a template may be filled with: name, msgid. */
#define SYSTEM_EACH(X) \
	X(kind, N_("вид акта, как в адресе портала: fz, post, resh")) \
	X(number, N_("номер: 59-ФЗ")) \
	X(no, N_("номер, как в адресе портала: 59")) \
	X(date, N_("день принятия: 2006-05-02")) \
	X(day, N_("день принятия по-русски: 02.05.2006")) \
	X(year, N_("год принятия: 2006")) \
	X(title, N_("название без вида и номера")) \
	X(short, N_("краткое имя: ЖК РФ")) \
	X(key, N_("ключ акта: ru/fz/2006-05-02/59")) \
	X(oktmo, N_("код территории акта; у федерального его нет")) \
	X(edition, N_("начало показанной редакции: 2025-03-30")) \
	X(article, N_("номер статьи: 8")) \
	X(part, N_("часть")) \
	X(point, N_("пункт")) \
	X(subpoint, N_("подпункт")) \
	X(paragraph, N_("абзац"))
enum system_value {
#define VALUE(name, about) SYSTEM_##name,
	SYSTEM_EACH(VALUE)
#undef VALUE
	SYSTEM_VALUES
};
struct system_info { const char *name, *about; };	/* "number"; msgid */
extern const struct system_info system_infos[SYSTEM_VALUES];

/* What a template is filled with; empty: not known. */
struct system_of { struct str v[SYSTEM_VALUES]; };

/* What is wrong with a template, in words; empty: nothing. */
struct str system_flaw(const struct ui *ui, struct str template);
/* The address; empty when something is not known that stands outside of brackets. p NULL: memory
 * is out. The template must have no flaw. */
struct str system_fill(struct arena *a, struct str template, const struct system_of *of);

/* An act as of an edition; places may be NULL: no code of a territory then. */
struct places_index;
MUST_USE enum err system_act(struct arena *a, const struct law_act *act,
    const struct law_edition *ed, const struct places_index *places, struct system_of *ret);
/* Adds an article and a unit of it; unit may be empty. */
void system_unit(
    struct str number, const struct tree *t, struct str unit, struct system_of *ret);

/* Links of the page: of the act, or of an article (tree of its text, unit may be empty). */
MUST_USE enum err system_links(struct req *rq, const struct law_at *at,
    const struct law_article *art, const struct tree *t, struct str unit, struct system_rows *ret);

enum err law_systems_page(struct req *rq);
enum err law_system_page(struct req *rq);
enum err law_system_add_form(struct req *rq);
enum err law_system_save_form(struct req *rq);
enum err law_system_drop_form(struct req *rq);
