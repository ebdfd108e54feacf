/* load.c - a solution out of the tables, whole. */
#include "solutions/sol_impl.h"

static enum err
steps(struct db *db, struct arena *a, struct solution_id id, struct sol_draft *d)
{
	struct q_step_files_rows files;
	struct q_steps_rows r;

	TRY(q_steps(db, a, id, &r));
	TRY(q_step_files(db, a, id, &files));
	for (size_t i = 0; i < r.n && d->n_steps < SOL_STEPS; i++) {
		struct sol_step *s = &d->step[d->n_steps++];

		*s = (struct sol_step){ .code = r.p[i].code, .title = r.p[i].title,
			.who = r.p[i].who, .norm = r.p[i].norm, .note = r.p[i].note,
			.file_name = r.p[i].file_name, .file_text = S(""), .term = r.p[i].term,
			.unit = (enum sol_unit)r.p[i].unit,
			.since = (enum sol_since)r.p[i].since };
		for (size_t k = 0; k < files.n; k++)
			if (str_eq(files.p[k].code, s->code))
				s->file_text = files.p[k].body;
	}
	return OK;
}

enum err
sol_load(struct db *db, struct arena *a, struct str key, struct sol_draft *ret,
    struct q_solution *ret_row)
{
	struct q_measures_rows m;
	struct q_solution s;

	TRY(q_solution(db, a, key, &s));
	*ret = (struct sol_draft){ .key = s.key, .title = s.title, .situation = s.situation,
		.owner = s.owner, .kinds = s.kinds, .state = (enum sol_state)s.state,
		.level = (enum sol_level)s.level, .topic = s.topic, .checked = s.checked,
		.place = s.place, .demo = s.demo };
	TRY(steps(db, a, s.id, ret));
	TRY(q_measures(db, a, s.id, &m));
	for (size_t i = 0; i < m.n && ret->n_measures < SOL_MEASURES; i++)
		ret->measure[ret->n_measures++] = m.p[i].key;
	*ret_row = s;
	return OK;
}
