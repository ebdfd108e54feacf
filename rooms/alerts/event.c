/* event.c - what happened: noted once, said in words. */
#include "alerts/alerts_impl.h"
#include "calendar/calendar.h"
#include "navigator/navigator.h"
#include "text/text.h"

#define VALUE_MAX 300	/* points */
#define CHANGES_MAX 40
#define DAY_S 86400

/* ---- noting --------------------------------------------------------------------- */

/* One line of the stored text: tabs and line ends of a value become blanks. */
static void
put_value(struct buf *b, struct str v)
{
	v = utf8_cut(v, VALUE_MAX);
	for (size_t i = 0; i < v.n; i++)
		buf_putc(b, (unsigned char)v.p[i] < ' ' ? ' ' : v.p[i]);
}

static struct str
stored_changes(struct arena *a, const struct revision_field *f, size_t n)
{
	struct buf b;

	buf_init(&b, a, 256 * KiB);
	buf_put(&b, S(""));
	for (size_t i = 0; i < n; i++) {
		buf_putz(&b, f[i].name);
		buf_putc(&b, '\t');
		put_value(&b, f[i].before);
		buf_putc(&b, '\t');
		put_value(&b, f[i].after);
		buf_putc(&b, '\n');
	}
	return n > 0 ? buf_str(&b) : S("");
}

static enum err
add(struct db *db, struct entry_id entry, enum alert_kind kind, struct str k, struct str changes,
    int64_t now)
{
	int64_t added;

	TRY(changes.p ? OK : E_NOMEM);
	TRY(q_event_add(db,
	    &(struct q_event_add_in){
		.k = k, .kind = kind, .entry = entry, .changes = changes, .now = now },
	    &added));
	return added > 0 ? jobs_put(db, ALERTS_JOB, S(""), S("note"), 0, now, now, NULL) : OK;
}

enum err
alerts_note(struct db *db, struct arena *a, struct entry_id entry, enum alert_kind kind,
    const struct revision_field *f, size_t n, int64_t now)
{
	struct str k = STR_NONE;

	if (kind == ALERT_NEW) {
		k = str_fmt(a, "new:%lld", (long long)entry.v);
		TRY(k.p ? OK : E_NOMEM);
	}
	return add(db, entry, kind, k, stored_changes(a, f, n), now);
}

enum err
alerts_once(struct db *db, struct arena *a, const struct alert_once *what,
    const struct revision_field *f, size_t n, int64_t now)
{
	return add(db, what->entry, what->kind, what->k, stored_changes(a, f, n), now);
}

enum err
alerts_concern(struct db *db, struct user_id user, struct str k, int64_t now)
{
	return q_answer_tell(db, user, k, now);
}

enum err
alerts_quiet(struct db *db)
{
	return q_events_quiet(db);
}

enum err
alerts_answer(struct db *db, struct arena *a, struct user_id user, struct entry_id entry,
    struct str k, const struct revision_field *f, int64_t now)
{
	struct str changes = stored_changes(a, f, 1);

	TRY(changes.p ? OK : E_NOMEM);
	TRY(q_answer_add(db, &(struct q_answer_add_in){ .k = k, .kind = ALERT_ANSWER,
		.entry = entry, .changes = changes, .now = now }));
	return q_answer_tell(db, user, k, now);
}

/* ---- words ----------------------------------------------------------------------- */

struct str
event_title(const struct ui *ui, int64_t kind, struct opt_int due, struct str url)
{
	int64_t left = due.v - ui->today;
	bool answer = str_starts(url, S("/law/answers/"));

	if (kind == ALERT_NORM)
		return tr(ui, "Норма изменилась");
	if (answer && kind == ALERT_NEW)
		return tr(ui, "Новый ответ юриста");
	if (answer)
		return tr(ui, "Об ответе юриста");
	if (str_starts(url, S("/solutions/")))
		return tr(ui, "Готовое решение изменилось");
	if (kind == ALERT_NEW)
		return tr(ui, "Новая мера");
	if (kind == ALERT_ANSWER)
		return tr(ui, "На ваше предложение ответили");
	if (kind != ALERT_DUE || !due.has)
		return tr(ui, "Мера изменилась");
	if (left < 0)
		return trf(ui, "Приём заявок закончился %1", ui_day(ui, (int32_t)due.v));
	if (left == 0)
		return tr(ui, "Сегодня последний день приёма");
	return trf(ui, "Приём до %1, осталось %2 %3", ui_day(ui, (int32_t)due.v), ui_num(ui, left),
	    trn(ui, left, "день|дня|дней"));
}

/* What rooms tell in words of their own; false: a field of a measure. */
static bool
own_words(const struct ui *ui, struct str field, struct str was, struct str now,
    struct alerts_change *ret)
{
	int32_t day;

	*ret = (struct alerts_change){ .now = now };
	if (str_is(field, "solution_version"))
		*ret = (struct alerts_change){
			.what = trf(ui, "Вышла версия %1: что изменилось", was), .url = now };
	else if (str_is(field, "suggestion"))
		ret->what = str_is(was, "accepted") ? tr(ui, "Предложение принято") :
						      tr(ui, "Предложение отклонено");
	else if (str_is(field, "norm_articles"))
		ret->what = tr(ui, "Изменились статьи");
	else if (str_is(field, "norm_compare"))
		*ret = (struct alerts_change){ .what = tr(ui, "Что изменилось: сравнить редакции"),
			.url = now };
	else if (str_is(field, "norm") && day_parse(now, &day))
		*ret = (struct alerts_change){ .what = trf(
			ui, "Действует редакция с %1", ui_day_field(ui, day)) };
	else if (str_is(field, "norm_ahead") && day_parse(now, &day))
		*ret = (struct alerts_change){ .what = trf(ui,
			"Загружена редакция, которая вступает в силу %1", ui_day_field(ui, day)) };
	else if (str_is(field, "norm_recheck") && day_parse(now, &day))
		*ret = (struct alerts_change){ .what = trf(ui,
			"Норма изменилась с %1, ответ проверяется", ui_day_field(ui, day)) };
	else if (str_is(field, "norm_cited") && day_parse(now, &day))
		*ret = (struct alerts_change){
			.what = trf(ui, "Норма, на которую ссылается текст, изменилась с %1",
			    ui_day_field(ui, day)) };
	else if (str_is(field, "norm_checked"))
		*ret = (struct alerts_change){ .what = str_is(now, "same") ?
			tr(ui, "Проверено: ответ по-прежнему верен") :
			tr(ui, "Ответ написан заново") };
	else
		return false;
	return true;
}

enum err
event_changes(const struct ui *ui, struct str stored, struct alerts_changes *ret)
{
	struct alerts_changes c = { arena_array(ui->arena, struct alerts_change, CHANGES_MAX), 0 };

	if (c.p == NULL)
		return E_NOMEM;
	while (stored.n > 0 && c.n < CHANGES_MAX) {
		struct str line = str_cut(stored, '\n', &stored), was, now;
		struct str field = str_cut(line, '\t', &line);
		struct navigator_change w;

		was = str_cut(line, '\t', &now);
		if (own_words(ui, field, was, now, &c.p[c.n])) {
			c.n++;
			continue;
		}
		w = navigator_change_words(ui, field, was, now);
		c.p[c.n++] = (struct alerts_change){ .what = w.what, .was = w.was, .now = w.now };
	}
	*ret = c;
	return OK;
}

struct str
event_change_line(const struct ui *ui, const struct alerts_change *c)
{
	if (c->url.n > 0)
		return trf(ui, "%1: %2", c->what, ui_cat(ui, ui->base, c->url));
	if (c->was.n > 0 && c->now.n > 0)
		return trf(ui, "%1: было %2, стало %3", c->what, c->was, c->now);
	if (c->now.n > 0)
		return trf(ui, "%1: %2", c->what, c->now);
	if (c->was.n > 0)
		return trf(ui, "%1: было %2, теперь не указано", c->what, c->was);
	return c->what;
}

int64_t
slot_before(int64_t now, int tz_min, enum sub_every every)
{
	int64_t at;
	int32_t day;

	if (every == EVERY_ONCE)
		return now + 1; /* what has come is told */
	day = day_of(now - ALERTS_HOUR * (int64_t)3600, tz_min);
	if (every == EVERY_WEEK)
		day -= day_weekday(day);
	at = day_start(day, tz_min) + ALERTS_HOUR * (int64_t)3600;
	return at;
}

enum err
alerts_unread(struct db *db, struct user_id user, int64_t *ret)
{
	return q_unread(db, user, ret);
}

struct str
alerts_follow_url(struct arena *a, struct str what)
{
	struct buf b;

	buf_init(&b, a, 32 * KiB);
	buf_put(&b, S("/alerts/new?what="));
	put_url(&b, what);
	return buf_str(&b);
}
