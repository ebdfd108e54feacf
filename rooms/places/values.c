/* values.c - what is known of a place, field by field. */
#include "places/places_impl.h"

#include "entry/entry.h"
#include "gen/places/q.h"

#define SOURCE_TREE S(N_("Росстат"))
#define SOURCE_KIND S(N_("ОКТМО"))
#define SOURCE_STATUS S(N_("правовые акты, не подтверждено администрацией"))

static struct str
status_codes(uint32_t statuses, struct arena *a)
{
	struct buf b;

	buf_init(&b, a, 1 * KiB);
	for (int i = 0; i < PS_N; i++) {
		if (!(statuses & (uint32_t)1 << i))
			continue;
		if (b.n > 0)
			buf_putz(&b, ", ");
		buf_putz(&b, place_statuses[i].code);
	}
	return b.n > 0 ? buf_str(&b) : S("нет");
}

struct str
places_value(const struct places_index *x, int place, const char *field, struct arena *a,
    struct place_from *ret_from)
{
	const struct place *p = &x->p[place];
	int at = places_field_find(p, field);
	struct place_from from = { { 0, false }, S(""), false };
	struct str v = STR_NONE;

	if (at >= 0) {
		from = (struct place_from){ p->fields[at].year, p->fields[at].source, true };
		v = p->fields[at].value;
	} else if (strcmp(field, "population") == 0 && p->population.has) {
		from = (struct place_from){ p->population_year, SOURCE_TREE, false };
		v = str_fmt(a, "%lld", (long long)p->population.v);
	} else if (strcmp(field, "kind") == 0) {
		from.source = SOURCE_KIND;
		v = str_c(place_kinds[p->kind].code);
	} else if (strcmp(field, "status") == 0) {
		from.source = SOURCE_STATUS;
		v = status_codes(p->statuses, a);
	}
	if (ret_from != NULL)
		*ret_from = from;
	return v;
}

struct str
places_source(const struct ui *ui, const struct place_from *from)
{
	return from->filled ? from->source : tr_(ui->lang, from->source.p, from->source.n);
}

enum err
places_field_save(struct db *db, struct arena *a, const struct place_field_in *in, int64_t author,
    int64_t now, bool *ret_changed)
{
	struct place_id id = { in->place };
	struct str field = str_c(in->field), source = in->source.p ? in->source : S("");
	struct revision_field rev = { .name = in->field };
	struct q_field_of_rows old;

	TRY(q_field_of(db, a, id, field, &old));
	*ret_changed = false;
	if (old.n == 0 ? in->value.n == 0 :
			 (str_eq(old.p[0].value, in->value) && old.p[0].year.has == in->year.has &&
			     (!in->year.has || old.p[0].year.v == in->year.v) &&
			     str_eq(old.p[0].source, source)))
		return OK;
	*ret_changed = true;
	if (in->value.n == 0)
		TRY(q_field_drop(db, id, field));
	else
		TRY(q_field_put(db, &(struct q_field_put_in){ .place = id, .field = field,
			.value = in->value, .year = in->year, .source = source,
			.author = { author, author != 0 }, .now = now }));
	if (in->entry == 0)
		return OK;
	rev.before = old.n ? old.p[0].value : STR_NONE;
	rev.after = in->value.n ? in->value : STR_NONE;
	return entry_revision(db, a, (struct entry_id){ in->entry }, author, now, &rev, 1);
}
