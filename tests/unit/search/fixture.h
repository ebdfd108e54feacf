/* fixture.h - an index in an empty database, and short ways to fill and ask it.
 *
 * Owns    a temporary file, or the schema "public" of the database in TEST_DB.
 * Memory  the arena of the fixture.
 * Errors  a failed assertion ends the test.
 * Threads one.
 */
#pragma once
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include "db/db.h"
#include "gen/steps.h"
#include "search/search.h"

struct fix {
	struct arena *a;
	struct text_words *w;
	struct search *s;
	struct db *db;
	const char *url;
	struct search_ask ask;
	struct search_hits hits;
	bool ordered;		/* sx_finds compares the order too */
};

struct sx {			/* an entry, as a test writes it */
	int64_t id, kind, see, state, author;
	const char *title, *summary, *body;
};

#define SX_OK(call) assert_string_equal(err_name(call), "OK")

static inline void
sx_connect(struct fix *f)
{
	SX_OK(db_open(f->url, DB_WRITE, &f->db));
	SX_OK(search_new(f->w, &f->s));
}

static inline void
sx_open(struct fix *f, const char *url)
{
	static const char *const tails[] = { "", "-wal", "-shm" };
	struct db_migrate_opt opt = { 0 };
	char name[300];
	bool degraded;
	int ran;

	f->url = url;
	f->a = arena_new(256 * MiB);
	SX_OK(text_words_new("/usr/share/hunspell", 4096, &f->w, &degraded));
	bool pg = str_starts(str_c(url), S("postgres"));
	for (size_t i = 0; i < LEN(tails) && !pg; i++) {
		snprintf(name, sizeof name, "%s%s", url, tails[i]);
		unlink(name);
	}
	sx_connect(f);
	if (pg)
		SX_OK(db_script(f->db, "DROP SCHEMA public CASCADE; CREATE SCHEMA public"));
	SX_OK(db_migrate(f->db, db_steps, db_steps_n, opt, &ran));
	f->ask = (struct search_ask){ .limit = 100 };
}

static inline void
sx_close(struct fix *f)
{
	search_free(f->s);
	db_close(f->db);
	text_words_free(f->w);
	arena_free(f->a);
}

static inline void
sx_reopen(struct fix *f)
{
	search_free(f->s);
	db_close(f->db);
	sx_connect(f);
}

static inline int
sx_up(void **state)
{
	static char path[64];
	struct fix *f = calloc(1, sizeof *f);
	const char *url = getenv("TEST_DB");

	snprintf(path, sizeof path, "/tmp/veche-search-%d.db", (int)getpid());
	sx_open(f, url && *url ? url : path);
	*state = f;
	return 0;
}

static inline int
sx_down(void **state)
{
	struct fix *f = *state;

	sx_close(f);
	free(f);
	return 0;
}

static inline void
sx_put(struct fix *f, const struct sx *x)
{
	static const struct db_stmt entry = { .name = "t.entry", .n_args = 8,
		.sql = "INSERT INTO entry (id, kind, url, title, summary, see, state, author,"
		    " created, updated) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0, 0)"
		    " ON CONFLICT (id) DO UPDATE SET title = excluded.title, kind = excluded.kind,"
		    " summary = excluded.summary, see = excluded.see, state = excluded.state" };
	static const struct db_stmt text = { .name = "t.text", .n_args = 2,
		.sql = "INSERT INTO entry_text (entry, body) VALUES ($1, $2)"
		    " ON CONFLICT (entry) DO UPDATE SET body = excluded.body" };
	struct str url = str_fmt(f->a, "/e/%lld", (long long)x->id);
	const char *summary = x->summary ? x->summary : "", *body = x->body ? x->body : "";

	SX_OK(db_begin(f->db));
	SX_OK(db_exec(f->db, &entry,
	    (struct db_val[]){ DBV_INT(x->id), DBV_INT(x->kind ? x->kind : 1), DBV_TEXT(url),
		DBV_TEXT(str_c(x->title)), DBV_TEXT(str_c(summary)), DBV_INT(x->see),
		DBV_INT(x->state), db_val_id(x->author) },
	    NULL));
	SX_OK(db_exec(
	    f->db, &text, (struct db_val[]){ DBV_INT(x->id), DBV_TEXT(str_c(body)) }, NULL));
	SX_OK(search_touch(f->db, x->id));
	SX_OK(db_commit(f->db));
}

static inline void
sx_doc(struct fix *f, int64_t id, const char *title, const char *summary, const char *body)
{
	sx_put(f,
	    &(struct sx){ .id = id, .state = 1, .title = title, .summary = summary, .body = body });
}

static inline void
sx_delete(struct fix *f, int64_t id)
{
	static const struct db_stmt gone = { .name = "t.gone", .n_args = 1,
		.sql = "DELETE FROM entry WHERE id = $1" };

	SX_OK(db_begin(f->db));
	SX_OK(db_exec(f->db, &gone, (struct db_val[]){ DBV_INT(id) }, NULL));
	SX_OK(search_touch(f->db, id));
	SX_OK(db_commit(f->db));
}

/* Out of the index behind its back. */
static inline void
sx_lose(struct fix *f, int64_t id)
{
	static const struct db_stmt lose = { .name = "t.lose", .n_args = 1,
		.sql = "DELETE FROM search_doc WHERE entry = $1" };

	SX_OK(db_exec(f->db, &lose, (struct db_val[]){ DBV_INT(id) }, NULL));
}

static inline void
sx_drain(struct fix *f)
{
	int n = 1;

	while (n > 0)
		SX_OK(search_drain(f->s, f->db, 37, &n));
}

static int
sx_by_id(const void *a, const void *b)
{
	const struct search_hit *x = a, *y = b;

	return x->entry < y->entry ? -1 : x->entry > y->entry;
}

/* "1 2" the ids found, by number; "?1": found by any of the words; "!": not a question. */
static inline void
sx_finds(struct fix *f, const char *q, const char *want)
{
	struct buf b;

	f->ask.q = str_c(q);
	f->hits = (struct search_hits){ 0 };
	enum err e = search_ask(f->s, f->db, f->a, &f->ask, &f->hits);
	if (e != OK && !(e == E_INPUT && *want == '!'))
		fail_msg("«%s»: %s %s", q, err_name(e), db_message(f->db));
	if (!f->ordered && f->hits.n > 1)
		qsort(f->hits.p, f->hits.n, sizeof *f->hits.p, sx_by_id);
	buf_init(&b, f->a, 64 * KiB);
	if (e == E_INPUT)
		buf_putc(&b, '!');
	if (f->hits.any)
		buf_putc(&b, '?');
	for (size_t i = 0; i < f->hits.n; i++) {
		if (i > 0)
			buf_putc(&b, ' ');
		buf_int(&b, f->hits.p[i].entry);
	}
	if (!str_is(buf_str(&b), want))
		fail_msg("«%s» finds «%.*s», not «%s»", q, FMT(buf_str(&b)), want);
}

/* ---- random texts and questions, the same from the same seed --------------------- */

static const char *const sx_words[] = {
	"дом",
	"домов",
	"двор",
	"дворы",
	"ремонт",
	"ремонта",
	"дороги",
	"дорогу",
	"асфальт",
	"жильё",
	"граждан",
	"гражданами",
	"площадка",
	"площадок",
	"ёлка",
	"елки",
	"131-ФЗ",
	"39.36-1",
	"2025",
	"Ростов-на-Дону",
	"Тейково",
	"Невинномысск",
	"социально-экономического",
	"субсидия",
	"PDF",
	"крыша",
	"школа",
	"в школе",
	"и",
	"на",
	"фонарь",
	"мусор",
	"вода",
	"свет",
	"тепло",
	"газ",
};

static inline uint32_t
sx_rand(uint32_t *seed)
{
	*seed = *seed * 1664525u + 1013904223u;
	return *seed >> 10;
}

static inline const char *
sx_word(uint32_t *seed)
{
	uint32_t a = sx_rand(seed) % LEN(sx_words), b = sx_rand(seed) % LEN(sx_words);

	return sx_words[a < b ? a : b];	/* the first are the commonest */
}

static inline const char *
sx_text(struct fix *f, uint32_t *seed, int max)
{
	struct buf b;
	int n = (int)(sx_rand(seed) % (uint32_t)max);

	buf_init(&b, f->a, 64 * KiB);
	for (int i = 0; i < n; i++)
		buf_fmt(&b, "%s%s", sx_word(seed), sx_rand(seed) % 5 ? " " : ", ");
	return str_z(f->a, buf_str(&b));
}

static inline void
sx_random(struct fix *f, int64_t from, int n, uint32_t seed)
{
	for (int64_t id = from; id < from + n; id++) {
		struct sx x = { .id = id,
			.state = sx_rand(&seed) % 9 ? 1 : 0,
			.kind = 1 << sx_rand(&seed) % 3 };
		x.see = sx_rand(&seed) % 5 ? 0 : 1 + (int64_t)(sx_rand(&seed) % 2);
		x.author = sx_rand(&seed) % 4;
		x.title = sx_text(f, &seed, 5);
		x.summary = sx_text(f, &seed, 8);
		x.body = sx_text(f, &seed, 12);
		sx_put(f, &x);
	}
}

/* Each question with the ids it finds, a line each. */
static inline struct str
sx_answers(struct fix *f, int n, uint32_t seed)
{
	struct buf b, q;
	struct search_hits h;

	buf_init(&b, f->a, 8 * MiB);
	for (int i = 0; i < n; i++) {
		int words = 1 + (int)(sx_rand(&seed) % 4), quotes = sx_rand(&seed) % 4 == 0;
		buf_init(&q, f->a, 4 * KiB);
		for (int k = 0; k < words; k++)
			buf_fmt(&q, "%s%s%s", k ? " " : quotes ? "\"" : "",
			    k && !quotes && sx_rand(&seed) % 5 == 0 ? "-" : "", sx_word(&seed));
		if (quotes)
			buf_putc(&q, '"');
		if (sx_rand(&seed) % 6 == 0)
			buf_putz(&q, i % 2 ? " фонари" : " дорго");
		struct search_ask ask = { .q = buf_str(&q), .kinds = sx_rand(&seed) % 3 ? 0 : 3,
		    .viewer = sx_rand(&seed) % 4, .exact = sx_rand(&seed) % 7 == 0 };
		SX_OK(search_ids(f->s, f->db, f->a, &ask, 1000, &h));
		buf_fmt(
		    &b, "%.*s [%.*s; %.*s; %d]:", FMT(ask.q), FMT(h.corrected), FMT(h.also), h.any);
		for (size_t k = 0; k < h.n; k++)
			buf_fmt(&b, " %lld", (long long)h.p[k].entry);
		buf_putc(&b, '\n');
	}
	SX_OK(buf_err(&b));
	return buf_str(&b);
}

static inline void
sx_show_difference(struct str a, struct str b)
{
	while (a.p != NULL && b.p != NULL) {
		struct str x = str_cut(a, '\n', &a), y = str_cut(b, '\n', &b);
		if (!str_eq(x, y))
			fail_msg("one %.*s\nother %.*s", FMT(x), FMT(y));
	}
	fail();
}
