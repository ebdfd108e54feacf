/* forecast.h - when the next round will open, by the rounds of past years, and how sure that is.
 *
 * Owns    nothing.
 * Memory  none; words in the page's arena.
 * Errors  none: what the past does not tell is FC_NONE.
 * Threads any.
 *
 * The method. Openings of rounds that have opened already are taken; of two within half a year the
 * later one. Places of the openings in the year lie on a circle of 365 days; the arc of
 * at most FORECAST_ARC days that holds most of them is the habit (of equal arcs the one that holds
 * the latest opening, then the shorter). Rounds come every `period` years: the commonest distance
 * between neighbours, at most four. The next round is expected in the habit's arc one period after
 * the last one that kept to it. An arc that has gone by means a round was missed: the next one is
 * told, with less confidence.
 *
 * How sure: high when there are three openings or more and all keep to the arc; middle when two
 * thirds do, or both of two; low when at least two do. Uneven years or a missed round take one
 * step off. One opening is no habit.
 */
#pragma once
#include "db/db.h"
#include "web/ui.h"

#define FORECAST_ARC 61		/* days: two months */
#define FORECAST_ROUNDS 32	/* rounds that are looked at, the latest ones */

enum forecast_sure { FC_NONE, FC_LOW, FC_MIDDLE, FC_HIGH };
struct forecast_round { struct opt_int opens, closes; };	/* local days */
struct forecast {
	enum forecast_sure sure;
	int32_t from, to;	/* days between which the opening is expected */
	int fits, of;		/* so many years of so many kept to it */
	int length;		/* days that a round takes, the median; 0: not known */
	bool missed;		/* a round that was expected did not come */
};
struct forecast forecast_next(const struct forecast_round *r, size_t n, int32_t today);

/* «Следующий приём ожидается в феврале–марте 2027 года: так было 3 года из 3. Уверенность
 * высокая.»; empty for FC_NONE. */
struct str forecast_words(const struct ui *ui, const struct forecast *f);
/* «в феврале–марте 2027 года» */
struct str forecast_when(const struct ui *ui, const struct forecast *f);
struct str forecast_sure_words(const struct ui *ui, enum forecast_sure s);	/* «высокая» */
