/* imports.c - every file of rows that came in: from whom, with what result, what was refused. */
#include "admin/admin_impl.h"

#include "gen/admin/u.h"
#include "gen/admin/v.h"

#define CSV_ROWS 100000
#define CSV_PART 1000
#define SHOWN 100		/* refused rows on the page; the file has the rest */
#define FACTS 8

static const struct { const char *code, *text; } kinds[] = {
	{ "measures", N_("меры") },
	{ "places", N_("территории") },
	{ "outlines", N_("контуры регионов") },
	{ "acts", N_("акты") },
	{ "situations", N_("жизненные ситуации") },
	{ "solutions", N_("готовые решения") },
};
static const struct { const char *code, *text, *tag, *icon; } outcomes[IMPORT_OUTCOMES] = {
	[IMPORT_WHOLE] = { "whole", N_("принято всё"), " v-tag--green", "check" },
	[IMPORT_PARTLY] = { "partly", N_("принято не всё"), " v-tag--amber", "alert-circle" },
	[IMPORT_NONE] = { "none", N_("не принято ничего"), " v-tag--red", "alert-circle" },
	[IMPORT_BROKEN] = { "broken", N_("оборвалась"), " v-tag--red", "alert-circle" },
	[IMPORT_WAITS] = { "waits", N_("ждёт решения"), "", "clock" },
};

struct str
admin_import_kind(const struct ui *ui, struct str kind)
{
	for (size_t i = 0; i < LEN(kinds); i++)
		if (str_is(kind, kinds[i].code))
			return tr_z(ui, kinds[i].text);
	return kind;
}

struct str
admin_import_outcome(const struct ui *ui, enum import_outcome o)
{
	bool known = o >= IMPORT_WHOLE && o < IMPORT_OUTCOMES;

	return tr_z(ui, outcomes[known ? o : IMPORT_BROKEN].text);
}

/* ---- the question --------------------------------------------------------------------- */

static struct import_ask
read_ask(const struct req *rq)
{
	struct str kind = req_query(rq, "kind"), outcome = req_query(rq, "outcome");
	struct import_ask ask = { .kind = S(""), .limit = ADMIN_PAGE,
		.before = req_query_int(rq, "before", 0, 0, INT64_MAX) };

	for (size_t i = 0; i < LEN(kinds); i++)
		if (str_is(kind, kinds[i].code))
			ask.kind = str_c(kinds[i].code);
	for (int o = IMPORT_WHOLE; o < IMPORT_OUTCOMES; o++)
		if (str_is(outcome, outcomes[o].code))
			ask.outcome = o;
	return ask;
}

static struct str
ask_url(struct req *rq, struct str path, const struct import_ask *ask, int64_t before)
{
	char sep = '?';
	struct buf b;

	buf_init(&b, rq->arena, 1 * KiB);
	buf_put(&b, path);
	if (ask->kind.n > 0) {
		buf_fmt(&b, "%ckind=%.*s", sep, FMT(ask->kind));
		sep = '&';
	}
	if (ask->outcome != 0) {
		buf_fmt(&b, "%coutcome=%s", sep, outcomes[ask->outcome].code);
		sep = '&';
	}
	if (before > 0)
		buf_fmt(&b, "%cbefore=%lld", sep, (long long)before);
	return buf_str(&b);
}

static enum err
fill_choices(struct req *rq, const struct import_ask *ask, struct view_imports *v)
{
	v->kinds.p = arena_array(rq->arena, struct option, LEN(kinds));
	v->outcomes.p = arena_array(rq->arena, struct option, IMPORT_OUTCOMES);
	if (v->kinds.p == NULL || v->outcomes.p == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < LEN(kinds); i++)
		v->kinds.p[v->kinds.n++] = (struct option){ str_c(kinds[i].code),
			tr_z(&rq->ui, kinds[i].text), str_is(ask->kind, kinds[i].code) };
	for (int o = IMPORT_WHOLE; o < IMPORT_OUTCOMES; o++)
		v->outcomes.p[v->outcomes.n++] = (struct option){ str_c(outcomes[o].code),
			tr_z(&rq->ui, outcomes[o].text), ask->outcome == o };
	return OK;
}

/* ---- rows --------------------------------------------------------------------------------- */

static struct str
took_words(const struct ui *ui, int64_t ms)
{
	return ms < 1000 ? tr(ui, "меньше секунды") : admin_span(ui, ms / 1000);
}

static enum err
who_brought(struct req *rq, const struct import_run *r, struct import_line *ret)
{
	if (r->author != 0) {
		ret->who_url = str_fmt(rq->arena, "%.*s?who=%lld", FMT(url_admin_audit(rq->arena)),
		    (long long)r->author);
		return admin_who(rq, r->author, &ret->who);
	}
	ret->who = r->via == IMPORT_BY_DEMO ? tr(&rq->ui, "демонстрация") :
					      tr(&rq->ui, "командная строка");
	return OK;
}

static enum err
line_of(struct req *rq, const struct import_run *r, struct import_line *ret)
{
	const struct ui *ui = &rq->ui;
	int o = r->outcome >= IMPORT_WHOLE && r->outcome < IMPORT_OUTCOMES ? (int)r->outcome :
									     IMPORT_BROKEN;

	*ret = (struct import_line){ .id = r->id, .kind = admin_import_kind(ui, r->kind),
		.source = r->source, .file = r->file, .when = ui_moment(ui, r->began),
		.url = url_admin_import_show(
		    rq->arena, str_fmt(rq->arena, "%lld", (long long)r->id)),
		.took = took_words(ui, r->took_ms), .outcome = tr_z(ui, outcomes[o].text),
		.tag = str_c(outcomes[o].tag), .icon = str_c(outcomes[o].icon), .read = r->read,
		.added = r->added, .changed = r->changed, .same = r->same, .bad = r->bad,
		.declined = r->declined };
	if (o == IMPORT_WAITS)
		ret->waits = r->read - r->added - r->changed - r->same - r->bad - r->declined;
	return who_brought(rq, r, ret);
}

enum err
admin_imports(struct req *rq)
{
	struct import_ask ask = read_ask(rq);
	struct import_runs runs;
	struct view_imports v = { .asked = ask.kind.n > 0 || ask.outcome != 0,
		.paged = ask.before > 0 };

	TRY(admin_page(rq, tr(&rq->ui, "Загрузки"), "imports", &v.page, &v.tabs));
	TRY(fill_choices(rq, &ask, &v));
	ask.limit++; /* one more tells whether there are others */
	TRY(import_list(rq->db, rq->arena, &ask, &runs));
	v.rows.p = arena_array(rq->arena, struct import_line, runs.n + 1);
	if (v.rows.p == NULL)
		return E_NOMEM;
	for (; v.rows.n < runs.n && v.rows.n < ADMIN_PAGE; v.rows.n++)
		TRY(line_of(rq, &runs.p[v.rows.n], &v.rows.p[v.rows.n]));
	if (runs.n > ADMIN_PAGE)
		v.older = ask_url(
		    rq, url_admin_imports(rq->arena), &ask, runs.p[ADMIN_PAGE - 1].id);
	v.csv = ask_url(rq, url_admin_imports_csv(rq->arena), &ask, 0);
	return view_imports(&rq->ui, &v);
}

/* ---- one of them ---------------------------------------------------------------------------- */

static void
fact(struct facts *f, struct str name, struct str value)
{
	if (f->n < FACTS && value.n > 0)
		f->p[f->n++] = (struct fact){ name, value };
}

static enum err
open_run(struct req *rq, struct import_run *ret)
{
	int64_t id;

	if (!str_int(req_param(rq, 0), &id))
		return E_NOT_FOUND;
	return import_find(rq->db, rq->arena, id, ret);
}

static struct str
todo_words(const struct ui *ui, const struct import_run *r, bool there)
{
	switch (r->outcome) {
	case IMPORT_WAITS:
		return there ?
		    tr(ui,
			"Откройте загрузку и решите, что принять: до этого ничего не "
			"изменится.") :
		    tr(ui,
			"Этот файл уже убран: хранятся последние двадцать. Нерешённое придёт со "
			"следующим файлом того же источника.");
	case IMPORT_BROKEN:
		return tr(ui,
		    "Загрузка остановилась на ошибке. Строки последней начатой порции не "
		    "сохранены; загрузите файл ещё раз: то, что уже принято, не повторится.");
	case IMPORT_PARTLY:
	case IMPORT_NONE:
		return r->bad > 0 ? tr(ui,
		    "Скачайте непринятые строки, исправьте их по причинам и загрузите этот файл "
		    "так же, как прежний.") : S("");
	case IMPORT_WHOLE:
	case IMPORT_OUTCOMES: break;
	}
	return S("");
}

static enum err
fill_load(struct req *rq, const struct import_run *r, struct view_import_show *v)
{
	int64_t oldest;

	if (r->ref == 0 || !str_is(r->kind, "measures"))
		return OK;
	TRY(navigator_load_oldest(rq->db, &oldest));
	if (r->ref >= oldest)
		v->load_url = str_fmt(rq->arena, "/curation/import/%lld", (long long)r->ref);
	return OK;
}

static enum err
fill_refused(struct req *rq, const struct import_run *r, struct view_import_show *v)
{
	struct import_refuseds rows;

	TRY(import_refused_count(rq->db, r->id, &v->kept));
	TRY(import_refused(rq->db, rq->arena, r->id, SHOWN, &rows));
	v->rows.p = arena_array(rq->arena, struct refused_line, rows.n + 1);
	if (v->rows.p == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < rows.n; i++)
		v->rows.p[v->rows.n++] = (struct refused_line){ rows.p[i].line, rows.p[i].key,
			rows.p[i].reason };
	if (v->kept == 0)
		return OK;
	v->csv = url_admin_import_rows(rq->arena, req_param(rq, 0));
	if (r->header.n == 0)
		v->jsonl = url_admin_import_lines(rq->arena, req_param(rq, 0));
	return OK;
}

enum err
admin_import_show(struct req *rq)
{
	const struct ui *ui = &rq->ui;
	struct view_import_show v = { .days = admin_span(ui, IMPORT_BAD_DAYS * (int64_t)86400) };
	struct import_run r;

	TRY(open_run(rq, &r));
	TRY(line_of(rq, &r, &v.run));
	TRY(admin_page(rq, trf(ui, "Загрузка № %1", ui_num(ui, r.id)), "imports", &v.page,
	    &v.tabs));
	v.page.crumbs[v.page.n_crumbs] = v.page.crumbs[v.page.n_crumbs - 1];
	v.page.crumbs[v.page.n_crumbs++ - 1] =
	    (struct crumb){ tr(ui, "Загрузки"), url_admin_imports(rq->arena) };
	TRY(fill_load(rq, &r, &v));
	TRY(fill_refused(rq, &r, &v));
	v.todo = todo_words(ui, &r, v.load_url.n > 0);
	v.err = r.err;
	v.facts.list.p = arena_array(rq->arena, struct fact, FACTS);
	if (v.facts.list.p == NULL)
		return E_NOMEM;
	fact(&v.facts.list, tr(ui, "Что загружали"), v.run.kind);
	fact(&v.facts.list, tr(ui, "Откуда"), r.source);
	fact(&v.facts.list, tr(ui, "Файл"), r.file);
	fact(&v.facts.list, tr(ui, "Когда"), v.run.when);
	fact(&v.facts.list, tr(ui, "Сколько шла"), v.run.took);
	return view_import_show(&rq->ui, &v);
}

/* ---- files ----------------------------------------------------------------------------- */

static void
csv_row(struct buf *b, const struct import_run *r)
{
	static const char *const vias[] = { "", "command", "page", "demo" };
	const int64_t numbers[] = { r->took_ms, r->read, r->added, r->changed, r->same, r->bad,
		r->declined };

	buf_fmt(b, "%lld,", (long long)r->id);
	put_rfc3339(b, r->began);
	buf_fmt(b, ",%.*s,", FMT(r->kind));
	put_csv(b, r->source);
	buf_putc(b, ',');
	put_csv(b, r->file);
	buf_fmt(b, ",%s,%lld", (size_t)r->via < LEN(vias) ? vias[r->via] : "",
	    (long long)r->author);
	for (size_t i = 0; i < LEN(numbers); i++)
		buf_fmt(b, ",%lld", (long long)numbers[i]);
	buf_fmt(b, ",%s,%.*s\r\n",
	    r->outcome > 0 && r->outcome < IMPORT_OUTCOMES ? outcomes[r->outcome].code : "",
	    FMT(r->err));
}

enum err
admin_imports_csv(struct req *rq)
{
	struct import_ask ask = read_ask(rq);
	int64_t n = 0;

	ask.limit = CSV_PART;
	buf_putz(rq->out, "\xEF\xBB\xBF"
	    "id,began,kind,source,file,via,author,took_ms,read,added,changed,same,refused,"
	    "declined,outcome,error\r\n");
	while (n < CSV_ROWS) {
		struct arena *part = arena_new(32 * MiB);
		struct import_runs runs = { 0 };
		enum err e = part ? import_list(rq->db, part, &ask, &runs) : E_NOMEM;

		for (size_t i = 0; e == OK && i < runs.n; i++)
			csv_row(rq->out, &runs.p[i]);
		if (e == OK && runs.n > 0)
			ask.before = runs.p[runs.n - 1].id;
		n += (int64_t)runs.n;
		arena_free(part);
		TRY(e);
		if (runs.n < CSV_PART)
			break;
	}
	return reply_file(rq, "text/csv; charset=utf-8", tr(&rq->ui, "Загрузки.csv"));
}

/* The columns of the file itself after line and reason: corrected, it can be loaded as it is. */
enum err
admin_import_rows(struct req *rq)
{
	struct import_refuseds rows;
	struct import_run r;

	TRY(open_run(rq, &r));
	TRY(import_refused(rq->db, rq->arena, r.id, IMPORT_PROBLEMS_MAX, &rows));
	buf_fmt(rq->out, "\xEF\xBB\xBF" "line,reason,%.*s\r\n",
	    FMT(r.header.n > 0 ? r.header : S("row")));
	for (size_t i = 0; i < rows.n; i++) {
		buf_fmt(rq->out, "%lld,", (long long)rows.p[i].line);
		put_csv(rq->out, rows.p[i].reason);
		buf_putc(rq->out, ',');
		if (r.header.n > 0)
			buf_put(rq->out, rows.p[i].raw);
		else
			put_csv(rq->out, rows.p[i].raw);
		buf_put(rq->out, S("\r\n"));
	}
	return reply_file(
	    rq, "text/csv; charset=utf-8", str_fmt(rq->arena, "refused-%lld.csv", (long long)r.id));
}

/* A line of reason before each row: the import passes over what begins with #. */
enum err
admin_import_lines(struct req *rq)
{
	struct import_refuseds rows;
	struct import_run r;

	TRY(open_run(rq, &r));
	TRY(import_refused(rq->db, rq->arena, r.id, IMPORT_PROBLEMS_MAX, &rows));
	for (size_t i = 0; i < rows.n; i++) {
		struct str rest, reason = str_cut(rows.p[i].reason, '\n', &rest);

		buf_fmt(rq->out, "# %lld: %.*s\n", (long long)rows.p[i].line, FMT(reason));
		if (rows.p[i].raw.n > 0) {
			buf_put(rq->out, rows.p[i].raw);
			buf_putc(rq->out, '\n');
		}
	}
	return reply_file(rq, "application/x-ndjson; charset=utf-8",
	    str_fmt(rq->arena, "refused-%lld.jsonl", (long long)r.id));
}
