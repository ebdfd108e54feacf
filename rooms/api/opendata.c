/* opendata.c - sets of open data: register, passports, structures, files, the DCAT catalogue.
 *
 * Files and names follow the recommendations on publishing open data, version 3.0: list.csv, and
 * for each set meta.csv, structure-DATE.csv, data-DATE-structure-DATE.csv. The file of data is
 * what the set is now; an address with an older date leads to it. Their words are Russian for any
 * reader, as the recommendations want; the page and the catalogue speak both languages.
 */
#include "api/api_impl.h"

#include "gen/api/q.h"
#include "gen/api/u.h"
#include "gen/api/v.h"
#include "web/api.h"
#include "web/open.h"

#define STANDARD "http://opendata.gosmonitor.ru/standard/3.0"

/* A set as it is today; days are local. */
struct set {
	const struct open_set *s;
	struct str id, base;		/* "7707…-measures"; address of its folder */
	struct str data, structure;	/* names of files, with ending */
	int32_t created, changed;
};

static struct str
compact(const struct ui *ui, int32_t day)
{
	struct day d = day_from(day);

	return str_fmt(ui->arena, "%04d%02d%02d", d.y, d.m, d.d);
}

static enum err
set_open(struct req *rq, const struct open_set *s, struct set *ret)
{
	const struct ui *ui = &rq->ui;
	struct str inn = req_settings(rq)->opendata_inn;
	struct q_set_times t;

	TRY(q_set_times(rq->db, s->kind, &t));
	ret->s = s;
	ret->id = inn.n > 0 ? str_fmt(rq->arena, "%.*s-%s", FMT(inn), s->name) : str_c(s->name);
	ret->base = str_fmt(rq->arena, "%.*s/opendata/%.*s/", FMT(ui->base), FMT(ret->id));
	ret->created = t.created ? day_of(t.created, ui->tz_min) : ui->today;
	ret->changed = t.updated ? day_of(t.updated, ui->tz_min) : ui->today;
	ret->structure = str_fmt(rq->arena, "structure-%s.csv", s->structure);
	ret->data = str_fmt(
	    rq->arena, "data-%.*s-%.*s", FMT(compact(ui, ret->changed)), FMT(ret->structure));
	return ret->data.p != NULL && ret->base.p != NULL ? OK : E_NOMEM;
}

/* The next set of the portal's rooms; false at the end. */
static bool
next_set(struct req *rq, size_t *room, const struct open_set **ret)
{
	const struct portal *p = thread_portal(rq->th);

	while (*room < p->n_rooms) {
		*ret = p->rooms[(*room)++]->open;
		if (*ret != NULL)
			return true;
	}
	return false;
}

static struct str
file_url(const struct ui *ui, const struct set *s, struct str file)
{
	return ui_cat(ui, s->base, file);
}

/* ---- CSV of the recommendations ---------------------------------------------------- */

static void
put_pair(struct buf *b, struct str name, struct str value)
{
	put_csv(b, name);
	buf_putc(b, ',');
	put_csv(b, value);
	buf_put(b, S("\r\n"));
}

static void
csv_begin(struct req *rq, const char *head)
{
	buf_put(rq->out, S("\xEF\xBB\xBF"));
	buf_putz(rq->out, head);
	buf_put(rq->out, S("\r\n"));
	rq->type = S("text/csv; charset=utf-8");
}

enum err
api_open_list(struct req *rq)
{
	struct buf *b = rq->out;
	const struct open_set *s;
	struct set set;

	csv_begin(rq, "property,title,value,format");
	buf_put(b, S("standardversion,"));
	put_csv(b, S(N_("Версия методических рекомендаций")));
	buf_put(b, S("," STANDARD ",\r\n"));
	for (size_t i = 0; next_set(rq, &i, &s);) {
		TRY(set_open(rq, s, &set));
		put_csv(b, set.id);
		buf_putc(b, ',');
		put_csv(b, str_c(s->title));
		buf_putc(b, ',');
		put_csv(b, file_url(&rq->ui, &set, S("meta.csv")));
		buf_put(b, S(",csv\r\n"));
	}
	return buf_err(b);
}

static enum err
meta(struct req *rq, const struct set *s)
{
	const struct settings *c = req_settings(rq);
	const struct ui *ui = &rq->ui;
	struct buf *b = rq->out;

	csv_begin(rq, "property,value");
	put_pair(b, S("standardversion"), S(STANDARD));
	put_pair(b, S("identifier"), s->id);
	put_pair(b, S("title"), str_c(s->s->title));
	put_pair(b, S("description"), str_c(s->s->about));
	put_pair(b, S("creator"), c->opendata_owner);
	put_pair(b, S("created"), compact(ui, s->created));
	put_pair(b, S("modified"), compact(ui, s->changed));
	put_pair(b, S("subject"), str_c(s->s->subject));
	put_pair(b, S("format"), S("csv"));
	put_pair(b, (struct str){ s->data.p, s->data.n - 4 }, file_url(ui, s, s->data));
	put_pair(
	    b, (struct str){ s->structure.p, s->structure.n - 4 }, file_url(ui, s, s->structure));
	put_pair(b, S("provenance"), S(N_("Обновление записей портала")));
	put_pair(b, S("valid"), compact(ui, ui->today));
	put_pair(b, S("publishername"), c->opendata_person);
	put_pair(b, S("publisherphone"), c->opendata_phone);
	put_pair(b, S("publishermbox"), c->opendata_mail);
	return buf_err(b);
}

static enum err
structure(struct req *rq, const struct set *s)
{
	const struct open_column *c;
	struct buf *b = rq->out;

	csv_begin(rq, "field name,english description,russian description,format");
	for (size_t i = 0; (c = s->s->column(i)) != NULL; i++) {
		struct str ru = str_c(c->about);

		put_csv(b, str_c(c->name));
		buf_putc(b, ',');
		put_csv(b, tr_(LANG_EN, ru.p, ru.n));
		buf_putc(b, ',');
		put_csv(b, ru);
		buf_putc(b, ',');
		put_csv(b, str_c(c->format));
		buf_put(b, S("\r\n"));
	}
	return buf_err(b);
}

/* Is it the name of this set's data on some day, with the structure of now? */
static bool
names_data(const struct set *s, struct str file)
{
	struct str day = { file.p + 5, 8 };
	int64_t n;

	return file.n == s->data.n && str_starts(file, S("data-")) && str_int(day, &n) &&
	    str_ends(file, s->structure) && file.p[13] == '-';
}

static enum err
file_of(struct req *rq, const struct set *s, struct str file)
{
	if (str_is(file, "meta.csv"))
		return meta(rq, s);
	if (str_eq(file, s->structure))
		return structure(rq, s);
	if (!names_data(s, file))
		return E_NOT_FOUND;
	if (!str_eq(file, s->data))
		return redirect(rq, url_api_open_file(rq->arena, s->id, s->data));
	/* the same for everyone: no reader's municipality, no filter, Russian headings */
	rq->ui.place_code = STR_NONE;
	rq->viewer = NULL;
	if (rq->in->query.n > 0)
		return E_NOT_FOUND;
	return s->s->csv(rq);
}

enum err
api_open_file(struct req *rq)
{
	const struct open_set *s;
	struct set set;

	for (size_t i = 0; next_set(rq, &i, &s);) {
		TRY(set_open(rq, s, &set));
		if (str_eq(req_param(rq, 0), set.id))
			return file_of(rq, &set, req_param(rq, 1));
	}
	return E_NOT_FOUND;
}

/* ---- DCAT ---------------------------------------------------------------------------- */

static void
put_member(struct buf *b, const char *name, struct str value)
{
	buf_fmt(b, ",\"%s\":\"", name);
	put_json(b, value);
	buf_putc(b, '"');
}

static void
put_link(struct buf *b, const char *name, struct str url)
{
	buf_fmt(b, ",\"%s\":{\"@id\":\"", name);
	put_json(b, url);
	buf_put(b, S("\"}"));
}

/* Words in both languages. */
static void
put_both(struct buf *b, const char *name, const char *msgid)
{
	struct str ru = str_c(msgid);

	buf_fmt(b, ",\"%s\":[{\"@language\":\"ru\",\"@value\":\"", name);
	put_json(b, ru);
	buf_put(b, S("\"},{\"@language\":\"en\",\"@value\":\""));
	put_json(b, tr_(LANG_EN, ru.p, ru.n));
	buf_put(b, S("\"}]"));
}

static void
put_date(struct buf *b, const char *name, int32_t day)
{
	buf_fmt(b, ",\"%s\":{\"@type\":\"xsd:date\",\"@value\":\"", name);
	put_day_iso(b, day);
	buf_put(b, S("\"}"));
}

static void
put_distribution(struct req *rq, struct str url, const char *media, bool first)
{
	struct buf *b = rq->out;

	buf_put(b, first ? S("{\"@type\":\"dcat:Distribution\"") :
			   S(",{\"@type\":\"dcat:Distribution\""));
	put_link(b, "dcat:downloadURL", url);
	put_link(b, "dcat:accessURL", url);
	put_link(b, "dcat:mediaType",
	    str_fmt(rq->arena, "https://www.iana.org/assignments/media-types/%s", media));
	if (req_settings(rq)->opendata_license.n > 0)
		put_link(b, "dct:license", req_settings(rq)->opendata_license);
	buf_putc(b, '}');
}

static void
put_publisher(struct req *rq)
{
	struct str owner = req_settings(rq)->opendata_owner;

	if (owner.n == 0)
		return;
	buf_put(rq->out, S(",\"dct:publisher\":{\"@type\":\"foaf:Organization\""));
	put_member(rq->out, "foaf:name", owner);
	buf_putc(rq->out, '}');
}

static void
put_set(struct req *rq, const struct set *s)
{
	const struct ui *ui = &rq->ui;
	struct buf *b = rq->out;

	buf_put(b, S("{\"@type\":\"dcat:Dataset\",\"@id\":\""));
	put_json(b, s->base);
	buf_put(b, S("meta.csv\""));
	put_member(b, "dct:identifier", s->id);
	put_both(b, "dct:title", s->s->title);
	put_both(b, "dct:description", s->s->about);
	put_both(b, "dcat:keyword", s->s->subject);
	put_date(b, "dct:issued", s->created);
	put_date(b, "dct:modified", s->changed);
	put_link(b, "dcat:landingPage", api_absolute(ui, str_c(s->s->page)));
	put_publisher(rq);
	buf_put(b, S(",\"dcat:distribution\":["));
	put_distribution(rq, file_url(ui, s, s->data), "text/csv", true);
	if (s->s->lines != NULL)
		put_distribution(
		    rq, api_absolute(ui, str_c(s->s->lines)), "application/x-ndjson", false);
	buf_put(b, S("]}"));
}

enum err
api_open_catalog(struct req *rq)
{
	struct buf *b = rq->out;
	const struct open_set *s;
	struct set set;
	bool first = true;

	buf_put(b, S("{\"@context\":{\"dcat\":\"http://www.w3.org/ns/dcat#\","
		"\"dct\":\"http://purl.org/dc/terms/\",\"foaf\":\"http://xmlns.com/foaf/0.1/\","
		"\"xsd\":\"http://www.w3.org/2001/XMLSchema#\"},"
		"\"@type\":\"dcat:Catalog\",\"@id\":\""));
	put_json(b, api_absolute(&rq->ui, S("/opendata/catalog.jsonld")));
	buf_putc(b, '"');
	put_both(b, "dct:title", N_("Открытые данные портала муниципалитетов"));
	put_both(b, "dct:description",
	    N_("Наборы, которые портал отдаёт целиком: территории и меры поддержки."));
	put_link(b, "foaf:homepage", api_absolute(&rq->ui, S("/opendata")));
	put_publisher(rq);
	buf_put(b, S(",\"dcat:dataset\":["));
	for (size_t i = 0; next_set(rq, &i, &s); first = false) {
		TRY(set_open(rq, s, &set));
		if (!first)
			buf_putc(b, ',');
		put_set(rq, &set);
	}
	buf_put(b, S("]}\n"));
	rq->type = S("application/ld+json");
	return buf_err(b);
}

/* ---- the page -------------------------------------------------------------------------- */

static enum err
columns_of(const struct ui *ui, const struct open_set *s, struct api_rows_view *ret)
{
	size_t n = 0;

	while (s->column(n) != NULL)
		n++;
	ret->p = arena_array(ui->arena, struct api_row, n + 1);
	if (ret->p == NULL)
		return E_NOMEM;
	for (; ret->n < n; ret->n++) {
		const struct open_column *c = s->column(ret->n);

		ret->p[ret->n] = (struct api_row){ str_c(c->name), str_c(c->format),
			tr_z(ui, c->about), S(""), S("") };
	}
	return OK;
}

enum err
api_open_page(struct req *rq)
{
	const struct settings *c = req_settings(rq);
	const struct ui *ui = &rq->ui;
	struct view_open v = { .owner = c->opendata_owner, .person = c->opendata_person,
		.phone = c->opendata_phone, .mail = c->opendata_mail,
		.license = c->opendata_license };
	const struct open_set *s;
	struct set set;

	v.page = (struct page){ .title = tr(ui, "Открытые данные"),
		.description = tr(
		    ui, "Наборы, которые портал отдаёт целиком: территории и меры поддержки.") };
	v.sets.p = arena_array(rq->arena, struct open_row, thread_portal(rq->th)->n_rooms + 1);
	if (v.sets.p == NULL)
		return E_NOMEM;
	for (size_t i = 0; next_set(rq, &i, &s);) {
		struct open_row *r = &v.sets.p[v.sets.n++];

		TRY(set_open(rq, s, &set));
		*r = (struct open_row){ .id = set.id, .title = tr_z(ui, s->title),
			.about = tr_z(ui, s->about), .subject = tr_z(ui, s->subject),
			.changed = ui_day(ui, set.changed),
			.meta = url_api_open_file(rq->arena, set.id, S("meta.csv")),
			.data = url_api_open_file(rq->arena, set.id, set.data),
			.structure = url_api_open_file(rq->arena, set.id, set.structure),
			.page = str_c(s->page), .lines = str_c(s->lines) };
		TRY(columns_of(ui, s, &r->columns));
	}
	return view_open(&rq->ui, &v);
}
