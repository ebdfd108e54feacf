/* rank.c - how well an entry answers, as a function of FTS5.
 *
 * Like BM25, but rarity comes from search_word as an argument: the stock function
 * walks every entry that has each word before it scores the first one. A word in the
 * title counts for three, in the summary for two; words of the question that stand
 * side by side count once more.
 */
#include <sqlite3.h>
#include "search/impl.h"

enum { RANK_PHRASES = 256, LEN_USUAL = 150 };

static double
weight_at(const char *w, int n, int phrase)
{
	double v = 0;

	if (w != NULL && phrase < n)
		memcpy(&v, w + (size_t)phrase * sizeof v, sizeof v);
	return v;
}

/* veche_rank(search_fts, weights, length): greater is better. */
static void
rank(const Fts5ExtensionApi *api, Fts5Context *fts, sqlite3_context *ctx, int n_args,
    sqlite3_value **args)
{
	static const double column[] = { 3, 2, 1, 1 };
	double freq[RANK_PHRASES] = { 0 }, score = 0, near = 0;
	int n = 0, was_phrase = -1, was_col = -1, was_off = 0;
	const char *w = n_args > 0 ? sqlite3_value_blob(args[0]) : NULL;
	int n_w = w ? sqlite3_value_bytes(args[0]) / (int)sizeof(double) : 0;
	double len = n_args > 1 ? (double)sqlite3_value_int64(args[1]) : LEN_USUAL;

	if (api->xInstCount(fts, &n) != SQLITE_OK)
		n = 0;
	for (int i = 0; i < n; i++) {
		int phrase, col, off;
		if (api->xInst(fts, i, &phrase, &col, &off) != SQLITE_OK)
			break;
		if (phrase >= RANK_PHRASES || col >= (int)LEN(column))
			continue;
		freq[phrase] += column[col];
		if (col == was_col && col < 3 && phrase != was_phrase && off - was_off <= 2) {
			double a = weight_at(w, n_w, phrase), b = weight_at(w, n_w, was_phrase);
			near += (a < b ? a : b) * (col == 0 ? 1 : 0.3);
		}
		was_phrase = phrase;
		was_col = col;
		was_off = off;
	}
	n = api->xPhraseCount(fts);
	for (int i = 0; i < n && i < RANK_PHRASES; i++) {
		double idf = weight_at(w, n_w, i);
		score += idf * freq[i] * 2.2 / (freq[i] + 1.2 * (0.4 + 0.6 * len / LEN_USUAL));
	}
	/* Many near pairs in a long text are no better than a few. */
	sqlite3_result_double(ctx, score + near / (1 + near * 0.1));
}

static enum err
on_open(void *handle)
{
	sqlite3 *h = handle;
	fts5_api *api = NULL;
	sqlite3_stmt *st = NULL;

	if (sqlite3_prepare_v2(h, "SELECT fts5(?1)", -1, &st, NULL) != SQLITE_OK)
		return E_DB;
	int rc = sqlite3_bind_pointer(st, 1, (void *)&api, "fts5_api_ptr", NULL);
	if (rc == SQLITE_OK)
		sqlite3_step(st);
	sqlite3_finalize(st);
	if (api == NULL || api->iVersion < 2)
		return E_DB;
	rc = api->xCreateFunction(api, "veche_rank", NULL, rank, NULL);
	return rc == SQLITE_OK ? OK : E_DB;
}

void
search_setup(void)
{
	db_on_open(on_open);
}
