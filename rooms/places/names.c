/* names.c - kinds and statuses, and how a place is called. */
#include "places/places_impl.h"
#include "text/text.h"

#define COUNTRY PLACE_COUNTRY
#define DISTRICT PLACE_DISTRICT
#define REGION PLACE_REGION
#define MUNI PLACE_MUNI
#define SETTLEMENT PLACE_SETTLEMENT
const struct place_kind_info place_kinds[PK_N] = {
#define KIND(code, level, ru, en, many) { #code, level, ru, en, many },
#include "places/kinds.def"
#undef KIND
};
#undef COUNTRY
#undef DISTRICT
#undef REGION
#undef MUNI
#undef SETTLEMENT

const struct place_status_info place_statuses[PS_N] = {
#define STATUS(code, ru, en) { #code, ru, en },
#include "places/statuses.def"
#undef STATUS
};

const char *
place_kind_name(enum place_kind k, enum lang l)
{
	return l == LANG_EN ? place_kinds[k].en : place_kinds[k].ru;
}

const char *
place_status_name(enum place_status s, enum lang l)
{
	return l == LANG_EN ? place_statuses[s].en : place_statuses[s].ru;
}

/* The first letter made large: Cyrillic а…п and р…я lie in two runs, ё apart. */
static void
put_capital(struct buf *b, struct str s)
{
	if (s.n >= 2 && (unsigned char)s.p[0] == 0xD0 && (unsigned char)s.p[1] >= 0xB0) {
		buf_putc(b, (char)0xD0);
		buf_putc(b, (char)((unsigned char)s.p[1] - 0x20));
		s = (struct str){ s.p + 2, s.n - 2 };
	} else if (s.n >= 2 && (unsigned char)s.p[0] == 0xD1 && (unsigned char)s.p[1] <= 0x8F) {
		buf_putc(b, (char)0xD0);
		buf_putc(b, (char)((unsigned char)s.p[1] + 0x20));
		s = (struct str){ s.p + 2, s.n - 2 };
	}
	buf_put(b, s);
}

struct str
places_heading(const struct places_index *x, int place, struct arena *a)
{
	struct buf b;

	buf_init(&b, a, 4 * KiB);
	put_capital(&b, x->p[place].name);
	return buf_err(&b) == OK ? buf_str(&b) : STR_NONE;
}

struct str
places_label(const struct places_index *x, int place, struct arena *a, enum lang l)
{
	const struct place *p = &x->p[place];
	struct buf b;

	buf_init(&b, a, 4 * KiB);
	buf_put(&b, p->short_name);
	if (p->level >= PLACE_MUNI) {
		buf_putz(&b, ", ");
		buf_putz(&b, place_kind_name(p->kind, l));
	}
	if (p->level == PLACE_SETTLEMENT && p->parent >= 0) {
		buf_putz(&b, ", ");
		buf_put(&b, x->p[p->parent].name);
	}
	if (p->region >= 0 && p->region != place) {
		buf_putz(&b, ", ");
		buf_put(&b, x->p[p->region].name);
	}
	return buf_err(&b) == OK ? buf_str(&b) : STR_NONE;
}

struct str
places_status_words(const struct places_index *x, int place, struct arena *a, enum lang l)
{
	struct buf b;

	buf_init(&b, a, 4 * KiB);
	for (int i = 0; i < PS_N; i++) {
		if (!(x->p[place].statuses & (uint32_t)1 << i))
			continue;
		if (b.n > 0)
			buf_putz(&b, ", ");
		buf_putz(&b, place_status_name((enum place_status)i, l));
	}
	return buf_err(&b) == OK && b.n > 0 ? buf_str(&b) : S("");
}
