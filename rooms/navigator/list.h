/* list.h - the list of measures: what was asked, how it is answered, how it is written back.
 *
 * Owns    the addresses under /navigator that carry a filter: page, exports, feeds.
 * Memory  the request's arena; a listing lives as long as its request.
 * Errors  as db.h; E_NOMEM. A value that nobody knows is no error: it is left out.
 * Threads one request.
 */
#pragma once
#include "navigator/index.h"

#define NAV_PAGE 20		/* rows of one page */
#define NAV_VALUES 24		/* chosen in one facet at most; more are left out */
#define NAV_QUERY_MAX 200	/* code points */

enum nav_order { NO_DEFAULT, NO_FIT, NO_RELEVANCE, NO_DEADLINE, NO_AMOUNT, NO_NEWEST, NO_N };

struct nav_values { uint32_t v[NAV_VALUES]; uint32_t n; };	/* ascending, each once */

struct nav_filter {
	const struct nav_index *ix;
	const struct places_index *places;
	struct str q;			/* trimmed, valid UTF-8 */
	bool exact;
	struct nav_values picks[NF_N];	/* NF_PERIMETER stays empty: it follows from place */
	struct str place;		/* code of a municipality in force; empty: none */
	int place_at;			/* its index; -1: none */
	bool place_given, place_none;	/* said in the address: place=CODE, place=- */
	int as;				/* applicant, a number of lists.def */
	enum nav_order order;
	int page;			/* from 1 */
};

/* A facet as its address and its heading name it; list -1: not of a closed list. */
struct nav_facet_def { const char *name, *title; int list; };
extern const struct nav_facet_def nav_facets[NF_N];

/* `own`: the reader's municipality, taken when the address names none. */
void nav_filter_read(const struct http_pairs *query, const struct nav_index *ix,
    const struct places_index *places, struct str own, struct nav_filter *ret);
/* From the request: with its reader's municipality. */
MUST_USE enum err nav_filter_of(struct req *rq, struct nav_filter *ret);
/* The address in one canonical spelling; for a feed or an export the place is always in it. */
struct str nav_filter_url(struct arena *a, const char *path, const struct nav_filter *f);
/* Nothing chosen but perhaps a place and an order. */
bool nav_filter_plain(const struct nav_filter *f);
void nav_filter_clear(struct nav_filter *f);	/* words and facets off; the place stays */
bool nav_values_has(const struct nav_values *v, uint32_t value);
void nav_values_drop(struct nav_values *v, uint32_t value);
/* The order in force when none was asked for, or one that cannot be had. */
enum nav_order nav_order_of(const struct nav_filter *f);
const char *nav_order_code(enum nav_order o);

/* The code of a value in an address, its label for people. */
void nav_value_code(struct buf *b, const struct nav_filter *f, int facet, uint32_t value);
struct str nav_value_label(const struct ui *ui, const struct nav_filter *f, int facet,
    uint32_t value);

/* ---- answering --------------------------------------------------------------------- */

struct nav_listing {
	struct req *rq;
	const struct nav_index *ix;
	uint64_t applicant;		/* one bit */
	bool matched;			/* a municipality is known: */
	struct passport passport;
	struct nav_match match;
	struct facet_bits *verdicts[3];	/* by enum verdict */
	uint32_t *perimeters; size_t n_perimeters;
	bool searched, no_words;	/* no_words: nothing to look for in q */
	struct search_hits found;
	struct facet_bits *text;
	struct facet_bits *only;	/* set: nothing but these is looked at */
	uint32_t *ranked; size_t n_ranked;	/* for orders by fit and by relevance */
};
/* Whatever the answers of this filter need: verdicts, text matches, order. */
MUST_USE enum err nav_listing_open(struct req *rq, const struct nav_filter *f,
    struct nav_listing *ret);
/* f: the listing's own filter, or one with something taken off it. */
MUST_USE enum err nav_listing_ask(struct nav_listing *l, const struct nav_filter *f, uint32_t skip,
    uint32_t limit, struct facet_answer *ret);
MUST_USE enum err nav_listing_cards(struct nav_listing *l, const uint32_t *ords, size_t n,
    struct navigator_cards *ret);

/* ---- words of a row ------------------------------------------------------------------- */

/* «до 14,5 млн ₽», «5–20 млн ₽»; empty when nothing is known. */
struct str row_amount(const struct ui *ui, struct opt_int min, struct opt_int max);
struct str row_days(const struct ui *ui, int64_t n);	/* «7 дней» */
struct str row_count(const struct ui *ui, int64_t n);	/* «12 мер» */
struct str row_cap(const struct ui *ui, struct str s);	/* the first letter large */
