/* ui.h - what a page needs to draw itself, with or without a request behind it.
 *
 * Owns    the two languages, the frame's data.
 * Memory  the page's arena.
 * Errors  sticky in ui->out.
 * Threads one page, one thread; catalogues are const.
 *
 * Views (compiled from HTML by tplc) and mails get a struct ui and nothing else.
 */
#pragma once
#include "base/base.h"
#include "calendar/calendar.h"
#include "gen/ids.h"
#include "http/http.h"

enum lang { LANG_RU, LANG_EN };
enum theme { THEME_AUTO, THEME_LIGHT, THEME_DARK, THEME_CONTRAST, THEME_BLACK };

/* One role held on one territory; it reaches down the tree. */
struct grant { int role; int64_t place; };	/* place 0: the whole country */

struct viewer {
	struct user_id id;
	struct str name, email;
	struct grant *grants; size_t n_grants;
};

struct problem { const char *field; struct str text; };
struct problems { struct problem p[32]; size_t n; };

struct ui;
struct ui {
	struct buf *out;
	struct arena *arena;
	enum lang lang;
	enum theme theme;
	int64_t now;
	int32_t today;			/* local day */
	int tz_min;
	const struct viewer *viewer;	/* NULL: a guest */
	struct str csrf;		/* made when a form is drawn: ui_csrf */
	struct str (*csrf_make)(struct ui *ui);	/* NULL for pages that guests share */
	struct str path;		/* "/navigator" */
	struct str here;		/* path?query */
	struct str base;		/* "https://portal.example", no slash at the end */
	struct str place_code; /* the municipality this reader works for; empty: not said */
	struct str place_name;
	const struct problems *problems;/* of the form that came back; NULL: none */
	const struct http_pairs *typed;	/* what was typed in it */
	struct str done;		/* a notice to show once («Сохранено») */
	bool fragment;			/* htmx asked: only the part that changes */
	bool cacheable;			/* the page is one for all guests: draw nothing personal */
};

/* ---- words in two languages ---------------------------------------------- */

/* The Russian text itself, or its translation. The literal is the msgid. */
struct str tr_(enum lang l, const char *ru, size_t n);
#define tr(ui, lit) tr_((ui)->lang, "" lit, sizeof(lit) - 1)
/* For msgids that stand in tables (.def files): extracted from there. */
struct str tr_z(const struct ui *ui, const char *ru);
#define N_(lit) lit		/* marks a literal for extraction */
/* %1 … %9 are replaced by args, in whatever order the translation has them. */
struct str tr_fmt_(const struct ui *ui, const char *ru, const struct str *args, int n);
#define trf(ui, lit, ...) tr_fmt_((ui), "" lit, (struct str[]){ __VA_ARGS__ }, \
	(int)LEN(((struct str[]){ __VA_ARGS__ })))
/* "мера|меры|мер": the form for n, the word alone. */
struct str tr_n_(const struct ui *ui, int64_t n, const char *forms);
#define trn(ui, n, lit) tr_n_((ui), (n), "" lit)

/* What tplc writes for text, {{t}} and {{n}}. */
void put_tr(struct buf *out, const struct ui *ui, const char *ru);
void put_trf(struct buf *out, const struct ui *ui, const char *ru, const struct str *args, int n);
void put_trn(struct buf *out, const struct ui *ui, int64_t n, const char *forms);

/* ---- addresses -------------------------------------------------------------- */

static inline void put_html_url(struct buf *b, struct html h) { put_html(b, h); }
static inline void put_int_url(struct buf *b, int64_t v) { buf_int(b, v); }
/* At the start of href, src, action: a whole address. */
#define put_href_x(out, x) _Generic((x), struct str: put_href, struct html: put_html, \
	char *: put_href_z, const char *: put_href_z, default: put_int_url)((out), (x))
/* Later in it: one component. */
#define put_url_x(out, x) _Generic((x), struct str: put_url, struct html: put_html, \
	char *: put_url_z, const char *: put_url_z, default: put_int_url)((out), (x))
static inline void put_href_z(struct buf *b, const char *z) { put_href(b, str_c(z)); }
static inline void put_url_z(struct buf *b, const char *z) { put_url(b, str_c(z)); }

/* ---- small parts that views call ---------------------------------------------- */

struct str ui_num(const struct ui *ui, int64_t n);		/* 30 506 */
struct str ui_real(const struct ui *ui, double v);		/* 14,5 */
struct str ui_money(const struct ui *ui, int64_t rub);		/* 14,5 млн ₽ */
struct str ui_day(const struct ui *ui, int32_t day);		/* 2 декабря */
struct str ui_day_long(const struct ui *ui, int32_t day);	/* вторник, 2 декабря 2026 года */
struct str ui_day_iso(const struct ui *ui, int32_t day);
struct str ui_day_field(const struct ui *ui, int32_t day);	/* 02.06.2025 */
/* «сегодня, 15:07», «2 декабря, 15:07»: by the reader's clock. */
struct str ui_moment(const struct ui *ui, int64_t at);
/* «7 дней», «сегодня последний день», «просрочено на 2 дня» */
struct str ui_left(const struct ui *ui, int64_t left);
struct html ui_icon(const struct ui *ui, const char *name);	/* <svg …> from the sprite */
struct html ui_prose(const struct ui *ui, struct str markdown);	/* safe Markdown to HTML */
struct html ui_csrf(const struct ui *ui);			/* the hidden field */
/* What was typed in a form that came back, else `now`. */
struct str ui_old(const struct ui *ui, const char *field, struct str now);
bool ui_old_on(const struct ui *ui, const char *field, struct str value, bool now);
struct str ui_problem(const struct ui *ui, const char *field);	/* p NULL: none */
struct str ui_asset(const char *name);				/* hashed path of "base.css" */
bool ui_is(struct str a, const char *b);
struct str ui_cat(const struct ui *ui, struct str a, struct str b);
struct str ui_s(const char *z);
struct str ui_host(const struct ui *ui);	/* «portal.example» of base: no scheme, no port */

/* ---- the frame ------------------------------------------------------------------ */

struct crumb { struct str name, url; };
struct page {
	struct str title;		/* of the tab; the page's own h1 is the view's */
	struct str description;
	const char *nav;		/* "navigator": which room is current; NULL none */
	struct crumb crumbs[5]; int n_crumbs;
	struct str feed_atom;		/* address of a feed of this page; empty: none */
	struct str canonical;
	struct str query;		/* what was searched for: stays in the masthead's box */
	bool wide, no_index, filters;	/* filters: a second skip link leads to #filters */
};
