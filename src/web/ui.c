/* ui.c - numbers, money, dates, icons and prose, as pages show them. */
#include "web/ui.h"

#include <cmark.h>
#include <stdlib.h>

#include "gen/assets.h"
#include "text/text.h"

#define SMALL 256	/* bytes of a formatted number or date */

struct str
ui_num(const struct ui *ui, int64_t n)
{
	struct buf b;

	buf_init(&b, ui->arena, SMALL);
	put_number(&b, n);
	return buf_str(&b);
}

struct str
ui_real(const struct ui *ui, double v)
{
	struct buf b;

	buf_init(&b, ui->arena, SMALL);
	put_real(&b, v, 2, ui->lang == LANG_EN);
	return buf_str(&b);
}

struct str
ui_money(const struct ui *ui, int64_t rub)
{
	struct buf b;

	buf_init(&b, ui->arena, SMALL);
	put_money(&b, rub, ui->lang == LANG_EN);
	return buf_str(&b);
}

static struct str
day_text(const struct ui *ui, int32_t day, enum day_form f)
{
	struct buf b;

	buf_init(&b, ui->arena, SMALL);
	put_day(&b, day, ui->today, f, ui->lang == LANG_EN);
	return buf_str(&b);
}

struct str ui_day(const struct ui *ui, int32_t day) { return day_text(ui, day, DAY_SHORT); }
struct str ui_day_long(const struct ui *ui, int32_t day) { return day_text(ui, day, DAY_WEEKDAY); }

struct str
ui_moment(const struct ui *ui, int64_t at)
{
	int32_t day = day_of(at, ui->tz_min);
	int64_t min = (at - day_start(day, ui->tz_min)) / 60;
	bool now = day == day_of(ui->now, ui->tz_min);

	return str_fmt(ui->arena, "%.*s, %02d:%02d", FMT(now ? tr(ui, "сегодня") : ui_day(ui, day)),
	    (int)(min / 60), (int)(min % 60));
}

struct str
ui_day_iso(const struct ui *ui, int32_t day)
{
	struct buf b;

	buf_init(&b, ui->arena, SMALL);
	put_day_iso(&b, day);
	return buf_str(&b);
}

struct str
ui_day_field(const struct ui *ui, int32_t day)
{
	struct buf b;

	buf_init(&b, ui->arena, SMALL);
	put_day_field(&b, day);
	return buf_str(&b);
}

struct str
ui_asset(const char *name)
{
	const struct asset *a = asset_named(name);

	return a ? str_c(a->path) : S("#");
}

struct html
ui_icon(const struct ui *ui, const char *name)
{
	struct buf b;

	buf_init(&b, ui->arena, 4 * KiB);
	buf_put(
	    &b, S("<svg class=\"v-ico\" aria-hidden=\"true\" focusable=\"false\"><use href=\""));
	buf_put(&b, ui_asset("icons.svg"));
	buf_put(&b, S("#i-"));
	put_text(&b, str_c(name));
	buf_put(&b, S("\"></use></svg>"));
	return (struct html){ b.p, b.n };
}

/* Markdown of ours or a user's: raw HTML and odd addresses are left out by cmark. */
struct html
ui_prose(const struct ui *ui, struct str markdown)
{
	char *html;
	struct str copy;

	if (markdown.n == 0)
		return (struct html){ NULL, 0 };
	html = cmark_markdown_to_html(markdown.p, markdown.n, CMARK_OPT_DEFAULT);
	if (html == NULL)
		return (struct html){ NULL, 0 };
	copy = str_dup(ui->arena, str_c(html));
	free(html); /* checksrc: allow free cmark's own allocation */
	return (struct html){ copy.p, copy.n };
}

struct html
ui_csrf(const struct ui *ui)
{
	struct buf b;

	buf_init(&b, ui->arena, 1 * KiB);
	buf_put(&b, S("<input type=\"hidden\" name=\"csrf\" value=\""));
	if (ui->csrf_make != NULL)
		put_text(&b, ui->csrf_make((struct ui *)(uintptr_t)ui));
	buf_put(&b, S("\">"));
	return (struct html){ b.p, b.n };
}

struct str
ui_old(const struct ui *ui, const char *field, struct str now)
{
	if (ui->typed == NULL)
		return now;
	for (size_t i = 0; i < ui->typed->n; i++)
		if (str_is(ui->typed->p[i].name, field))
			return ui->typed->p[i].value;
	return S("");
}

/* Is this value of a checkbox or select chosen: in the form that came back, else `now`. */
bool
ui_old_on(const struct ui *ui, const char *field, struct str value, bool now)
{
	if (ui->typed == NULL)
		return now;
	for (size_t i = 0; i < ui->typed->n; i++)
		if (str_is(ui->typed->p[i].name, field) && str_eq(ui->typed->p[i].value, value))
			return true;
	return false;
}

struct str
ui_problem(const struct ui *ui, const char *field)
{
	if (ui->problems != NULL)
		for (size_t i = 0; i < ui->problems->n; i++)
			if (strcmp(ui->problems->p[i].field, field) == 0)
				return ui->problems->p[i].text;
	return STR_NONE;
}

bool ui_is(struct str a, const char *b) { return str_is(a, b); }
struct str ui_s(const char *z) { return str_c(z); }

struct str
ui_host(const struct ui *ui)
{
	ptrdiff_t at = str_find(ui->base, S("://"));
	struct str rest, s = ui->base;

	if (at >= 0)
		s = (struct str){ s.p + at + 3, s.n - (size_t)at - 3 };
	s = str_cut(s, '/', &rest);
	return s.n > 0 && s.p[0] == '[' ? s : str_cut(s, ':', &rest);
}

struct str
ui_cat(const struct ui *ui, struct str a, struct str b)
{
	return str_fmt(ui->arena, "%.*s%.*s", FMT(a), FMT(b));
}
