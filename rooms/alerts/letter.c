/* letter.c - one letter: newest first, a measure once, ten of them, then how many more. */
#include "alerts/letter.h"
#include "calendar/calendar.h"
#include "gen/alerts/u.h"

struct writing {
	struct ui ui;
	const struct letter *l;
	struct view_letter v;
	int64_t shown;		/* alerts that are in the letter */
};

/* Where the portal is: the setting, else where it listens. */
static struct str
base_of(struct arena *a, const struct settings *set)
{
	if (set->base_url.n > 0)
		return set->base_url;
	return str_fmt(a, "http://%.*s", FMT(set->listen));
}

static struct str
whole(const struct writing *w, struct str path)
{
	return ui_cat(&w->ui, w->ui.base, path);
}

/* ---- what is in it -------------------------------------------------------------------- */

static enum err
entry_of(struct writing *w, const struct q_letter_items *it, struct letter_entry **ret)
{
	struct letter_entries *all = &w->v.entries;

	for (size_t i = 0; i < all->n; i++)
		if (all->p[i].entry == it->entry.v) {
			*ret = &all->p[i];
			return OK;
		}
	*ret = NULL;
	if (all->n == LETTER_SHOWN)
		return OK;
	*ret = &all->p[all->n++];
	**ret = (struct letter_entry){ .entry = it->entry.v, .url = whole(w, it->url),
		.title = it->title, .summary = it->summary };
	(*ret)->lines.p = arena_array(w->ui.arena, struct letter_line, w->l->items.n + 1);
	return (*ret)->lines.p ? OK : E_NOMEM;
}

static enum err
gather(struct writing *w)
{
	const struct ui *ui = &w->ui;

	w->v.entries.p = arena_array(ui->arena, struct letter_entry, LETTER_SHOWN);
	if (w->v.entries.p == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < w->l->items.n; i++) {
		const struct q_letter_items *it = &w->l->items.p[i];
		struct letter_entry *e;
		struct letter_line *line;

		TRY(entry_of(w, it, &e));
		if (e == NULL)
			continue;
		w->shown++;
		e->is_new |= it->kind == ALERT_NEW;
		line = &e->lines.p[e->lines.n++];
		*line = (struct letter_line){ .what = event_title(ui, it->kind, it->due, it->url),
			.when = ui_moment(ui, it->at) };
		TRY(event_changes(ui, it->changes, &line->changes));
	}
	return OK;
}

/* ---- around it --------------------------------------------------------------------------- */

static struct str
subject_of(const struct writing *w)
{
	const struct ui *ui = &w->ui;
	int64_t n = w->l->waits;

	if (w->v.entries.n == 1 && w->shown == n && w->v.entries.p[0].lines.n == 1)
		return trf(
		    ui, "%1: %2", w->v.entries.p[0].lines.p[0].what, w->v.entries.p[0].title);
	return trf(ui, "%1 %2: %3", ui_num(ui, n), trn(ui, n, "новость|новости|новостей"),
	    w->l->take.title);
}

static struct str
zone_of(const struct ui *ui)
{
	int m = ui->tz_min < 0 ? -ui->tz_min : ui->tz_min;
	struct str z = str_fmt(ui->arena, "UTC%c%d", ui->tz_min < 0 ? '-' : '+', m / 60);

	if (m % 60 != 0)
		z = str_fmt(ui->arena, "%.*s:%02d", FMT(z), m % 60);
	return trf(ui, "Время в письме местное (%1).", z);
}

static void
around(struct writing *w)
{
	const struct ui *ui = &w->ui;
	int64_t more = w->l->waits - w->shown;
	struct view_letter *v = &w->v;

	v->subject = subject_of(w);
	v->head = trf(ui, "Новое по подписке «%1»", w->l->take.title);
	if (more > 0)
		v->more = trf(ui, "И ещё %1 %2 на странице оповещений", ui_num(ui, more),
		    trn(ui, more, "новость|новости|новостей"));
	v->more_url = whole(w, url_alerts_inbox(ui->arena));
	v->why = trf(ui, "Письмо пришло, потому что вы следите за подпиской «%1» на портале Вече.",
	    w->l->take.title);
	v->edit_url = whole(
	    w, str_fmt(ui->arena, "/alerts/subscriptions/%lld", (long long)w->l->sub.v));
	v->stop_url = whole(w, url_alerts_stop(ui->arena, w->l->take.token));
	v->zone = zone_of(ui);
}

/* ---- as text ------------------------------------------------------------------------------- */

static void
text_line(struct buf *b, struct str s, const char *before)
{
	buf_putz(b, before);
	buf_put(b, s);
	buf_putc(b, '\n');
}

static void
text_entry(const struct ui *ui, struct buf *b, size_t no, const struct letter_entry *e)
{
	buf_fmt(b, "\n%zu. ", no);
	text_line(b, e->title, "");
	for (size_t i = 0; i < e->lines.n; i++) {
		const struct letter_line *line = &e->lines.p[i];

		buf_put(b, S("   "));
		buf_put(b, line->what);
		text_line(b, line->when, ". ");
		for (size_t k = 0; k < line->changes.n; k++)
			text_line(b, event_change_line(ui, &line->changes.p[k]), "   — ");
	}
	if (e->is_new && e->summary.n > 0)
		text_line(b, e->summary, "   ");
	text_line(b, e->url, "   ");
}

static struct str
text_of(const struct writing *w)
{
	const struct view_letter *v = &w->v;
	const struct ui *ui = &w->ui;
	struct buf b;

	buf_init(&b, ui->arena, 4 * MiB);
	text_line(&b, v->head, "");
	for (size_t i = 0; i < v->entries.n; i++)
		text_entry(ui, &b, i + 1, &v->entries.p[i]);
	if (v->more.n > 0) {
		buf_putc(&b, '\n');
		text_line(&b, v->more, "");
		text_line(&b, v->more_url, "");
	}
	buf_put(&b, S("\n-- \n"));
	text_line(&b, v->why, "");
	text_line(&b, trf(ui, "Изменить подписку: %1", v->edit_url), "");
	text_line(&b, trf(ui, "Не присылать писем: %1", v->stop_url), "");
	text_line(&b, v->zone, "");
	return b.err == OK ? buf_str(&b) : STR_NONE;
}

enum err
letter_make(struct arena *a, const struct letter *l, struct mail *ret)
{
	struct writing w = { .l = l };
	struct buf html;

	buf_init(&html, a, 4 * MiB);
	w.ui = (struct ui){ .out = &html, .arena = a,
		.lang = l->take.lang == LANG_EN ? LANG_EN : LANG_RU, .now = l->now,
		.tz_min = l->tz_min, .today = day_of(l->now, l->tz_min),
		.base = base_of(a, l->set) };
	TRY(gather(&w));
	around(&w);
	*ret = (struct mail){ .subject = w.v.subject, .text = text_of(&w),
		.unsubscribe = w.v.stop_url };
	TRY(view_letter(&w.ui, &w.v));
	TRY(buf_err(&html));
	ret->html = buf_str(&html);
	return ret->text.p && ret->subject.p ? OK : E_NOMEM;
}
