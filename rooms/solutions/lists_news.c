/* lists_news.c - what a later version of a solution would change in a checklist. */
#include "solutions/lists.h"

static const struct q_tasks *
task_of(const struct q_tasks_rows *tasks, struct str code)
{
	for (size_t i = 0; i < tasks->n; i++)
		if (str_eq(tasks->p[i].code, code))
			return &tasks->p[i];
	return NULL;
}

static void
field(struct buf *b, struct str name, bool same)
{
	if (same)
		return;
	buf_putz(b, b->n > 0 ? ", " : "");
	buf_put(b, name);
}

/* «срок, норма»: which fields of a step are others now; empty: none. */
static struct str
fields(const struct ui *ui, const struct q_tasks *t, const struct q_steps *s)
{
	struct buf b;

	buf_init(&b, ui->arena, KiB);
	field(&b, tr(ui, "название"), str_eq(t->title, s->title));
	field(&b, tr(ui, "кто делает"), str_eq(t->who, s->who));
	field(&b, tr(ui, "срок"),
	    t->unit == s->unit &&
		(s->unit == SOL_NO_TERM || (t->term == s->term && t->since == s->since)));
	field(&b, tr(ui, "норма"), str_eq(t->norm, s->norm));
	field(&b, tr(ui, "пояснение"), str_eq(t->note, s->note));
	return b.n > 0 ? buf_str(&b) : S("");
}

static void
came(struct req *rq, const struct q_steps *s, const struct q_tasks *t, struct sol_news *ret)
{
	struct str what;

	if (t == NULL) {
		ret->p[ret->n++] = (struct sol_new){ tr(&rq->ui, "новый шаг"), s->title };
		return;
	}
	what = t->done.has ? S("") : fields(&rq->ui, t, s);
	if (what.n > 0)
		ret->p[ret->n++] =
		    (struct sol_new){ trf(&rq->ui, "изменится: %1", what), s->title };
}

enum err
sol_news(struct req *rq, struct solution_id solution, const struct q_tasks_rows *tasks,
    struct sol_news *ret)
{
	struct q_steps_rows steps;

	TRY(q_steps(rq->db, rq->arena, solution, &steps));
	ret->n = 0;
	ret->p = arena_array(rq->arena, struct sol_new, steps.n + tasks->n + 1);
	if (ret->p == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < steps.n; i++)
		came(rq, &steps.p[i], task_of(tasks, steps.p[i].code), ret);
	for (size_t i = 0; i < tasks->n; i++) {
		bool there = tasks->p[i].done.has;

		for (size_t k = 0; k < steps.n && !there; k++)
			there = str_eq(steps.p[k].code, tasks->p[i].code);
		if (!there)
			ret->p[ret->n++] =
			    (struct sol_new){ tr(&rq->ui, "шаг убран"), tasks->p[i].title };
	}
	return OK;
}
