/* rule_edit.c - the rule of a measure as a form: rows, check, save. Works without script. */
#include "alerts/alerts.h"
#include "api/api.h"
#include "entry/entry.h"
#include "gen/navigator/u.h"
#include "gen/navigator/v.h"
#include "navigator/curate.h"
#include "navigator/measure_view.h"

struct edit {
	struct curated *c;	/* the same measure with this reader's rights */
	struct measure m;
	const struct places_index *x;
	struct rule_rows rows;
	struct rule rule; /* what the rows make, when they make one */
	bool good;
	struct rule_problems problems;
};

static enum err
open_measure(struct req *rq, struct edit *e)
{
	TRY(places_get(rq->th, &e->x));
	e->c = arena_make(rq->arena, struct curated);
	if (e->c == NULL)
		return E_NOMEM;
	TRY(curate_open(rq, e->c));
	return nav_measure_any(rq->th, rq->db, rq->arena, req_param(rq, 0), rq->ui.today,
	    rq->ui.lang == LANG_EN, &e->m);
}

/* Readers see a published one; the others have the curators' page only. */
static struct str
page_of(const struct req *rq, const struct edit *e)
{
	return e->m.row.state == MEASURE_PUBLISHED ? url_navigator_show(rq->arena, e->m.row.key) :
						     e->c->url;
}

static enum err
show(struct req *rq, struct edit *e, bool preview)
{
	struct view_rule v = { .m = &e->m, .stored_problem = e->m.rule_problem };
	struct page *p = &v.page;

	v.measure_url = page_of(rq, e);
	v.self = url_navigator_rule_edit(rq->arena, e->m.row.key);
	v.seen = str_fmt(rq->arena, "%016llx", (unsigned long long)e->m.row.version);
	p->title = trf(&rq->ui, "Условия: %1", e->m.row.title);
	p->nav = "navigator";
	p->no_index = true;
	p->crumbs[p->n_crumbs++] = (struct crumb){ tr(&rq->ui, "Навигатор"), S("/navigator") };
	p->crumbs[p->n_crumbs++] = (struct crumb){ e->m.row.title, v.measure_url };
	p->crumbs[p->n_crumbs++] = (struct crumb){ .name = tr(&rq->ui, "Условия") };
	TRY(nav_rule_rows_view(rq, &e->rows, e->good ? &e->rule : NULL, &e->problems, &v));
	if (preview && e->good)
		TRY(nav_rule_preview(rq, &e->m, &e->rule, &v));
	return view_rule(&rq->ui, &v);
}

/* ---- GET ------------------------------------------------------------------------- */

enum err
nav_rule_edit(struct req *rq)
{
	struct edit e = { 0 };

	TRY(open_measure(rq, &e));
	if (!e.c->may.edit)
		return curate_refuse(rq, e.c);
	if (e.m.rule_problem.n == 0) {
		e.rule = e.m.terms.rule;
		e.good = true;
		TRY(rule_to_rows(rq->arena, &e.rule, rq->ui.lang == LANG_EN, &e.rows));
	}
	return show(rq, &e, false);
}

/* ---- POST: the buttons of the rows ----------------------------------------------- */

/* «up:3»; false: not a button of a row. */
static bool
row_button(struct str what, enum rule_do *ret, int *ret_id)
{
	static const struct {
		const char *name;
		enum rule_do what;
	} names[] = {
		{ "add_leaf", ROW_ADD_LEAF },
		{ "add_all", ROW_ADD_ALL },
		{ "add_any", ROW_ADD_ANY },
		{ "add_none", ROW_ADD_NONE },
		{ "remove", ROW_REMOVE },
		{ "up", ROW_UP },
		{ "down", ROW_DOWN },
		{ "indent", ROW_INDENT },
		{ "outdent", ROW_OUTDENT },
	};
	struct str head = str_cut(what, ':', &what);
	int64_t id = 0;

	if (what.n > 0 && (!str_int(what, &id) || id < 0 || id > INT32_MAX))
		return false;
	for (size_t i = 0; i < LEN(names); i++) {
		if (!str_is(head, names[i].name))
			continue;
		*ret = names[i].what;
		*ret_id = (int)id;
		return true;
	}
	return false;
}

/* ---- POST: check and save -------------------------------------------------------- */

/* The rows as a rule; what is wrong goes to the rows and to the list on top. */
static enum err
check(struct req *rq, struct edit *e)
{
	struct match_places finder = nav_places(e->x);
	enum err err = rule_from_rows(rq->arena, e->rows.p, e->rows.n, &finder,
	    rq->ui.lang == LANG_EN, &e->rule, &e->problems);

	if (err != E_INPUT) {
		e->good = err == OK;
		return err;
	}
	for (size_t i = 0; i < e->problems.n; i++) {
		char *name = str_z(rq->arena, str_fmt(rq->arena, "row-%d", e->problems.p[i].row));

		if (name == NULL)
			return E_NOMEM;
		(void)(problem(rq, name, e->problems.p[i].text) == OK);
	}
	return E_INPUT;
}

static enum err
nothing_new(struct req *rq, const struct edit *e)
{
	TRY(notice(rq, N_("Условия те же, что были")));
	return redirect(rq, page_of(rq, e));
}

static enum err
save(struct req *rq, struct edit *e)
{
	struct revision_field f = { .name = "rule" };
	struct str json, was;
	int64_t changed;

	TRY(nav_rule_json(rq->arena, &e->rule, &json));
	TRY(nav_rule_json(rq->arena, &e->m.terms.rule, &was));
	if (e->m.rule_problem.n == 0 && str_eq(json, was))
		return nothing_new(rq, e);
	if (e->m.rule_problem.n > 0)
		f.before = tr(&rq->ui, "не читалось");
	else
		TRY(nav_rule_sentence(rq->arena, &e->m.terms.rule, &f.before));
	TRY(nav_rule_sentence(rq->arena, &e->rule, &f.after));
	TRY(db_begin(rq->db));
	/* another writer may have been here since the row was read */
	TRY(q_claim(rq->db, e->m.row.id, e->m.row.version, &changed));
	TRY(changed == 1 ? OK : E_CONFLICT);
	TRY(q_rule_set(rq->db, e->m.row.id, json, rq->now, &changed));
	TRY(changed == 1 ? OK : E_NOT_FOUND);
	TRY(entry_revision(
	    rq->db, rq->arena, e->m.row.entry, rq->viewer ? rq->viewer->id.v : 0, rq->now, &f, 1));
	f.before = f.after = S(""); /* both are long: that they changed is told */
	if (e->m.row.state == MEASURE_PUBLISHED) {
		TRY(alerts_note(rq->db, rq->arena, e->m.row.entry, ALERT_CHANGED, &f, 1, rq->now));
		TRY(hooks_measure(rq->db, rq->arena, HOOK_CHANGED, e->m.row.entry, &f, 1, rq->now));
	}
	TRY(version_bump(rq->db, "navigator"));
	TRY(db_commit(rq->db));
	TRY(notice(rq, N_("Условия сохранены")));
	return redirect(rq, page_of(rq, e));
}

/* Has the measure changed since the form was drawn? Then nothing is overwritten unseen. */
static bool
stale(struct req *rq, const struct edit *e)
{
	struct str now = str_fmt(rq->arena, "%016llx", (unsigned long long)e->m.row.version);

	/* without memory to tell, it has: nothing is saved by chance */
	return now.p == NULL || !str_eq(req_form(rq, "seen"), now);
}

enum err
nav_rule_save(struct req *rq)
{
	struct str what = req_form(rq, "do");
	struct edit e = { 0 };
	enum rule_do todo;
	enum err err;
	int id;

	TRY(open_measure(rq, &e));
	if (!e.c->may.edit)
		return curate_refuse(rq, e.c);
	TRY(nav_rule_rows_read(rq, &e.rows));
	if (row_button(what, &todo, &id)) {
		TRY(rule_rows_do(rq->arena, e.rows.p, e.rows.n, todo, id, &e.rows));
		return show(rq, &e, false);
	}
	/* in order, with depths */
	TRY(rule_rows_do(rq->arena, e.rows.p, e.rows.n, ROW_REMOVE, -1, &e.rows));
	if (str_is(what, "refresh"))
		return show(rq, &e, false);
	err = check(rq, &e);
	if (err == OK && str_is(what, "save")) {
		if (!stale(rq, &e))
			return save(rq, &e);
		err = problem(rq, "rule",
		    tr(&rq->ui,
			"Пока вы правили, меру изменил кто-то другой. Сравните "
			"с тем, что теперь, и сохраните ещё раз."));
	}
	if (err == E_INPUT)
		FORM_AGAIN(rq);
	else
		TRY(err);
	return show(rq, &e, true);
}
