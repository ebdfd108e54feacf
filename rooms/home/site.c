/* site.c - what the portal says of itself to people, to robots and to a watchman. */
#include "home/home_impl.h"
#include "gen/home/q.h"
#include "gen/home/u.h"
#include "gen/home/v.h"
#include "navigator/navigator.h"
#include "places/places.h"

#define SITEMAP_URLS 50000	/* in one file, by the protocol of sitemaps.org */

/* ---- pages ----------------------------------------------------------------------------- */

static struct page
own_page(const struct ui *ui, struct str title)
{
	return (struct page){ .title = title,
		.canonical = str_fmt(ui->arena, "%.*s%.*s", FMT(ui->base), FMT(ui->path)) };
}

enum err
home_about(struct req *rq)
{
	struct ui *ui = &rq->ui;
	struct view_about v = { .page = own_page(ui, tr(ui, "О портале")),
		.version = str_c(thread_portal(rq->th)->version) };
	const struct places_index *x;
	int all = 0, open = 0;

	TRY(navigator_counts(rq, &all, &open));
	TRY(places_get(rq->th, &x));
	v.n_munis = ui_num(ui, x->n_municipalities);
	v.n_measures = ui_num(ui, all);
	return view_about(ui, &v);
}

enum err
home_help(struct req *rq)
{
	struct view_help v = { .page = own_page(&rq->ui, tr(&rq->ui, "Справка")) };

	return view_help(&rq->ui, &v);
}

enum err
home_accessibility(struct req *rq)
{
	struct view_accessibility v = { .page = own_page(&rq->ui, tr(&rq->ui, "Доступность")) };

	return view_accessibility(&rq->ui, &v);
}

enum err
home_privacy(struct req *rq)
{
	struct ui *ui = &rq->ui;
	int64_t days = req_settings(rq)->session_days;
	struct str n = ui_num(ui, days), word = trn(ui, days, "день|дня|дней");
	struct view_privacy v = { .page = own_page(ui, tr(ui, "Персональные данные")),
		.days = str_fmt(rq->arena, "%.*s\xC2\xA0%.*s", FMT(n), FMT(word)) };

	return view_privacy(ui, &v);
}

/* ---- for robots --------------------------------------------------------------------------- */

enum err
home_robots(struct req *rq)
{
	rq->type = S("text/plain; charset=utf-8");
	buf_put(rq->out, S("User-agent: *\n"
	    "Disallow: /account\n"
	    "Disallow: /login\n"
	    "Disallow: /search\n"
	    "Disallow: /places/suggest\n"
	    "Sitemap: "));
	buf_put(rq->out, rq->ui.base);
	buf_put(rq->out, url_home_sitemap(rq->arena));
	buf_putc(rq->out, '\n');
	return buf_err(rq->out);
}

/* Pages that are no entries. */
static const char *const fixed[] = { "/", "/navigator", "/places", "/about", "/help",
	"/accessibility", "/privacy" };

static void
tag(struct buf *out, const char *name, bool end)
{
	buf_putc(out, '<');
	if (end)
		buf_putc(out, '/');
	buf_putz(out, name);
	buf_putc(out, '>');
}

static void
put_root(struct buf *out, const char *name)
{
	buf_fmt(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
	    "<%s xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n", name);
}

/* <url> or <sitemap> with its address and, when known, its last change. */
static void
put_loc(struct buf *out, const char *name, struct str base, struct str path, int64_t updated)
{
	tag(out, name, false);
	tag(out, "loc", false);
	put_text(out, base);
	put_text(out, path);
	tag(out, "loc", true);
	if (updated > 0) {
		tag(out, "lastmod", false);
		put_rfc3339(out, updated);
		tag(out, "lastmod", true);
	}
	tag(out, name, true);
	buf_putc(out, '\n');
}

static enum err
one_entry(void *ctx, const struct q_sitemap_entries *row)
{
	struct req *rq = ctx;

	put_loc(rq->out, "url", rq->ui.base, row->url, row->updated);
	return buf_err(rq->out);
}

static enum err
sitemap_index(struct req *rq)
{
	struct str path = url_home_sitemap(rq->arena);
	struct q_sitemap_files_rows f;

	TRY(q_sitemap_files(rq->db, rq->arena, SITEMAP_URLS, &f));
	put_root(rq->out, "sitemapindex");
	for (size_t i = 0; i < f.n + 1; i++) { /* file 0 stands before those of the table */
		int64_t no = i == 0 ? 0 : f.p[i - 1].no;

		put_loc(rq->out, "sitemap", rq->ui.base,
		    str_fmt(rq->arena, "%.*s?file=%lld", FMT(path), (long long)no),
		    i == 0 ? 0 : f.p[i - 1].updated);
	}
	tag(rq->out, "sitemapindex", true);
	return buf_err(rq->out);
}

/* File 0: pages that are no entries; file k: entries of the k-th block of ids. */
static enum err
sitemap_file(struct req *rq, int64_t no)
{
	struct entry_id first = { (no - 1) * SITEMAP_URLS + 1 }, last = { no * SITEMAP_URLS };
	size_t start;

	put_root(rq->out, "urlset");
	start = rq->out->n;
	for (size_t i = 0; no == 0 && i < LEN(fixed); i++)
		put_loc(rq->out, "url", rq->ui.base, str_c(fixed[i]), 0);
	if (no > 0)
		TRY(q_sitemap_entries(rq->db, first, last, one_entry, rq));
	if (rq->out->n == start)
		return E_NOT_FOUND;
	tag(rq->out, "urlset", true);
	return buf_err(rq->out);
}

enum err
home_sitemap(struct req *rq)
{
	struct str file = req_query(rq, "file");
	int64_t no;

	rq->type = S("application/xml; charset=utf-8");
	if (file.p == NULL)
		return sitemap_index(rq);
	if (!str_int(file, &no) || no < 0 || no > INT32_MAX)
		return E_NOT_FOUND;
	return sitemap_file(rq, no);
}

/* ---- for the watchman ------------------------------------------------------------------------ */

/* A balancer asks this: the process lives and its database answers. */
enum err
home_health(struct req *rq)
{
	int64_t n;
	enum err e = q_alive(rq->db, &n);

	rq->type = S("text/plain; charset=utf-8");
	if (e != OK) {
		log_line(LOG_WARN, "health", "err=%s", err_name(e));
		rq->status = 503;
		buf_put(rq->out, S("database\n"));
	} else {
		buf_put(rq->out, S("ok\n"));
	}
	return buf_err(rq->out);
}

/* Not for ever: the address of the mark has its hash in it and changes with the version. */
enum err
home_favicon(struct req *rq)
{
	return redirect(rq, ui_asset("mark.svg"));
}
