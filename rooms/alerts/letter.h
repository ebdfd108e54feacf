/* letter.h - one letter of a subscription, as text and as HTML.
 *
 * Owns    nothing.
 * Memory  the arena given.
 * Errors  E_NOMEM.
 * Threads any.
 */
#pragma once
#include "alerts/views.h"
#include "gen/alerts/v.h"

#define LETTER_SHOWN 10		/* measures in a letter; the rest is told by number */
#define LETTER_ITEMS 300	/* alerts that are looked at for it */

struct letter {
	const struct settings *set;
	int64_t now;
	struct sub_id sub;
	struct q_letter_take take;
	struct q_letter_items_rows items;	/* newest first */
	int64_t waits, last;
	int tz_min;		/* the reader's clocks */
};
/* subject, text, html and unsubscribe are set; the rest is the caller's. */
MUST_USE enum err letter_make(struct arena *a, const struct letter *l, struct mail *ret);
