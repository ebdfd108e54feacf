/* settings.c - what the portal was told, where it was told, and what may be told. */
#include "admin/admin_impl.h"

#include "conf/conf.h"
#include "gen/admin/v.h"

static struct str
from_words(const struct ui *ui, enum conf_from from)
{
	switch (from) {
	case CONF_FILE: return tr(ui, "файл");
	case CONF_ENV: return tr(ui, "окружение");
	case CONF_FLAG: return tr(ui, "ключ запуска");
	case CONF_DEFAULT: break;
	}
	return tr(ui, "умолчание");
}

static struct str
with_unit(const struct ui *ui, struct str value, const char *unit)
{
	struct str u = *unit ? tr_z(ui, unit) : S("");

	if (u.n == 0 || value.n == 0)
		return value;
	return str_fmt(ui->arena, "%.*s\xC2\xA0%.*s", FMT(value), FMT(u));
}

static struct str
switch_words(const struct ui *ui, struct str v)
{
	return str_is(v, "yes") ? tr(ui, "да") : str_is(v, "no") ? tr(ui, "нет") : v;
}

static struct setting_row
row_of(const struct ui *ui, const struct conf_row *r)
{
	struct setting_row s = { .name = str_c(r->name), .text = tr_z(ui, r->text),
		.value = with_unit(ui, switch_words(ui, r->value), r->unit),
		.dflt = with_unit(ui, switch_words(ui, str_c(r->dflt)), r->unit),
		.from = from_words(ui, r->from), .own = !str_is(r->value, r->dflt) };

	if (r->number)
		s.limits = trf(ui, "от %1 до %2", ui_num(ui, r->min), ui_num(ui, r->max));
	return s;
}

enum err
admin_settings(struct req *rq)
{
	const struct conf *conf = thread_portal(rq->th)->conf;
	struct view_settings v = { 0 };
	size_t n = conf ? conf_count() : 0;

	TRY(admin_page(rq, tr(&rq->ui, "Настройки"), "settings", &v.page, &v.tabs));
	v.rows.p = arena_array(rq->arena, struct setting_row, n + 1);
	if (v.rows.p == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < n; i++) {
		struct conf_row r;

		TRY(conf_row(conf, i, rq->arena, &r));
		v.rows.p[v.rows.n] = row_of(&rq->ui, &r);
		v.own += v.rows.p[v.rows.n++].own;
	}
	return view_settings(&rq->ui, &v);
}
