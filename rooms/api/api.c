/* api.c - the room: the description for programs, the page for people, of the same tables. */
#include "api/hook_impl.h"
#include "api/kept.h"

#include "gen/api/v.h"
#include "web/api.h"

#define SCHEMAS_MAX 64

#define ROUTE ROOM_ROUTE_DECL
#include "api/routes.def"
#undef ROUTE

static enum err tokens(struct req *rq) { return api_tokens(rq); }
static enum err token_new(struct req *rq) { return api_token_new(rq); }
static enum err services(struct req *rq) { return api_services(rq); }
static enum err service_new(struct req *rq) { return api_service_new(rq); }
static enum err token(struct req *rq) { return api_token(rq); }
static enum err token_revoke(struct req *rq) { return api_token_revoke(rq); }
static enum err hooks(struct req *rq) { return api_hooks(rq); }
static enum err hook_add(struct req *rq) { return api_hook_add(rq); }
static enum err hook_new(struct req *rq) { return api_hook_new(rq); }
static enum err hook(struct req *rq) { return api_hook(rq); }
static enum err hook_edit(struct req *rq) { return api_hook_edit(rq); }
static enum err hook_save(struct req *rq) { return api_hook_save(rq); }
static enum err hook_secret(struct req *rq) { return api_hook_secret(rq); }
static enum err hook_ping(struct req *rq) { return api_hook_ping(rq); }
static enum err hook_turn(struct req *rq) { return api_hook_turn(rq); }
static enum err hook_remove_page(struct req *rq) { return api_hook_remove_page(rq); }
static enum err hook_remove(struct req *rq) { return api_hook_remove(rq); }
static enum err hook_sent(struct req *rq) { return api_hook_sent(rq); }
static enum err hook_resend(struct req *rq) { return api_hook_resend(rq); }
static enum err hook_resend_all(struct req *rq) { return api_hook_resend_all(rq); }
static enum err api_list(struct req *rq) { return hook_api_list(rq); }
static enum err api_add(struct req *rq) { return hook_api_add(rq); }
static enum err api_show(struct req *rq) { return hook_api_show(rq); }
static enum err api_change(struct req *rq) { return hook_api_change(rq); }
static enum err api_secret(struct req *rq) { return hook_api_secret(rq); }
static enum err api_ping(struct req *rq) { return hook_api_ping(rq); }
static enum err api_drop(struct req *rq) { return hook_api_drop(rq); }
static enum err api_sent(struct req *rq) { return hook_api_sent(rq); }
static enum err api_resend(struct req *rq) { return hook_api_resend(rq); }
static enum err api_resend_all(struct req *rq) { return hook_api_resend_all(rq); }
static enum err open_page(struct req *rq) { return api_open_page(rq); }
static enum err open_list(struct req *rq) { return api_open_list(rq); }
static enum err open_catalog(struct req *rq) { return api_open_catalog(rq); }
static enum err open_file(struct req *rq) { return api_open_file(rq); }

static enum err
describe(struct req *rq)
{
	return api_describe(rq);
}

/* ---- words of types ---------------------------------------------------------------- */

static struct str
type_words(const struct ui *ui, const struct api_field *f)
{
	switch (f->type) {
	case API_STR:
	case API_CODE: return f->null ? tr(ui, "текст или null") : tr(ui, "текст");
	case API_URL: return tr(ui, "адрес");
	case API_INT: return tr(ui, "целое");
	case API_OINT:
	case API_CELL_INT: return tr(ui, "целое или null");
	case API_OREAL:
	case API_CELL_NUM: return tr(ui, "число или null");
	case API_BOOL:
	case API_CELL_FLAG: return tr(ui, "да или нет");
	case API_DAY:
	case API_CELL_DAY: return tr(ui, "день или null");
	case API_TIME: return tr(ui, "время или null");
	case API_STRS:
	case API_CODES:
	case API_CELL_LIST:
	case API_CELL_CODES: return tr(ui, "список текстов");
	case API_ONE: return tr(ui, "запись или null");
	case API_MANY:
	case API_JSONS: return tr(ui, "список записей");
	case API_JSON: break;
	}
	return f->of ? tr(ui, "запись или null") : tr(ui, "любое значение");
}

static struct str
param_words(const struct ui *ui, const struct api_param *p)
{
	switch (p->want) {
	case API_WANT_NUMBER: return tr(ui, "целое");
	case API_WANT_FLAG: return tr(ui, "да или нет");
	case API_WANT_WORDS:
	case API_WANT_CODE: break;
	}
	return p->many ? tr(ui, "текст, можно несколько") : tr(ui, "текст");
}

static struct str
codes_words(const struct ui *ui, api_values *values)
{
	struct buf b;

	if (values == NULL)
		return S("");
	buf_init(&b, ui->arena, 8 * KiB);
	for (int i = 0; values(i) != NULL; i++)
		buf_fmt(&b, "%s%s", i ? ", " : "", values(i));
	return buf_str(&b);
}

/* ---- the page ------------------------------------------------------------------------ */

static enum err
field_rows(const struct ui *ui, const struct api_schema *s, struct api_rows_view *ret)
{
	ret->p = arena_array(ui->arena, struct api_row, s->n + 1);
	if (ret->p == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < s->n; i++) {
		const struct api_field *f = &s->fields[i];

		ret->p[ret->n++] = (struct api_row){ str_c(f->name), type_words(ui, f),
			tr_z(ui, f->about), codes_words(ui, f->values),
			str_c(f->of ? f->of->name : "") };
	}
	return OK;
}

static enum err
param_rows(const struct ui *ui, const struct api_op *op, struct api_rows_view *ret)
{
	ret->p = arena_array(ui->arena, struct api_row, op->n_params + 2);
	if (ret->p == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < op->n_params; i++) {
		const struct api_param *p = &op->params[i];

		ret->p[ret->n++] = (struct api_row){ str_c(p->name), param_words(ui, p),
			tr_z(ui, p->about), codes_words(ui, p->values), S("") };
	}
	if (!op->pages)
		return OK;
	ret->p[ret->n++] = (struct api_row){ S("limit"), tr(ui, "целое"),
		tr(ui, "Сколько строк на странице; без него 50, больше 100 нельзя"), S(""), S("") };
	ret->p[ret->n++] = (struct api_row){ S("cursor"), tr(ui, "текст"),
		tr(ui, "Место, с которого продолжить: берите его из next, сами не составляйте"),
		S(""), S("") };
	return OK;
}

static struct str
input_words(const struct ui *ui, const struct api_input *f)
{
	if (f->type == API_OINT)
		return f->null ? tr(ui, "целое или null") : tr(ui, "целое");
	if (f->type == API_DAY)
		return f->null ? tr(ui, "день или null") : tr(ui, "день");
	if (f->type == API_BOOL)
		return tr(ui, "да или нет");
	if (f->type == API_OREAL)
		return f->null ? tr(ui, "число или null") : tr(ui, "число");
	if (f->type == API_STRS || f->type == API_CODES)
		return f->null ? tr(ui, "список текстов или null") : tr(ui, "список текстов");
	return f->null ? tr(ui, "текст или null") : tr(ui, "текст");
}

static enum err
input_rows(const struct ui *ui, const struct api_body *body, struct api_rows_view *ret)
{
	ret->p = arena_array(ui->arena, struct api_row, body->n + 1);
	if (ret->p == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < body->n; i++) {
		const struct api_input *f = &body->inputs[i];

		ret->p[ret->n++] = (struct api_row){ str_c(f->name), input_words(ui, f),
			tr_z(ui, f->about), codes_words(ui, f->values), S("") };
	}
	return OK;
}

static void
gather(const struct api_schema **all, size_t *n, const struct api_schema *s)
{
	for (size_t i = 0; i < *n; i++)
		if (all[i] == s)
			return;
	if (s == NULL || *n == SCHEMAS_MAX)
		return;
	all[(*n)++] = s;
	for (size_t i = 0; i < s->n; i++)
		if (s->fields[i].of != NULL)
			gather(all, n, s->fields[i].of);
}

static enum err
add_op(const struct ui *ui, const struct route *rt, const struct api_op *op,
    struct guide_ops *ops)
{
	struct guide_op *o = &ops->p[ops->n++];

	*o = (struct guide_op){ .id = str_c(op->id), .verb = str_c(rt->verb),
		.path = str_c(rt->path),
		.title = tr_z(ui, op->title), .about = tr_z(ui, op->about),
		.example = ui_cat(ui, ui->base, str_c(op->example)),
		.schema = op->of ? str_c(op->of->name) : S(""), .list = op->shape == API_LIST,
		.lines = op->shape == API_LINES, .match = op->match, .made = op->made,
		.posts = strcmp(rt->verb, "GET") != 0,
		.scope = op->scope ? api_scopes_text(ui->arena, op->scope) : S(""),
		.sample = op->sample ? str_c(op->sample) : S("") };
	if (op->takes != NULL)
		TRY(input_rows(ui, op->takes, &o->body));
	if (op->more != NULL)
		TRY(field_rows(ui, op->more, &o->more));
	return param_rows(ui, op, &o->params);
}

static enum err
add_rooms(struct req *rq, struct view_guide *v, const struct api_schema **all, size_t *n)
{
	const struct portal *p = thread_portal(rq->th);
	size_t most = 0;

	for (size_t r = 0; r < p->n_rooms; r++)
		most += p->rooms[r]->n_ops;
	v->ops.p = arena_array(rq->arena, struct guide_op, most + 1);
	if (v->ops.p == NULL)
		return E_NOMEM;
	for (size_t r = 0; r < p->n_rooms; r++) {
		const struct room *room = p->rooms[r];

		for (size_t i = 0; i < room->n_routes; i++) {
			const struct api_op *op = api_op_of(room, &room->routes[i]);

			if (op == NULL)
				continue;
			TRY(add_op(&rq->ui, &room->routes[i], op, &v->ops));
			gather(all, n, op->of);
		}
	}
	return OK;
}

/* What webhooks tell of. */
static enum err
add_events(struct req *rq, struct guide_events *ret, const struct api_schema **all, size_t *n)
{
	const struct portal *p = thread_portal(rq->th);
	size_t most = 0;

	for (size_t r = 0; r < p->n_rooms; r++)
		most += p->rooms[r]->n_events;
	ret->p = arena_array(rq->arena, struct guide_event, most + 1);
	if (ret->p == NULL)
		return E_NOMEM;
	for (size_t r = 0; r < p->n_rooms; r++)
		for (size_t i = 0; i < p->rooms[r]->n_events; i++) {
			const struct api_event *v = &p->rooms[r]->events[i];

			ret->p[ret->n++] = (struct guide_event){ str_c(v->type),
				tr_z(&rq->ui, v->title), tr_z(&rq->ui, v->about),
				str_c(v->of->name) };
			gather(all, n, v->of);
		}
	return OK;
}

static enum err
add_schemas(const struct ui *ui, const struct api_schema *const *all, size_t n,
    struct guide_schemas *ret)
{
	ret->p = arena_array(ui->arena, struct guide_schema, n + 1);
	if (ret->p == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < n; i++) {
		struct guide_schema *s = &ret->p[ret->n++];

		s->name = str_c(all[i]->name);
		s->about = tr_z(ui, all[i]->about);
		TRY(field_rows(ui, all[i], &s->fields));
	}
	return OK;
}

static enum err
add_problems(const struct ui *ui, struct guide_problems *ret)
{
	ret->p = arena_array(ui->arena, struct guide_problem, api_problems_n);
	if (ret->p == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < api_problems_n; i++)
		ret->p[ret->n++] = (struct guide_problem){ str_c(api_problems[i].code),
			tr_z(ui, api_problems[i].title),
			i == 0 ? 400 : err_status(api_problems[i].e) }; /* bad-parameter */
	return OK;
}

static enum err
guide(struct req *rq)
{
	const struct api_schema *all[SCHEMAS_MAX];
	struct view_guide v = { .base = rq->ui.base };
	size_t n = 0;

	v.page = (struct page){ .title = tr(&rq->ui, "API для разработчиков"),
		.description = tr(&rq->ui,
		    "Территории, меры поддержки и поиск портала для программ: адреса, поля, "
			"примеры.") };
	TRY(add_rooms(rq, &v, all, &n));
	TRY(add_events(rq, &v.events, all, &n));
	TRY(add_schemas(&rq->ui, all, n, &v.schemas));
	TRY(add_problems(&rq->ui, &v.problems));
	return view_guide(&rq->ui, &v);
}

static const struct route routes[] = {
#define ROUTE ROOM_ROUTE_ROW
#include "api/routes.def"
#undef ROUTE
};

static const struct job_kind jobs[] = {
	{ .name = "api.sweep", .title = N_("API: убрать отжившие токены"), .fn = api_sweep,
	    .every_s = 3600 },
	{ .name = HOOKS_JOB, .title = N_("Веб-хуки: события получателям"), .fn = api_hooks_tell,
	    .every_s = 60, .lease_s = 120 },
};

const struct room api_room = {
	.name = "api", .url = "/api", .routes = routes, .n_routes = LEN(routes),
	.ops = hook_ops, .n_ops = HOOK_OPS,
	.events = api_events, .n_events = API_EVENTS,
	.jobs = jobs, .n_jobs = LEN(jobs), .person = &api_person_hook,
};
