/* curate_edit.c - a solution is written and corrected; two editors at once lose nothing. */
#include "solutions/curate.h"

#include "gen/solutions/u.h"
#include "gen/solutions/v.h"
#include "text/text.h"

#define TRIES 3	/* saves in the same moment that one form outlives */

struct editing {
	struct sol_curated c;	/* as stored; empty for a new one */
	struct sol_draft mine;	/* as typed */
	struct sol_form form;
	bool fresh;
	struct str seen;	/* the write that the form was drawn from */
	struct sol_names clashes;
	struct str from_word;	/* the form holds what once was */
};

static struct editing *
editing_new(struct req *rq)
{
	return arena_make(rq->arena, struct editing);
}

/* ---- the page --------------------------------------------------------------------------- */

/* A step that one of the two has not: its words together. */
static struct str
step_said(const struct ui *ui, const struct sol_draft *d, struct str code)
{
	int at = sol_step_at(d, code);
	const struct sol_step *s = at >= 0 ? &d->step[at] : NULL;

	if (s == NULL)
		return tr(ui, "шага нет");
	return str_fmt(ui->arena, "%.*s\n%.*s\n%.*s\n%.*s", FMT(s->title), FMT(s->who),
	    FMT(s->norm), FMT(s->note));
}

static struct str
order_said(const struct ui *ui, const struct sol_draft *d)
{
	struct buf b;

	buf_init(&b, ui->arena, 64 * KiB);
	for (size_t i = 0; i < d->n_steps; i++)
		buf_fmt(&b, "%zu. %.*s\n", i + 1, FMT(d->step[i].title));
	return b.n > 0 ? buf_str(&b) : S("");
}

struct sides { struct sol_fields mine, theirs; struct sol_says says; };

static enum err
clash_of(struct req *rq, const struct editing *e, const struct sides *s, struct str name,
    struct form_clash *ret)
{
	struct str code, head = str_cut(name, ':', &code);
	struct str mine = sol_field(&s->mine, name), theirs = sol_field(&s->theirs, name);
	int at = code.n > 0 ? sol_step_at(&e->mine, code) : -1;

	ret->name = name;
	ret->label = sol_field_of(&rq->ui, head, at + 1);
	if (str_is(head, "order")) {
		mine = order_said(&rq->ui, &e->mine);
		theirs = order_said(&rq->ui, &e->c.d);
	} else if (code.n > 0 && (mine.p == NULL || theirs.p == NULL)) {
		mine = step_said(&rq->ui, &e->mine, code);
		theirs = step_said(&rq->ui, &e->c.d, code);
	} else {
		mine = sol_field_said(&s->says, head, mine);
		theirs = sol_field_said(&s->says, head, theirs);
	}
	return word_diff(rq->arena, theirs, mine, &ret->diff);
}

static enum err
clashes(struct req *rq, const struct editing *e, struct view_sol_edit *v)
{
	struct sides s;

	if (e->clashes.n == 0)
		return OK;
	v->clashes.p = arena_array(rq->arena, struct form_clash, e->clashes.n);
	if (v->clashes.p == NULL)
		return E_NOMEM;
	TRY(sol_fields(rq->arena, &e->mine, &s.mine));
	TRY(sol_fields(rq->arena, &e->c.d, &s.theirs));
	TRY(sol_says_begin(rq, &s.says));
	for (size_t i = 0; i < e->clashes.n; i++)
		TRY(clash_of(rq, e, &s, e->clashes.p[i], &v->clashes.p[v->clashes.n++]));
	return OK;
}

static struct str
lead(const struct ui *ui, const struct editing *e)
{
	if (e->fresh)
		return tr(ui, "Решение появится черновиком: читатели увидят его, когда его "
		    "опубликуют.");
	if (e->c.row.state == SOL_PUBLIC)
		return tr(ui, "Решение опубликовано: правку увидят все сразу после сохранения, она "
		    "станет новой версией. Кто работает по прежней, решит сам, перейти ли.");
	return tr(ui, "Решение видят только кураторы. Кто и что изменил, останется в истории.");
}

static enum err
page(struct req *rq, const struct editing *e)
{
	struct view_sol_edit v = { .fresh = e->fresh, .seen = e->seen, .from_word = e->from_word };

	v.heading = e->fresh ? tr(&rq->ui, "Новое решение") : e->c.d.title;
	v.lead = lead(&rq->ui, e);
	v.self = e->fresh ? url_solutions_curate_create(rq->arena) :
			    url_solutions_curate_save(rq->arena, e->c.d.key);
	v.back = e->fresh ? url_solutions_curate(rq->arena) : e->c.url;
	v.key = ui_old(&rq->ui, "key", S(""));
	sol_desk_frame(
	    rq, &v.page, e->fresh ? v.heading : trf(&rq->ui, "Правка: %1", e->c.d.title));
	if (!e->fresh)
		v.page.crumbs[v.page.n_crumbs++] = (struct crumb){ e->c.d.title, e->c.url };
	v.page.crumbs[v.page.n_crumbs++] =
	    (struct crumb){ .name = e->fresh ? v.heading : tr(&rq->ui, "Правка") };
	TRY(clashes(rq, e, &v));
	TRY(sol_form_view(rq, &e->form, &v));
	return view_sol_edit(&rq->ui, &v);
}

static struct str
rev_now(struct req *rq, const struct editing *e)
{
	return sol_num(rq->arena, e->c.row.rev);
}

/* The form begins from an earlier state: it is only proposed, and saved like any other edit. */
static enum err
from_past(struct req *rq, struct editing *e)
{
	int64_t rev = req_query_int(rq, "from", 0, 0, INT64_MAX);
	enum err err;

	if (rev == 0)
		return OK;
	err = sol_past(rq->db, rq->arena, e->c.row.id, rev, &e->mine);
	if (err == E_NOT_FOUND) {
		e->mine = e->c.d;
		e->from_word = tr(&rq->ui, "Прежний вид этого решения не сохранился целиком: "
		    "в форме то, что есть сейчас.");
		return OK;
	}
	if (err == OK)
		e->from_word = tr(&rq->ui, "В форме решение, каким оно было до той правки. "
		    "Проверьте и сохраните, если так лучше.");
	return err;
}

enum err
solutions_curate_edit(struct req *rq)
{
	struct editing *e = editing_new(rq);

	if (e == NULL)
		return E_NOMEM;
	TRY(sol_open(rq, &e->c));
	if (!e->c.may.edit)
		return sol_refuse(rq, &e->c);
	e->seen = rev_now(rq, e);
	e->mine = e->c.d;
	TRY(from_past(rq, e));
	TRY(sol_form_of(rq, &e->mine, &e->form));
	return page(rq, e);
}

/* A curator of one region writes for it: its territory is there already. */
enum err
solutions_curate_new(struct req *rq)
{
	struct editing *e = editing_new(rq);
	const struct places_index *x;
	int own;

	if (e == NULL)
		return E_NOMEM;
	TRY(places_get(rq->th, &x));
	own = curators_own(rq, x);
	e->fresh = true;
	if (own >= 0)
		e->mine.place = (struct opt_int){ x->p[own].id, true };
	TRY(sol_form_of(rq, &e->mine, &e->form));
	return page(rq, e);
}

/* ---- saving ----------------------------------------------------------------------------- */

/* The form comes back: nothing typed is lost. */
static enum err
again(struct req *rq, struct editing *e)
{
	FORM_AGAIN(rq);
	return page(rq, e);
}

/* Whose territory is it now? */
static enum err
within_reach(struct req *rq, const struct sol_draft *d)
{
	struct curators_may may;

	TRY(sol_may(rq, d->place, &may));
	if (may.edit)
		return OK;
	return problem(rq, "place", d->place.has ?
	    tr(&rq->ui, "Это чужая территория: назовите ту, которую ведёте вы.") :
	    tr(&rq->ui, "Решение на всю страну заводит федеральный куратор. Назовите свою "
		"территорию."));
}

static enum err
check(struct req *rq, struct editing *e)
{
	TRY(sol_form_draft(rq, &e->form, &e->c.d, &e->mine));
	return within_reach(rq, &e->mine);
}

/* What only others changed since the form was drawn is taken over; ticked «take[]» too. */
static enum err
join(struct req *rq, struct editing *e)
{
	struct sol_draft *base = arena_make(rq->arena, struct sol_draft);
	int64_t seen;
	enum err err = E_NOT_FOUND;

	if (base == NULL)
		return E_NOMEM;
	if (!str_eq(e->seen, rev_now(rq, e))) {
		if (str_int(e->seen, &seen))
			err = sol_past(rq->db, rq->arena, e->c.row.id, seen, base);
		if (err != OK && err != E_NOT_FOUND)
			return err;
		TRY(sol_join(rq->arena, err == OK ? base : NULL, &e->c.d, &e->mine, &e->clashes));
	}
	for (size_t i = 0; i < rq->in->form.n; i++)
		if (str_is(rq->in->form.p[i].name, "take[]"))
			TRY(sol_take(rq->arena, &e->mine, &e->c.d, rq->in->form.p[i].value));
	return OK;
}

static enum err
clash(struct req *rq, struct editing *e)
{
	e->seen = rev_now(rq, e);
	TRY(sol_form_of(rq, &e->mine, &e->form));
	(void)problem(rq, "clash", tr(&rq->ui, "Пока вы правили, эти поля изменил кто-то ещё. "
	    "Сравните, отметьте, где оставить запись, и сохраните ещё раз."));
	return again(rq, e);
}

/* E_STALE: somebody saved after it was read. */
static enum err
write_down(struct req *rq, const struct editing *e, enum import_did *ret)
{
	struct sol_hand by = { rq->now, rq->viewer->id.v };
	int64_t n = 1;

	/* takes the row: who saves at the same moment waits here and then sees us */
	if (!e->fresh)
		TRY(q_claim(rq->db, e->c.row.id, e->c.row.rev, &n));
	if (n == 0)
		return E_STALE;
	TRY(sol_write(rq->db, rq->arena, &e->mine, &by, ret));
	if (*ret == IMPORT_SAME)
		return OK;
	return sol_audit(rq, e->mine.key, e->fresh ? "solutions.create" : "solutions.edit", S(""));
}

static enum err
save(struct req *rq, const struct editing *e)
{
	enum import_did did;
	enum err err;

	TRY(db_begin(rq->db));
	err = write_down(rq, e, &did);
	if (err != OK) {
		db_rollback(rq->db);
		return err;
	}
	TRY(db_commit(rq->db));
	TRY(notice(rq,
	    e->fresh               ? N_("Черновик создан") :
		did == IMPORT_SAME ? N_("Всё так же, как было") :
				     N_("Решение сохранено")));
	return redirect(rq, url_solutions_curate_one(rq->arena, e->mine.key));
}

/* Once, with what is stored now. */
static enum err
try_save(struct req *rq, struct editing *e, struct sol_draft *typed)
{
	TRY(sol_open(rq, &e->c));
	if (!e->c.may.edit)
		return sol_refuse(rq, &e->c);
	e->mine = *typed;
	e->mine.state = e->c.d.state;
	e->mine.checked = e->c.d.checked;
	TRY(join(rq, e));
	if (e->clashes.n > 0)
		return clash(rq, e);
	return save(rq, e);
}

enum err
solutions_curate_save(struct req *rq)
{
	struct editing *e = editing_new(rq);
	struct sol_draft *typed = arena_make(rq->arena, struct sol_draft);
	enum err err;

	if (e == NULL || typed == NULL)
		return E_NOMEM;
	TRY(sol_open(rq, &e->c));
	if (!e->c.may.edit)
		return sol_refuse(rq, &e->c);
	e->mine = e->c.d;
	e->seen = req_form(rq, "seen");
	TRY(sol_form_typed(rq, &e->form));
	if (sol_form_do(&e->form, req_form(rq, "do"))) {
		rq->ui.typed = &rq->in->form;
		return page(rq, e);
	}
	err = check(rq, e);
	if (err == E_INPUT)
		return again(rq, e);
	TRY(err);
	*typed = e->mine;
	err = E_STALE;
	for (int i = 0; err == E_STALE && i < TRIES; i++)
		err = try_save(rq, e, typed);
	return err;
}

/* ---- a new one -------------------------------------------------------------------------- */

static enum err
taken(struct req *rq, struct str key, bool *ret)
{
	struct solution_id there;
	enum err e = q_key_taken(rq->db, key, &there);

	*ret = e == OK;
	return e == E_NOT_FOUND ? OK : e;
}

/* From the title when none was typed; a number behind it when that is taken. */
static enum err
new_key(struct req *rq, struct editing *e)
{
	struct str typed = str_trim(req_form(rq, "key"));
	struct str slug = typed.n > 0 ? typed : text_slug(rq->arena, e->mine.title, 50);
	bool there = true;

	if (typed.n > 0 && !sol_key_good(typed))
		return problem(rq, "key", tr(&rq->ui, "Ключ пишется строчными латинскими буквами, "
		    "цифрами и дефисом; слова work, curate и new заняты."));
	if (!sol_key_good(slug))
		slug = S("reshenie");
	e->mine.key = slug;
	TRY(taken(rq, slug, &there));
	if (there && typed.n > 0)
		return problem(rq, "key", tr(&rq->ui, "Такой ключ уже есть: выберите другой."));
	for (int i = 2; there && i < 100; i++) {
		e->mine.key = str_fmt(rq->arena, "%.*s-%d", FMT(slug), i);
		TRY(taken(rq, e->mine.key, &there));
	}
	return there ? problem(rq, "key", tr(&rq->ui, "Такой ключ уже есть: выберите другой.")) :
		       OK;
}

enum err
solutions_curate_create(struct req *rq)
{
	struct editing *e = editing_new(rq);
	enum err err;

	if (e == NULL)
		return E_NOMEM;
	e->fresh = true;
	e->mine.state = SOL_DRAFT;
	TRY(sol_form_typed(rq, &e->form));
	if (sol_form_do(&e->form, req_form(rq, "do"))) {
		rq->ui.typed = &rq->in->form;
		return page(rq, e);
	}
	err = check(rq, e);
	if (err == OK)
		err = new_key(rq, e);
	if (err == E_INPUT)
		return again(rq, e);
	TRY(err);
	err = save(rq, e);
	if (err != E_CONFLICT) /* somebody took the key in the same moment */
		return err;
	(void)problem(rq, "key", tr(&rq->ui, "Такой ключ уже есть: выберите другой."));
	return again(rq, e);
}
