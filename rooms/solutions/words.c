/* words.c - levels and kinds of municipalities in words. */
#include "places/places.h"
#include "solutions/sol_impl.h"

struct str
sol_num(struct arena *a, int64_t v)
{
	return str_fmt(a, "%lld", (long long)v);
}

#define KEY_BYTES 60

/* Pages beside solutions. */
static bool
reserved(struct str s)
{
	return str_is(s, "work") || str_is(s, "curate") || str_is(s, "new");
}

bool
sol_key_good(struct str s)
{
	if (s.n == 0 || s.n > KEY_BYTES || reserved(s))
		return false;
	for (size_t i = 0; i < s.n; i++)
		if (!((s.p[i] >= 'a' && s.p[i] <= 'z') || (s.p[i] >= '0' && s.p[i] <= '9') ||
			(s.p[i] == '-' && i > 0)))
			return false;
	return true;
}

static const struct { const char *code, *word; } states[SOL_STATES] = {
	[SOL_DRAFT] = { "draft", N_("черновик") },
	[SOL_PUBLIC] = { "published", N_("опубликовано") },
	[SOL_ARCHIVED] = { "archived", N_("в архиве") },
	[SOL_REVIEW] = { "review", N_("на проверке") },
};

struct str
sol_state_word(const struct ui *ui, int64_t state)
{
	return tr_z(ui, states[state].word);
}

const char *
sol_state_code(int64_t state)
{
	return states[state].code;
}

int
sol_state_of(struct str code)
{
	for (int i = 0; i < SOL_STATES; i++)
		if (str_is(code, states[i].code))
			return i;
	return -1;
}

struct str
sol_level_word(const struct ui *ui, int64_t level)
{
	switch (level) {
	case SOL_REGIONAL: return tr(ui, "правила региона");
	case SOL_MUNICIPAL: return tr(ui, "местные правила");
	default: return tr(ui, "федеральные правила");
	}
}

bool
sol_has_kind(struct str all, struct str code)
{
	struct str one;

	if (all.n == 0)
		return true;
	while (all.n > 0) {
		one = str_cut(all, ' ', &all);
		if (one.n > 0 && str_eq(one, code))
			return true;
	}
	return false;
}

bool
sol_kind_known(struct str code)
{
	for (size_t i = 0; i < PK_N; i++)
		if (place_kinds[i].level >= PLACE_MUNI && str_is(code, place_kinds[i].code))
			return true;
	return false;
}

struct str
sol_kinds_words(const struct ui *ui, struct str all)
{
	struct buf b;

	if (all.n == 0)
		return tr(ui, "всем муниципалитетам");
	buf_init(&b, ui->arena, 4 * KiB);
	for (size_t i = 0; i < PK_N; i++) {
		if (!sol_has_kind(all, str_c(place_kinds[i].code)))
			continue;
		buf_putz(&b, b.n > 0 ? ", " : "");
		buf_putz(&b, place_kind_name((enum place_kind)i, ui->lang));
	}
	return b.n > 0 ? buf_str(&b) : S("");
}
