/* search_bench.c - full text over many entries: ours, the stock rank of FTS5, PostgreSQL's.
 *
 *   search_bench build DATABASE TSV ENTRIES     a new database with its index; the texts in TSV
 *   search_bench ask DATABASE ROUNDS [POSTGRES] questions, in turn to each of them
 *
 * The stock index (bench_fts) holds the same terms over the same rows, with the column sizes
 * that bm25 asks for. PostgreSQL has table doc (id, tsv) made of the texts of TSV with its own
 * Russian configuration, and a GIN index.
 */
#include "words.h"

#include <libpq-fe.h>
#include <sqlite3.h>

#include "conf/conf.h"
#include "db/db.h"
#include "gen/steps.h"
#include "search/search.h"

#define GROUP 2000
#define TITLE_BYTES 90
#define SUMMARY_BYTES 300
#define BODY_BYTES 1450 /* with the rest about 1000 characters */
#define OURS 200 /* questions a round and a kind */
#define PEERS 40 /* of them, to the slow ones */

/* ---- building -------------------------------------------------------------------- */

static const struct db_stmt entry_add = { "bench.entry",
	"INSERT INTO entry (kind, url, title, summary, state, created, updated)"
	" VALUES (1, $1, $2, $3, 1, $4, $4)",
	NULL, 4, 0 };
static const struct db_stmt text_add = { "bench.text",
	"INSERT INTO entry_text (body, entry) SELECT $1, id FROM entry WHERE url = $2", NULL, 2,
	0 };

static void
put_one(struct db *db, struct arena *a, const struct words *w, int64_t i, FILE *tsv)
{
	uint64_t seed = (uint64_t)i * 1000003 + 11;
	struct str url = str_fmt(a, "/bench/%lld", (long long)i), part[3];
	const size_t bytes[3] = { TITLE_BYTES, SUMMARY_BYTES, BODY_BYTES };
	struct buf b;

	for (int k = 0; k < 3; k++) {
		buf_init(&b, a, 64 * KiB);
		words_text(w, &seed, bytes[k] / 2 + chance_below(&seed, (uint32_t)bytes[k]), &b);
		part[k] = buf_str(&b);
	}
	must(db_exec(db, &entry_add,
	    (struct db_val[]){
		DBV_TEXT(url), DBV_TEXT(part[0]), DBV_TEXT(part[1]), DBV_INT(1700000000 + i) },
	    NULL));
	must(db_exec(db, &text_add, (struct db_val[]){ DBV_TEXT(part[2]), DBV_TEXT(url) }, NULL));
	fprintf(tsv, "%lld\t%.*s%.*s%.*s\n", (long long)i + 1, FMT(part[0]), FMT(part[1]),
	    FMT(part[2]));
}

static void
build(struct arena *a, const struct words *w, struct db *db, struct search *s, const char *file,
    int64_t n)
{
	struct db_migrate_opt opt = { 0 };
	FILE *tsv = fopen(file, "w");
	int64_t start = time_mono_us(), filled, indexed;
	int ran;

	ASSERT(tsv != NULL);
	must(db_migrate(db, db_steps, db_steps_n, opt, &ran));
	for (int64_t i = 0; i < n; i++) {
		if (i % GROUP == 0)
			must(db_begin(db));
		put_one(db, a, w, i, tsv);
		arena_reset(a);
		if (i % GROUP == GROUP - 1 || i + 1 == n)
			must(db_commit(db));
	}
	fclose(tsv);
	filled = time_mono_us();
	must(search_rebuild(s, db, NULL, NULL));
	indexed = time_mono_us();
	must(db_script(db,
	    "CREATE VIRTUAL TABLE bench_fts USING fts5 (title, summary, body, parts,"
	    " content = 'search_text', content_rowid = 'entry',"
	    " tokenize = \"ascii tokenchars '-./_'\");"
	    "INSERT INTO bench_fts (bench_fts) VALUES ('rebuild');"
	    "INSERT INTO bench_fts (bench_fts) VALUES ('optimize');"));
	printf(
	    "{\"name\":\"build\",\"entries\":%lld,\"fill_s\":%.1f,"
	    "\"index_s\":%.1f,\"stock_s\":%.1f}\n",
	    (long long)n, (double)(filled - start) / 1e6, (double)(indexed - filled) / 1e6,
	    (double)(time_mono_us() - indexed) / 1e6);
}

/* ---- asking ------------------------------------------------------------------------- */

struct kind {
	const char *name;
	uint32_t lo[2], hi[2];
};
/* Ranks of the two words: the commonest words of all text, and words met now and then. */
static const struct kind kinds[] = {
	{ "common", { 0, 0 }, { 40, 40 } },
	{ "mixed", { 0, 200 }, { 40, 2000 } },
	{ "rare", { 5000, 5000 }, { 40000, 40000 } },
};
#define KINDS LEN(kinds)

struct asked {
	struct times ours, stock, pg;
	int64_t total, n;
};

struct bench {
	struct arena *a;
	const struct words *w;
	struct text_words *analyser;
	struct search *s;
	struct db *db;
	sqlite3_stmt *stock;
	PGconn *pg;
	struct asked got[KINDS];
};

static struct str
question(struct bench *b, const struct kind *k, uint64_t *seed)
{
	uint32_t one = k->lo[0] + chance_below(seed, k->hi[0] - k->lo[0]), two;

	do
		two = k->lo[1] + chance_below(seed, k->hi[1] - k->lo[1]);
	while (two == one);
	struct str first = words_form(b->w, one, seed), second = words_form(b->w, two, seed);
	return str_fmt(b->a, "%.*s %.*s", FMT(first), FMT(second));
}

static void
ask_ours(struct bench *b, struct asked *g, struct str q)
{
	struct search_ask ask = { .q = q, .limit = 20 };
	struct search_hits hits;
	int64_t at = time_mono_us();

	must(search_ask(b->s, b->db, b->a, &ask, &hits));
	times_add(&g->ours, time_mono_us() - at);
	g->total += hits.total;
	g->n++;
}

static void
ask_stock(struct bench *b, struct asked *g, struct str q)
{
	int64_t at = time_mono_us();
	struct text_tokens t;
	struct buf match;

	must(text_tokens(b->analyser, b->a, q, &t));
	buf_init(&match, b->a, 4 * KiB);
	for (size_t i = 0; i < t.n; i++)
		buf_fmt(&match, "%s\"%.*s\"", i ? " " : "", FMT(t.p[i].term));
	sqlite3_bind_text(b->stock, 1, match.p, (int)match.n, SQLITE_STATIC);
	while (sqlite3_step(b->stock) == SQLITE_ROW)
		;
	sqlite3_reset(b->stock);
	times_add(&g->stock, time_mono_us() - at);
}

static void
ask_pg(struct bench *b, struct asked *g, struct str q)
{
	const char *v[1] = { str_z(b->a, q) };
	int64_t at = time_mono_us();
	PGresult *r = PQexecPrepared(b->pg, "ask", 1, v, NULL, NULL, 0);

	if (PQresultStatus(r) != PGRES_TUPLES_OK)
		fprintf(stderr, "bench: PostgreSQL: %s", PQerrorMessage(b->pg));
	times_add(&g->pg, time_mono_us() - at);
	PQclear(r);
}

/* Every question goes to all of them in turn; a first round warms up and is not counted. */
static void
ask_all(struct bench *b, int rounds)
{
	for (int round = 0; round <= rounds; round++) {
		for (size_t k = 0; k < KINDS; k++) {
			uint64_t seed = (uint64_t)round * 100 + k;

			for (int i = 0; i < OURS; i++) {
				struct str q = question(b, &kinds[k], &seed);

				ask_ours(b, &b->got[k], q);
				if (i < (round ? PEERS : 4)) {
					ask_stock(b, &b->got[k], q);
					if (b->pg)
						ask_pg(b, &b->got[k], q);
				}
				arena_reset(b->a);
			}
		}
		for (size_t k = 0; round == 0 && k < KINDS; k++) {
			b->got[k].ours.n = b->got[k].stock.n = b->got[k].pg.n = 0;
			b->got[k].total = b->got[k].n = 0;
		}
	}
}

static void
say(struct bench *b)
{
	char name[40];

	for (size_t k = 0; k < KINDS; k++) {
		struct asked *g = &b->got[k];

		printf("{\"name\":\"%s_found\",\"mean\":%.0f}\n", kinds[k].name,
		    (double)g->total / (double)g->n);
		snprintf(name, sizeof name, "%s_ours", kinds[k].name);
		times_say(&g->ours, name);
		snprintf(name, sizeof name, "%s_stock", kinds[k].name);
		times_say(&g->stock, name);
		snprintf(name, sizeof name, "%s_pg", kinds[k].name);
		if (b->pg)
			times_say(&g->pg, name);
	}
}

static void
connect_pg(struct bench *b, const char *url)
{
	PGresult *r;

	b->pg = PQconnectdb(url);
	if (PQstatus(b->pg) != CONNECTION_OK) {
		fprintf(stderr, "bench: PostgreSQL: %s", PQerrorMessage(b->pg));
		exit(1);
	}
	r = PQprepare(b->pg, "ask",
	    "SELECT id FROM doc, plainto_tsquery('russian', $1) q WHERE tsv @@ q"
	    " ORDER BY ts_rank(tsv, q) DESC LIMIT 20",
	    1, NULL);
	PQclear(r);
}

int
main(int argc, char **argv)
{
	struct arena *keep = arena_new(2048 * MiB);
	struct bench b = { .a = arena_new(512 * MiB) };
	struct conf *conf;
	struct words w;
	const char *dir;
	bool degraded, building = argc == 5 && strcmp(argv[1], "build") == 0;

	if (!building && !(argc >= 4 && strcmp(argv[1], "ask") == 0)) {
		fprintf(stderr,
		    "usage: search_bench build DATABASE TSV ENTRIES "
		    "| ask DATABASE ROUNDS [POSTGRES]\n");
		return 2;
	}
	log_level_set(LOG_WARN);
	search_setup();
	must(conf_new(keep, &conf));
	dir = conf_settings(conf)->dictionaries.p;
	must(words_load(keep, dir, &w));
	b.w = &w;
	must(text_words_new(dir, building ? 262144 : 16384, &b.analyser, &degraded));
	text_words_warm(b.analyser);
	must(search_new(b.analyser, &b.s));
	must(db_open(argv[2], building ? DB_WRITE : DB_READ, &b.db));
	if (building) {
		build(b.a, &w, b.db, b.s, argv[3], atoll(argv[4]));
	} else {
		if (argc > 4)
			connect_pg(&b, argv[4]);
		if (sqlite3_prepare_v2(db_native(b.db),
			"SELECT rowid FROM bench_fts WHERE bench_fts MATCH ?1"
			" ORDER BY rank LIMIT 20",
			-1, &b.stock, NULL) != SQLITE_OK) {
			fprintf(stderr, "bench: %s\n", sqlite3_errmsg(db_native(b.db)));
			return 1;
		}
		ask_all(&b, atoi(argv[3]));
		say(&b);
		sqlite3_finalize(b.stock);
		PQfinish(b.pg);
	}
	search_free(b.s);
	text_words_free(b.analyser);
	db_close(b.db);
	arena_free(b.a);
	arena_free(keep);
	return 0;
}
