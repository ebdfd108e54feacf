/* curate_edit.c - a measure is written and corrected; two editors at once lose nothing. */
#include "navigator/curate.h"

#include "entry/entry.h"
#include "gen/navigator/q.h"
#include "gen/navigator/u.h"
#include "gen/navigator/v.h"
#include "text/text.h"

#define HASH_HEX 16
#define KEY_MOST 60

struct editing {
	struct curated c;	/* as stored; empty for a new one */
	struct draft mine;	/* as typed */
	struct edit_form form;
	bool fresh;
	struct str seen, base;
	uint64_t clash;		/* fields that both changed */
	struct str at;		/* where the reader's eye goes: a row that a button moved */
};

static struct editing *
editing_new(struct req *rq)
{
	return arena_make(rq->arena, struct editing);
}

/* ---- what the form saw -------------------------------------------------------------- */

static uint64_t
fnv(struct str s)
{
	uint64_t h = UINT64_C(14695981039346656037);

	for (size_t i = 0; i < s.n; i++)
		h = (h ^ (unsigned char)s.p[i]) * UINT64_C(1099511628211);
	return h;
}

/* A fingerprint of each field as it was when the form was drawn: tells later what was touched. */
static struct str
base_of(struct arena *a, const struct draft *d)
{
	struct buf b;

	buf_init(&b, a, DF_N * HASH_HEX + 64);
	for (int f = 0; f < DF_N; f++)
		buf_fmt(&b, "%016llx", (unsigned long long)fnv(draft_text(a, d, (enum draft_at)f)));
	return buf_err(&b) == OK ? buf_str(&b) : S("");
}

static bool
touched(struct arena *a, struct str base, const struct draft *d, enum draft_at f)
{
	char hex[HASH_HEX + 1];

	if (base.n != DF_N * HASH_HEX)
		return true; /* no fingerprint: as if it were */
	(void)snprintf(hex, sizeof hex, "%016llx", (unsigned long long)fnv(draft_text(a, d, f)));
	return memcmp(base.p + (size_t)f * HASH_HEX, hex, HASH_HEX) != 0;
}

/* Three texts of a field: as it was when the form was drawn, as it is stored now, as it was typed.
 * What only they changed is taken over; what both did is a clash. */
static void
merge(struct req *rq, struct editing *e)
{
	uint64_t diff = draft_diff(rq->arena, &e->mine, &e->c.d);

	for (int k = 0; k < DF_N; k++) {
		enum draft_at f = (enum draft_at)k;

		if (!(diff >> k & 1))
			continue;
		if (!touched(rq->arena, e->base, &e->mine, f))
			draft_take(&e->mine, &e->c.d, f);
		else if (touched(rq->arena, e->base, &e->c.d, f))
			e->clash |= (uint64_t)1 << k;
	}
}

/* Ticked «take[]»: these fields stay as they are stored. */
static void
take_theirs(struct req *rq, struct editing *e)
{
	for (size_t i = 0; i < rq->in->form.n; i++) {
		const struct http_pair *p = &rq->in->form.p[i];
		enum draft_at f = draft_field_find(p->value);

		if (str_is(p->name, "take[]") && f < DF_N)
			draft_take(&e->mine, &e->c.d, f);
	}
}

/* ---- the page ----------------------------------------------------------------------- */

static enum err
clashes(struct req *rq, const struct editing *e, struct view_curate_edit *v)
{
	const struct ui *ui = &rq->ui;

	v->clashes.p = arena_array(rq->arena, struct form_clash, DF_N);
	if (v->clashes.p == NULL)
		return E_NOMEM;
	for (int k = 0; k < DF_N; k++) {
		enum draft_at f = (enum draft_at)k;
		struct form_clash *c = &v->clashes.p[v->clashes.n];

		if (!(e->clash >> k & 1))
			continue;
		*c = (struct form_clash){ .label = tr_z(ui, draft_fields[k].label),
			.name = str_c(draft_fields[k].name) };
		TRY(word_diff(rq->arena, draft_said(ui, f, draft_text(rq->arena, &e->c.d, f)),
		    draft_said(ui, f, draft_text(rq->arena, &e->mine, f)), &c->diff));
		v->clashes.n++;
	}
	return OK;
}

static enum err
page(struct req *rq, const struct editing *e)
{
	struct view_curate_edit v = { .fresh = e->fresh, .seen = e->seen, .base = e->base };

	v.heading = e->fresh ? tr(&rq->ui, "Новая мера") : e->c.d.title;
	v.self = e->fresh ? url_navigator_curate_create(rq->arena) :
			    url_navigator_curate_save(rq->arena, e->c.d.key);
	v.back = e->fresh ? S("/curation") : e->c.url;
	v.published = !e->fresh && e->c.kept.state == MEASURE_PUBLISHED;
	v.key = ui_old(&rq->ui, "key", S(""));
	curate_frame(rq, &v.page,
	    e->fresh ? tr(&rq->ui, "Новая мера") : trf(&rq->ui, "Правка: %1", e->c.d.title));
	if (!e->fresh)
		v.page.crumbs[v.page.n_crumbs++] = (struct crumb){ e->c.d.title, e->c.url };
	v.page.crumbs[v.page.n_crumbs++] = (struct crumb){
		.name = e->fresh ? tr(&rq->ui, "Новая мера") : tr(&rq->ui, "Правка")
	};
	TRY(clashes(rq, e, &v));
	TRY(edit_form_view(rq, &e->form, &v));
	return view_curate_edit(&rq->ui, &v);
}

static void
fresh_look(struct req *rq, struct editing *e)
{
	e->seen = str_fmt(rq->arena, "%lld", (long long)e->c.kept.version);
	e->base = base_of(rq->arena, &e->c.d);
}

enum err
nav_curate_edit(struct req *rq)
{
	struct editing *e = editing_new(rq);

	if (e == NULL)
		return E_NOMEM;
	TRY(curate_open(rq, &e->c));
	if (!e->c.may.edit)
		return curate_refuse(rq, &e->c);
	fresh_look(rq, e);
	TRY(edit_form_of(rq, &e->c.d, &e->form));
	return page(rq, e);
}

/* A curator of one region writes for it: its territory is there already. */
enum err
nav_curate_new(struct req *rq)
{
	struct editing *e = editing_new(rq);
	const struct places_index *x;

	if (e == NULL)
		return E_NOMEM;
	TRY(places_get(rq->th, &x));
	e->fresh = true;
	for (size_t i = 0; i < rq->viewer->n_grants && !curators_everywhere(rq); i++) {
		const struct grant *g = &rq->viewer->grants[i];
		int at = g->role >= ROLE_REGIONAL_CURATOR ? places_by_id(x, g->place) : -1;

		if (at >= 0 && e->mine.n_places < DRAFT_PARTS)
			e->mine.places[e->mine.n_places++] = x->p[at].code;
	}
	TRY(edit_form_of(rq, &e->mine, &e->form));
	return page(rq, e);
}

/* ---- saving -------------------------------------------------------------------------- */

static enum err
parent_of(struct req *rq, const struct draft *d, struct measure_id *ret)
{
	enum err e = OK;

	*ret = (struct measure_id){ 0 };
	if (d->parent.n > 0)
		e = q_measure_id(rq->db, d->parent, ret);
	if (e == E_NOT_FOUND || (d->parent.n > 0 && str_eq(d->parent, d->key)))
		return problem(rq, "parent",
		    tr(&rq->ui,
			"Нет меры с таким ключом. Ключ — конец адреса её страницы в навигаторе."));
	return e;
}

static enum err
put_parent(struct req *rq, struct str was, struct str now, bool fresh,
    const struct draft_kept *kept, struct measure_id parent)
{
	struct revision_field f = { "parent", was.p ? was : S(""), now };

	if (str_eq(f.before, f.after))
		return OK;
	TRY(q_parent_set(rq->db, kept->id, parent));
	return entry_revision(
	    rq->db, rq->arena, kept->entry, rq->viewer->id.v, rq->now, &f, !fresh);
}

enum err
curate_write(struct req *rq, const struct draft *was, const struct draft *mine, bool fresh,
    struct measure_id parent)
{
	struct draft_kept kept;
	struct draft *now = arena_make(rq->arena, struct draft);
	struct str why = STR_NONE;
	enum import_did did;
	enum err err;

	if (now == NULL)
		return E_NOMEM;
	err = draft_write(rq->db, rq->arena, mine, rq->now, rq->viewer->id.v, &did, &why);
	if (err == E_INPUT)
		return problem(rq, "title", why);
	TRY(err);
	TRY(draft_load(rq->db, rq->arena, mine->key, now, &kept));
	TRY(put_parent(rq, was->parent, mine->parent, fresh, &kept, parent));
	return fresh || kept.state != MEASURE_PUBLISHED ? OK : version_bump(rq->db, "navigator");
}

/* Whose territories are they now? */
static enum err
within_reach(struct req *rq, const struct draft *d)
{
	struct curators_may may;

	TRY(curate_may_draft(rq, d, &may));
	if (may.edit)
		return OK;
	return problem(rq, "territories",
	    d->n_places == 0 ?
		tr(&rq->ui,
		    "Меру на всю страну заводит федеральный куратор. "
		    "Назовите свою территорию.") :
		tr(&rq->ui, "Среди территорий есть чужие: оставьте те, которые ведёте вы."));
}

enum err
curate_check(struct req *rq, const struct edit_form *f, struct draft *mine,
    struct measure_id *ret_parent)
{
	enum err a = edit_form_draft(rq, f, mine), b;

	if (a != OK && a != E_INPUT)
		return a;
	b = a == OK ? within_reach(rq, mine) : OK;
	if (b == OK)
		b = parent_of(rq, mine, ret_parent);
	return a != OK ? a : b;
}

static enum err
again(struct req *rq, struct editing *e)
{
	db_rollback(rq->db);
	FORM_AGAIN(rq);
	return page(rq, e);
}

/* Somebody saved after the form was drawn. */
static enum err
clash(struct req *rq, struct editing *e)
{
	db_rollback(rq->db);
	fresh_look(rq, e);
	TRY(edit_form_of(rq, &e->mine, &e->form));
	(void)(problem(rq, "clash",
		   tr(&rq->ui,
		       "Пока вы правили, эти поля изменил кто-то ещё. Сравните, отметьте, где "
		       "оставить запись, и сохраните ещё раз.")) == OK);
	return again(rq, e);
}

static enum err
save(struct req *rq, struct editing *e, struct measure_id parent)
{
	int64_t n;
	enum err err;

	TRY(db_begin(rq->db));
	/* takes the row: who saves at the same moment waits here and then sees us */
	TRY(q_claim(rq->db, e->c.kept.id, e->c.kept.version, &n));
	if (n == 0) {
		db_rollback(rq->db);
		return E_BUSY;
	}
	if (draft_diff(rq->arena, &e->mine, &e->c.d) == 0) {
		db_rollback(rq->db);
		TRY(notice(rq, N_("Всё так же, как было")));
		return redirect(rq, e->c.url);
	}
	err = curate_write(rq, &e->c.d, &e->mine, e->fresh, parent);
	if (err == E_INPUT)
		return again(rq, e);
	TRY(err);
	TRY(db_commit(rq->db));
	TRY(notice(rq, N_("Мера сохранена")));
	return redirect(rq, e->c.url);
}

enum err
nav_curate_save(struct req *rq)
{
	struct editing *e = editing_new(rq);
	struct measure_id parent = { 0 };
	struct str what = req_form(rq, "do");
	enum err err;

	if (e == NULL)
		return E_NOMEM;
	TRY(curate_open(rq, &e->c));
	e->mine = e->c.d;
	e->seen = req_form(rq, "seen");
	e->base = req_form(rq, "base");
	TRY(edit_form_typed(rq, &e->form));
	if (edit_form_do(rq, &e->form, what, &e->at))
		return page(rq, e);
	if (!e->c.may.edit) {
		(void)(problem(rq, "title",
			   tr(&rq->ui,
			       "Эту меру ведёт куратор её территории: "
			       "сохранить правку может он.")) == OK);
		return again(rq, e);
	}
	err = curate_check(rq, &e->form, &e->mine, &parent);
	if (err == E_INPUT)
		return again(rq, e);
	TRY(err);
	if (!str_eq(e->seen, str_fmt(rq->arena, "%lld", (long long)e->c.kept.version)))
		merge(rq, e);
	take_theirs(rq, e);
	if (e->clash != 0)
		return clash(rq, e);
	TRY(parent_of(rq, &e->mine, &parent));
	return save(rq, e, parent);
}

/* ---- a new one ------------------------------------------------------------------------- */

/* From the title when none was typed; a number behind it when that is taken. */
static enum err
new_key(struct req *rq, struct editing *e)
{
	struct str typed = str_trim(req_form(rq, "key"));
	struct str slug = text_slug(rq->arena, typed.n ? typed : e->mine.title, KEY_MOST);
	struct measure_id there;
	enum err err;

	if (typed.n > 0 && !str_eq(slug, typed))
		return problem(rq, "key",
		    tr(&rq->ui, "Ключ пишется латинскими буквами, цифрами и дефисом."));
	if (slug.n == 0)
		slug = S("mera");
	e->mine.key = slug;
	for (int i = 2; i < 100; i++) {
		err = q_measure_id(rq->db, e->mine.key, &there);
		if (err == E_NOT_FOUND)
			return OK;
		TRY(err);
		if (typed.n > 0)
			return problem(
			    rq, "key", tr(&rq->ui, "Такой ключ уже есть: выберите другой."));
		e->mine.key = str_fmt(rq->arena, "%.*s-%d", FMT(slug), i);
	}
	return problem(rq, "key", tr(&rq->ui, "Такой ключ уже есть: выберите другой."));
}

enum err
nav_curate_create(struct req *rq)
{
	struct editing *e = editing_new(rq);
	struct measure_id parent = { 0 };
	enum err err;

	if (e == NULL)
		return E_NOMEM;
	e->fresh = true;
	e->mine = (struct draft){ .origin = S("portal"), .rule = S("{\"all\":[]}"), .sum = S(""),
		.state = MEASURE_DRAFT };
	TRY(edit_form_typed(rq, &e->form));
	if (edit_form_do(rq, &e->form, req_form(rq, "do"), &e->at)) {
		rq->ui.typed = &rq->in->form;
		return page(rq, e);
	}
	err = curate_check(rq, &e->form, &e->mine, &parent);
	if (err == OK)
		err = new_key(rq, e);
	if (err == E_INPUT)
		return again(rq, e);
	TRY(err);
	TRY(db_begin(rq->db));
	err = curate_write(rq, &e->c.d, &e->mine, e->fresh, parent);
	if (err == E_INPUT)
		return again(rq, e);
	TRY(err);
	TRY(db_commit(rq->db));
	TRY(notice(rq, N_("Черновик создан")));
	return redirect(rq, url_navigator_curate_show(rq->arena, e->mine.key));
}
