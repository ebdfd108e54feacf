/* loads.c - the curator's pages of a file: upload, columns, what would change, what is taken. */
#include "navigator/loads.h"

#include "audit/audit.h"
#include "entry/entry.h"
#include "entry/import_log.h"
#include "gen/navigator/u.h"
#include "gen/navigator/v.h"
#include "text/text.h"

#define KEEP 20		/* files */
#define PAGE 20		/* rows a page */
#define BAD_SHOWN 100
#define BAD_FILE 5000

/* ---- GET, POST /curation/import ------------------------------------------------------- */

static enum err
first_page(struct req *rq)
{
	struct view_loads v = { .source = ui_old(&rq->ui, "source", S("")) };
	struct q_loads_rows r;

	curate_frame(rq, &v.page, tr(&rq->ui, "Загрузка мер"));
	v.page.crumbs[v.page.n_crumbs++] = (struct crumb){ .name = tr(&rq->ui, "Загрузка мер") };
	TRY(q_loads(rq->db, rq->arena, &r));
	v.rows.p = arena_array(rq->arena, struct load_item, r.n + 1);
	if (v.rows.p == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < r.n; i++)
		v.rows.p[v.rows.n++] = (struct load_item){ .source = r.p[i].source_name,
			.file = r.p[i].file, .when = ui_moment(&rq->ui, r.p[i].created),
			.url = str_fmt(rq->arena, "/curation/import/%lld", (long long)r.p[i].id),
			.waiting = r.p[i].waiting, .bad = r.p[i].bad, .to_map = r.p[i].state == 0 };
	return view_loads(&rq->ui, &v);
}

enum err
nav_loads(struct req *rq)
{
	return first_page(rq);
}

static enum err
load_url(struct req *rq, int64_t id)
{
	return redirect(rq, str_fmt(rq->arena, "/curation/import/%lld", (long long)id));
}

static enum err
put_load(struct req *rq, struct str source, const struct http_file *f, bool csv, int64_t *ret)
{
	int64_t source_id, n;

	TRY(db_begin(rq->db));
	TRY(q_source_put(rq->db, source, &source_id));
	TRY(q_load_add(rq->db, &(struct q_load_add_in){ .source = source_id,
		.file = utf8_valid(f->name) ? utf8_cut(f->name, 100) : S("?"), .csv = csv,
		.data = f->data, .author = rq->viewer->id.v, .now = rq->now }, ret));
	TRY(q_loads_trim(rq->db, KEEP, &n));
	return db_commit(rq->db);
}

struct load_in { struct str source; };
static const struct field source_field[] = {
	F_TEXT(struct load_in, source, N_("Откуда файл"), 1, 100), F_END
};

enum err
nav_load_send(struct req *rq)
{
	struct load_in in = { 0 };
	const struct http_file *f = rq->in->files.n > 0 ? &rq->in->files.p[0] : NULL;
	struct q_load_get load;
	struct load_map none = { .n = 0 };
	enum err e = form_read(rq, source_field, &in);
	struct str data = f != NULL ? str_trim(f->data) : STR_NONE;
	bool csv;
	int64_t id;

	if (e != OK && e != E_INPUT)
		return e;
	if (f == NULL || data.n == 0)
		e = problem(rq, "file", tr(&rq->ui, "Выберите файл: JSONL или CSV."));
	else if (!utf8_valid(f->data))
		e = problem(rq, "file",
		    tr(&rq->ui,
			"Файл не в UTF-8. Сохраните его как «CSV UTF-8» и выберите снова."));
	if (e == E_INPUT || f == NULL) {
		FORM_AGAIN(rq);
		return first_page(rq);
	}
	csv = !str_starts(data, S("{"));
	TRY(put_load(rq, in.source, f, csv, &id));
	if (!csv) {
		TRY(q_load_get(rq->db, rq->arena, id, &load));
		TRY(load_compare(rq, id, &load, &none));
	}
	return load_url(rq, id);
}

/* ---- the columns ------------------------------------------------------------------------ */

static enum err
field_choices(struct req *rq, struct str now, struct view_choices *ret)
{
	ret->p = arena_array(rq->arena, struct view_choice, DF_N + 2);
	if (ret->p == NULL)
		return E_NOMEM;
	ret->p[ret->n++] =
	    (struct view_choice){ .label = tr(&rq->ui, "не брать"), .on = now.n == 0 };
	ret->p[ret->n++] = (struct view_choice){ .label = tr(&rq->ui, "Ключ"), .value = S("key"),
		.on = str_is(now, "key") };
	for (int f = 0; f < DF_N; f++)
		ret->p[ret->n++] = (struct view_choice){
			.label = tr_z(&rq->ui, draft_fields[f].label),
			.value = str_c(draft_fields[f].name),
			.on = str_is(now, draft_fields[f].name)
		};
	return OK;
}

static enum err
code_choices(struct req *rq, enum list l, struct str now, struct view_choices *ret)
{
	ret->p = arena_array(rq->arena, struct view_choice, 12);
	if (ret->p == NULL)
		return E_NOMEM;
	ret->p[ret->n++] = (struct view_choice){ .label = tr(&rq->ui, "не выбрано") };
	for (int no = 1; no < 10; no++)
		if (*list_code(l, no))
			ret->p[ret->n++] = (struct view_choice){
				.label = list_label(&rq->ui, l, no),
				.value = str_c(list_code(l, no)),
				.on = str_is(now, list_code(l, no)) };
	return OK;
}

static void
load_frame(struct req *rq, struct page *p, const struct q_load_get *load)
{
	curate_frame(rq, p, trf(&rq->ui, "Загрузка: %1", load->source_name));
	p->crumbs[p->n_crumbs++] =
	    (struct crumb){ tr(&rq->ui, "Загрузка мер"), S("/curation/import") };
	p->crumbs[p->n_crumbs++] = (struct crumb){ .name = load->source_name };
}

static enum err
map_page(struct req *rq, const struct q_load_get *load, const struct load_map *m)
{
	struct view_load_map v = { .file = load->file, .source = load->source_name,
		.self = url_navigator_load_map(rq->arena, req_param(rq, 0)), .backer = m->backer };

	load_frame(rq, &v.page, load);
	v.columns.p = arena_array(rq->arena, struct load_column, m->n + 1);
	if (v.columns.p == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < m->n; i++) {
		struct load_column *c = &v.columns.p[v.columns.n++];

		c->name = m->columns[i];
		TRY(field_choices(rq, m->fields[i], &c->fields));
	}
	TRY(code_choices(rq, LIST_level, m->level, &v.levels));
	TRY(code_choices(rq, LIST_money, m->money, &v.moneys));
	return view_load_map(&rq->ui, &v);
}

static enum err
open_load(struct req *rq, int64_t *ret_id, struct q_load_get *ret)
{
	if (!str_int(req_param(rq, 0), ret_id))
		return E_NOT_FOUND;
	return q_load_get(rq->db, rq->arena, *ret_id, ret);
}

static void
map_typed(struct req *rq, struct load_map *m)
{
	for (size_t i = 0; i < m->n; i++) {
		char *name = str_z(rq->arena, str_fmt(rq->arena, "col-%zu", i));
		struct str f = name ? req_form(rq, name) : S("");

		m->fields[i] = str_is(f, "key") || draft_field_find(f) < DF_N ? f : S("");
	}
	m->level = str_c(list_code(LIST_level, list_no(LIST_level, req_form(rq, "level"))));
	m->money = str_c(list_code(LIST_money, list_no(LIST_money, req_form(rq, "money"))));
	m->backer = str_trim(req_form(rq, "backer"));
	if (memchr(m->backer.p ? m->backer.p : "", '\n', m->backer.n) || !utf8_valid(m->backer))
		m->backer = S("");
}

static bool
map_names(const struct load_map *m, const char *field)
{
	for (size_t i = 0; i < m->n; i++)
		if (str_is(m->fields[i], field))
			return true;
	return false;
}

enum err
nav_load_map(struct req *rq)
{
	struct load_map *m = arena_make(rq->arena, struct load_map);
	struct q_load_get load;
	struct str text;
	int64_t id;

	if (m == NULL)
		return E_NOMEM;
	TRY(open_load(rq, &id, &load));
	if (!load.csv || load.state != 0)
		return load_url(rq, id);
	TRY(load_map_of(rq, load.data, load.mapping, m));
	map_typed(rq, m);
	if (!map_names(m, "title")) {
		(void)(problem(rq, "columns",
			   tr(&rq->ui, "Укажите столбец с названием меры.")) == OK);
		FORM_AGAIN(rq);
		return map_page(rq, &load, m);
	}
	TRY(load_map_text(rq->arena, m, &text));
	TRY(db_begin(rq->db));
	TRY(q_source_map(rq->db, load.source, text));
	TRY(q_load_clear(rq->db, id));
	TRY(db_commit(rq->db));
	TRY(load_compare(rq, id, &load, m));
	return load_url(rq, id);
}

/* ---- what would change ------------------------------------------------------------------- */

static enum err
row_fields(struct req *rq, const struct q_load_rows *r, const struct draft *d,
    struct load_change *c)
{
	struct draft *now = arena_make(rq->arena, struct draft);
	struct draft_kept kept;
	enum err e = now ? draft_load(rq->db, rq->arena, r->key, now, &kept) : E_NOMEM;

	if (e != OK && e != E_NOT_FOUND)
		return e;
	c->fields.p = arena_array(rq->arena, struct load_field, DF_N);
	if (c->fields.p == NULL)
		return E_NOMEM;
	for (int k = 0; k < DF_N; k++) {
		enum draft_at f = (enum draft_at)k;
		struct load_field *x = &c->fields.p[c->fields.n];

		if (!(r->diff >> k & 1))
			continue;
		*x = (struct load_field){ .label = tr_z(&rq->ui, draft_fields[k].label),
			.name = str_c(draft_fields[k].name) };
		TRY(word_diff(rq->arena,
		    e == OK ? draft_said(&rq->ui, f, draft_text(rq->arena, now, f)) : S(""),
		    draft_said(&rq->ui, f, draft_text(rq->arena, d, f)), &x->diff));
		c->fields.n++;
	}
	return OK;
}

static enum err
changes(struct req *rq, int64_t id, struct view_load *v)
{
	struct q_load_rows_rows r;
	struct draft *d = arena_make(rq->arena, struct draft);
	struct str why;

	TRY(q_load_rows(rq->db, rq->arena, id, PAGE, &r));
	v->rows.p = arena_array(rq->arena, struct load_change, r.n + 1);
	if (v->rows.p == NULL || d == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < r.n; i++) {
		struct load_change *c = &v->rows.p[v->rows.n++];

		*c = (struct load_change){ .id = r.p[i].id, .key = r.p[i].key,
			.title = r.p[i].title, .fresh = r.p[i].kind == LOAD_NEW,
			.line = r.p[i].line };
		if (load_draft(rq, rq->arena, r.p[i].json, d, &why) == OK)
			TRY(row_fields(rq, &r.p[i], d, c));
	}
	return OK;
}

static enum err
counts(struct req *rq, int64_t id, struct view_load *v)
{
	struct q_load_counts_rows r;
	struct q_load_bad_rows b;

	TRY(q_load_counts(rq->db, rq->arena, id, &r));
	for (size_t i = 0; i < r.n; i++) {
		if (r.p[i].kind == LOAD_BAD)
			v->bad += r.p[i].n;
		else if (r.p[i].done != 0)
			v->done += r.p[i].n;
		else if (r.p[i].kind == LOAD_NEW)
			v->fresh += r.p[i].n;
		else
			v->changed += r.p[i].n;
	}
	TRY(q_load_bad(rq->db, rq->arena, id, BAD_SHOWN, &b));
	v->bads.p = arena_array(rq->arena, struct load_bad, b.n + 1);
	if (v->bads.p == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < b.n; i++)
		v->bads.p[v->bads.n++] =
		    (struct load_bad){ b.p[i].line, b.p[i].key, b.p[i].reason };
	return OK;
}

enum err
nav_load_show(struct req *rq)
{
	struct load_map *m = arena_make(rq->arena, struct load_map);
	struct q_load_get load;
	struct view_load v = { 0 };
	int64_t id;

	if (m == NULL)
		return E_NOMEM;
	TRY(open_load(rq, &id, &load));
	if (load.csv && load.state == 0) {
		TRY(load_map_of(rq, load.data, load.mapping, m));
		return map_page(rq, &load, m);
	}
	load_frame(rq, &v.page, &load);
	v.source = load.source_name;
	v.file = load.file;
	v.same = load.n_same;
	v.self = url_navigator_load_take(rq->arena, req_param(rq, 0));
	v.bad_url = url_navigator_load_bad(rq->arena, req_param(rq, 0));
	TRY(counts(rq, id, &v));
	TRY(changes(rq, id, &v));
	return view_load(&rq->ui, &v);
}

/* ---- taking -------------------------------------------------------------------------------- */

static bool
ticked(struct req *rq, int64_t row, const char *field)
{
	struct str name = str_fmt(rq->arena, "take-%lld[]", (long long)row);

	for (size_t i = 0; i < rq->in->form.n; i++)
		if (str_eq(rq->in->form.p[i].name, name) && str_is(rq->in->form.p[i].value, field))
			return true;
	return false;
}

/* A new one begins as a draft; of one that is there the ticked fields are taken. */
static enum err
take_fields(struct req *rq, int64_t row, const struct q_load_row_get *r, struct draft *d, bool *ret)
{
	struct draft *now = arena_make(rq->arena, struct draft);
	struct draft_kept kept;
	struct str why = STR_NONE;
	enum import_did did;
	enum err e = now ? draft_load(rq->db, rq->arena, r->key, now, &kept) : E_NOMEM;

	*ret = false;
	if (e == E_NOT_FOUND) {
		if (!ticked(rq, row, "new"))
			return OK;
		d->state = MEASURE_DRAFT;
		*ret = true;
		return draft_write(rq->db, rq->arena, d, rq->now, rq->viewer->id.v, &did, &why);
	}
	TRY(e);
	for (int k = 0; k < DF_N; k++) {
		if (!(r->diff >> k & 1) || !ticked(rq, row, draft_fields[k].name))
			continue;
		draft_take(now, d, (enum draft_at)k);
		*ret = true;
	}
	return *ret ? draft_write(rq->db, rq->arena, now, rq->now, rq->viewer->id.v, &did, &why) :
		      OK;
}

static enum err
take_row(struct req *rq, int64_t id, int64_t source, int64_t row, struct import_more *more)
{
	struct draft *d = arena_make(rq->arena, struct draft);
	struct q_load_row_get r;
	struct str why = S("");
	bool took = false;
	enum err e = q_load_row_get(rq->db, rq->arena, row, id, &r);

	if (d == NULL)
		return E_NOMEM;
	if (e == E_NOT_FOUND || (e == OK && (r.done != 0 || r.kind == LOAD_BAD)))
		return OK;
	TRY(e);
	e = load_draft(rq, rq->arena, r.json, d, &why);
	if (e == OK) {
		d->origin = S("portal");
		e = take_fields(rq, row, &r, d, &took);
	}
	if (e != OK && e != E_INPUT)
		return e;
	took = took && e == OK;
	more->declined += !took;
	more->added += took && r.kind == LOAD_NEW;
	more->changed += took && r.kind != LOAD_NEW;
	if (e == E_INPUT) /* what it names has gone since: it waits for the next file */
		return q_load_row_done(rq->db, row, 2);
	TRY(q_source_row_put(rq->db, source, r.key, r.json));
	return q_load_row_done(rq->db, row, took ? 1 : 2);
}

enum err
nav_load_take(struct req *rq)
{
	struct q_load_get load;
	struct import_more more = { 0 };
	int64_t id, row, n;

	TRY(open_load(rq, &id, &load));
	TRY(db_begin(rq->db));
	for (size_t i = 0, rows = 0; i < rq->in->form.n && rows < PAGE; i++) {
		if (!str_is(rq->in->form.p[i].name, "row[]") ||
		    !str_int(rq->in->form.p[i].value, &row))
			continue;
		rows++;
		TRY(take_row(rq, id, load.source, row, &more));
	}
	n = more.added + more.changed;
	TRY(import_decided(rq->db, rq->arena, "measures", id, &more));
	if (n > 0) {
		TRY(version_bump(rq->db, "navigator"));
		TRY(audit_add(rq->db, rq->arena, rq->now,
		    &(struct audit_event){ .action = "navigator.import", .actor = rq->viewer->id.v,
			.object = str_fmt(rq->arena, "load:%lld", (long long)id),
			.peer = rq->in->peer,
			.detail = str_fmt(rq->arena, "n=%lld", (long long)n) }));
	}
	TRY(db_commit(rq->db));
	TRY(notice(rq, n > 0 ? N_("Отмеченное принято") : N_("Из этого ничего не приняли")));
	return load_url(rq, id);
}

/* ---- bad rows as a file ------------------------------------------------------------------- */

enum err
nav_load_bad(struct req *rq)
{
	struct q_load_get load;
	struct q_load_bad_rows b;
	int64_t id;

	TRY(open_load(rq, &id, &load));
	TRY(q_load_bad(rq->db, rq->arena, id, BAD_FILE, &b));
	TRY(reply_file(rq, "text/csv; charset=utf-8", S("bad-rows.csv")));
	buf_put(rq->out, S("\xEF\xBB\xBF" "line,reason,row\r\n"));
	for (size_t i = 0; i < b.n; i++) {
		buf_int(rq->out, b.p[i].line);
		buf_putc(rq->out, ',');
		put_csv(rq->out, b.p[i].reason);
		buf_putc(rq->out, ',');
		put_csv(rq->out, b.p[i].raw);
		buf_put(rq->out, S("\r\n"));
	}
	return OK;
}

/* ---- for the list of imports ---------------------------------------------------------------- */

enum err
navigator_load_oldest(struct db *db, int64_t *ret)
{
	struct opt_int oldest;

	TRY(q_load_oldest(db, &oldest));
	*ret = oldest.has ? oldest.v : INT64_MAX;
	return OK;
}
