/* match_bench.c - matching and facets over the measures of a database, on one core.
 *
 *   match_bench DATABASE [ROUNDS]
 *
 * Rules, places and facets are those of the database, loaded as the portal loads them. The
 * passports of all municipalities are the portal's own, taken round again up to PLACES of them;
 * fields that nobody filled are filled here for six in ten, by chance with a seed, so that
 * conditions are really compared.
 */
#include "bench.h"

#include <time.h>

#include "conf/conf.h"
#include "entry/entry.h"
#include "gen/navigator/q.h"
#include "navigator/index.h"

#define ONE_AT_A_TIME 200 /* municipalities asked one by one, spread evenly */
#define BY_RULE 31 /* municipalities asked rule by rule, as the other way */
#define PLACES 3100 /* fewer in the database: some are asked twice, filled otherwise */

/* Of this thread alone: what another program takes does not count. */
static int64_t
cpu_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

/* ---- what is measured ------------------------------------------------------------ */

static void
fill(struct passport *p, uint64_t *seed)
{
	for (int f = 0; f < MF_N; f++) {
		const struct match_field_info *i = &match_fields[f];

		if (p->known >> f & 1 || i->type == MT_TERRITORY || f == MF_applicant ||
		    chance_below(seed, 10) >= 6)
			continue;
		switch (i->type) {
		case MT_ENUM:
			p->v[f] = (int64_t)1
			    << chance_below(seed, (uint32_t)match_n_options((enum match_field)f));
			break;
		case MT_SET:
			p->v[f] = (int64_t)(chance(seed) & chance(seed) &
			    (((uint64_t)1 << match_n_options((enum match_field)f)) - 1));
			break;
		case MT_BOOL: p->v[f] = chance_below(seed, 2); break;
		case MT_INT:
		case MT_REAL: /* small values are the common ones */
			p->v[f] = (int64_t)(chance_unit(seed) * chance_unit(seed) *
				      (double)(i->hi < 100000 ? i->hi : 100000)) *
			    MATCH_SCALE;
			break;
		case MT_TERRITORY: break;
		}
		p->known |= (uint64_t)1 << f;
	}
}

struct sum {
	uint64_t yes, unknown, no;
};

static enum err
add(void *ctx, size_t measure, int64_t id, const struct match_planes *pl)
{
	struct sum *s = ctx;

	(void)measure;
	(void)id;
	s->yes += pl->n_yes;
	s->unknown += pl->n_unknown;
	s->no += pl->n_no;
	return OK;
}

struct rules {
	struct arena *a;
	struct match_places finder;
	VEC(struct rule) list;
};

static enum err
rule_add(void *ctx, const struct q_light *m)
{
	struct rules *r = ctx;
	struct rule_problems problems = { 0 };
	struct rule rule;

	TRY(rule_parse(r->a, m->rule, &r->finder, false, &rule, &problems));
	return VEC_PUSH(r->a, &r->list, rule);
}

/* The plain way to the same answers: each rule by itself, asked of each municipality. */
static struct sum
one_by_one(const struct rules *r, const struct passport *p, size_t n, size_t step)
{
	const uint64_t as = MATCH_BIT(applicant, municipality);
	struct sum s = { 0 };

	for (size_t k = 0; k < n; k += step) {
		for (size_t i = 0; i < r->list.n; i++) {
			enum verdict v = rule_eval(&r->list.p[i], &p[k], as);

			s.yes += v == MATCH_YES;
			s.unknown += v == MATCH_UNKNOWN;
			s.no += v == MATCH_NO;
		}
	}
	return s;
}

struct world {
	struct web_thread *th;
	struct db *db;
	struct arena *a;
	const struct nav_index *ix;
	struct passport *p;
	size_t n_p;
	struct rules rules;
};

static void
match_whole(struct world *w, struct times *t, struct sum *s)
{
	int64_t at = cpu_us();

	*s = (struct sum){ 0 };
	must(match_all(w->ix->set, w->p, w->n_p, MATCH_BIT(applicant, municipality), add, s));
	times_add(t, cpu_us() - at);
}

static void
match_single(struct world *w, struct times *bare, struct times *whole)
{
	for (size_t i = 0; i < ONE_AT_A_TIME; i++) {
		const struct passport *p = &w->p[i * w->n_p / ONE_AT_A_TIME];
		struct match_result *r = arena_array(w->a, struct match_result, w->ix->n + 1);
		struct nav_match m;
		int64_t at = cpu_us();

		ASSERT(r != NULL);
		must(match_one(w->ix->set, w->a, p, MATCH_BIT(applicant, municipality), r));
		times_add(bare, cpu_us() - at);
		at = cpu_us();
		must(nav_match(w->th, w->a, w->ix, p, MATCH_BIT(applicant, municipality), &m));
		times_add(whole, cpu_us() - at);
		arena_reset(w->a);
	}
}

/* ---- facets ------------------------------------------------------------------------- */

#define FACET_KINDS 4
static const char *const facet_names[FACET_KINDS] = { "facets_plain", "facets_picked",
	"facets_wide", "facets_verdict" };

static uint32_t
some_value(struct world *w, int facet, uint64_t *seed)
{
	struct facet_answer all;

	must(facet_ask(w->ix->facets, w->a, &(struct facet_ask){ .limit = 1 }, &all));
	return all.counts[facet].p[chance_below(seed, (uint32_t)all.counts[facet].n)].value;
}

/* Nothing chosen; three facets chosen; five with several values; one municipality's verdict. */
static void
facet_question(struct world *w, int kind, uint64_t *seed, struct times *t)
{
	static const int of[] = { NF_LEVEL, NF_MONEY, NF_TOPIC, NF_BACKER, NF_STATUS };
	struct facet_bits *bits[3] = { 0 };
	struct facet_extra extra[3];
	struct facet_pick picks[LEN(of)];
	uint32_t values[LEN(of)][3];
	size_t n_picks = kind == 1 ? 3 : kind == 2 ? LEN(of) : 0, n_values = kind == 2 ? 3 : 1;
	struct facet_ask ask = { .picks = picks,
		.n_picks = n_picks,
		.sort = NS_DEADLINE,
		.extra = extra,
		.n_extra = kind == 3 ? 3 : 0,
		.limit = 20 };
	struct facet_answer ans;
	int64_t at;

	for (size_t i = 0; i < n_picks; i++) {
		for (size_t k = 0; k < n_values; k++)
			values[i][k] = some_value(w, of[i], seed);
		picks[i] = (struct facet_pick){ of[i], values[i], n_values };
	}
	for (uint32_t v = 0; v < ask.n_extra; v++) {
		must(facet_bits_new(w->ix->facets, &bits[v]));
		for (size_t i = v; i < w->ix->n; i += 3)
			facet_bits_add(bits[v], (uint32_t)i);
		extra[v] = (struct facet_extra){ NF_VERDICT, v, bits[v] };
	}
	at = cpu_us();
	must(facet_ask(w->ix->facets, w->a, &ask, &ans));
	times_add(t, cpu_us() - at);
	for (size_t v = 0; v < ask.n_extra; v++)
		facet_bits_free(bits[v]);
	arena_reset(w->a);
}

static void
query_out(struct db *db, struct arena *a, const char *text)
{
	struct sql q;
	struct db_cur cur;
	bool row = true;

	sql_init(&q, a);
	sql_add_(&q, text, 0, NULL);
	must(db_query_sql(db, &q, &cur));
	while (row)
		must(db_next(&cur, &row));
}

/* The other way to the same counts: GROUP BY, one a facet. */
static void
facet_sql(struct world *w, struct times *t)
{
	static const char *const by[] = {
		"SELECT level, count(*) FROM navigator_measure WHERE state = 1 GROUP BY level",
		"SELECT money, count(*) FROM navigator_measure WHERE state = 1 GROUP BY money",
		"SELECT recurrence, count(*) FROM navigator_measure"
		    " WHERE state = 1 GROUP BY recurrence",
		"SELECT applicants, count(*) FROM navigator_measure"
		    " WHERE state = 1 GROUP BY applicants",
		"SELECT stages, count(*) FROM navigator_measure WHERE state = 1 GROUP BY stages",
		"SELECT backer, count(*) FROM navigator_measure WHERE state = 1 GROUP BY backer",
		"SELECT t.topic, count(*) FROM entry_topic t "
		    "JOIN navigator_measure m ON m.entry = t.entry"
		" WHERE m.state = 1 GROUP BY t.topic",
		"SELECT p.place, count(*) FROM navigator_place p "
		    "JOIN navigator_measure m ON m.id = p.measure"
		" WHERE m.state = 1 GROUP BY p.place",
		"SELECT id FROM navigator_measure WHERE state = 1 AND closes >= 0"
		    " ORDER BY closes, id DESC LIMIT 20",
	};
	int64_t at = cpu_us();

	for (size_t i = 0; i < LEN(by); i++)
		query_out(w->db, w->a, by[i]);
	times_add(t, cpu_us() - at);
	arena_reset(w->a);
}

/* ---- rounds ---------------------------------------------------------------------------- */

static void
rounds(struct world *w, int n)
{
	struct times whole = { 0 }, bare = { 0 }, one = { 0 }, plain = { 0 }, sql = { 0 };
	struct times facets[FACET_KINDS] = { { 0 } };
	struct sum s = { 0 }, check;
	uint64_t seed = 7;

	for (int i = 0; i < n; i++) {
		int64_t at;

		match_whole(w, &whole, &s);
		at = cpu_us();
		check = one_by_one(&w->rules, w->p, w->n_p, w->n_p / BY_RULE);
		times_add(&plain,
		    (cpu_us() - at) / ((int64_t)(w->n_p - 1) / (int64_t)(w->n_p / BY_RULE) + 1));
		match_single(w, &bare, &one);
		for (int k = 0; k < 100; k++)
			for (int f = 0; f < FACET_KINDS; f++)
				facet_question(w, f, &seed, &facets[f]);
		for (int k = 0; k < 5; k++)
			facet_sql(w, &sql);
	}
	printf(
	    "{\"name\":\"size\",\"measures\":%zu,\"places\":%zu,"
	    "\"nodes\":%zu,\"yes\":%llu,\"unknown\":%llu,"
	    "\"no\":%llu,\"checked\":%llu}\n",
	    w->ix->n, w->n_p, match_set_nodes(w->ix->set), (unsigned long long)s.yes,
	    (unsigned long long)s.unknown, (unsigned long long)s.no,
	    (unsigned long long)(check.yes + check.unknown + check.no));
	times_say(&whole, "match_all");
	times_say(&bare, "match_one");
	times_say(&one, "nav_match");
	times_say(&plain, "rule_by_rule_one");
	for (int f = 0; f < FACET_KINDS; f++)
		times_say(&facets[f], facet_names[f]);
	times_say(&sql, "facets_sql");
}

int
main(int argc, char **argv)
{
	const struct room *const rooms[] = { &places_room, &navigator_room };
	struct arena *keep = arena_new(2048 * MiB);
	struct portal portal = { .rooms = rooms, .n_rooms = LEN(rooms), .version = "bench" };
	struct world w = { .a = arena_new(512 * MiB) };
	const struct places_index *x;
	struct passport *own;
	struct nav_muni *munis;
	size_t n_own;
	struct times load = { 0 };
	struct conf *conf;
	uint64_t seed = 1;
	int64_t at;

	if (argc < 2 || keep == NULL || w.a == NULL) {
		fprintf(stderr, "usage: match_bench DATABASE [ROUNDS]\n");
		return 2;
	}
	log_level_set(LOG_WARN);
	search_setup();
	must(conf_new(keep, &conf));
	portal.set = conf_settings(conf);
	must(db_open(argv[1], DB_READ, &w.db));
	must(web_thread_new(&portal, w.db, &w.th));
	must(places_get(w.th, &x));
	at = time_mono_us();
	must(nav_get(w.th, &w.ix));
	times_add(&load, time_mono_us() - at);
	must(nav_passports(w.th, keep, &own, &munis, &n_own));
	ASSERT(n_own > 0);
	w.n_p = n_own > PLACES ? n_own : PLACES;
	w.p = arena_array(keep, struct passport, w.n_p);
	ASSERT(w.p != NULL);
	for (size_t i = 0; i < w.n_p; i++) {
		w.p[i] = own[i % n_own];
		fill(&w.p[i], &seed);
	}
	w.rules = (struct rules){ .a = keep, .finder = nav_places(x) };
	must(q_light(w.db, rule_add, &w.rules));
	times_say(&load, "load");
	rounds(&w, argc > 2 ? atoi(argv[2]) : 3);
	web_thread_free(w.th);
	db_close(w.db);
	arena_free(w.a);
	arena_free(keep);
	return 0;
}
