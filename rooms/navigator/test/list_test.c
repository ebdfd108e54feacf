/* list_test.c - the list against plain SQL: counts, verdicts, addresses, pages, the desk. */
#include "navigator/test/list_fixture.h"

#define FILTERS 300
#define COUNTS_EACH 6 /* values of a filter whose counts are asked in SQL */

/* ---- the same in SQL --------------------------------------------------------------------- */

static const struct places_index *x;

static bool
in_region(const char *code, int64_t region)
{
	int p = places_by_code(x, str_c(code)), r = places_by_id(x, region);

	return p >= 0 && r >= 0 &&
	    (x->p[p].region >= 0 ? x->p[p].region == r : places_within(x, r, p));
}

static bool
concerns(const char *code, int at)
{
	int p = places_by_code(x, str_c(code));

	return p >= 0 && (places_within(x, at, p) || places_within(x, p, at));
}

#define NOWHERE_SQL "NOT EXISTS (SELECT 1 FROM navigator_place p WHERE p.measure = m.id)"

/* Measures whose places pass: a region's (place -1) or a municipality's. */
static void
sql_places(struct sql *q, int64_t region, int at)
{
	sql_put(
	    q, "EXISTS (SELECT 1 FROM navigator_place p WHERE p.measure = m.id AND p.place IN (0");
	for (size_t i = 0; i < LEN(pool); i++)
		if (at >= 0 ? concerns(pool[i], at) : in_region(pool[i], region))
			sql_add(q, ", ?", DBV_INT(x->p[places_by_code(x, str_c(pool[i]))].id));
	sql_put(q, "))");
}

static void
sql_status(struct sql *q, uint32_t v)
{
	const struct db_val t = DBV_INT(today);

	if (v == NAV_UPCOMING)
		sql_add(q, "COALESCE(m.opens, 0) > ?", t);
	else if (v == NAV_ONGOING)
		sql_add(q, "(COALESCE(m.opens, 0) <= ? AND m.closes IS NULL)", t);
	else if (v == NAV_CLOSED)
		sql_add(q, "(COALESCE(m.opens, 0) <= ? AND m.closes < ?)", t, t);
	else
		sql_add(q, "(COALESCE(m.opens, 0) <= ? AND m.closes >= ? AND m.closes <= ?)", t, t,
		    DBV_INT(v == NAV_SOON ? today + SOON_DAYS : 1000000));
}

static void
sql_deadline(struct sql *q, uint32_t v)
{
	static const int within[] = { 0, 7, 30, 90 };

	if (v == 5)
		sql_put(q, "m.closes IS NULL");
	else if (v == 6)
		sql_add(q, "m.closes < ?", DBV_INT(today));
	else if (v == 4)
		sql_add(q, "m.closes > ?", DBV_INT(today + 90));
	else
		sql_add(q, "(m.closes >= ? AND m.closes <= ?)", DBV_INT(today),
		    DBV_INT(today + within[v]));
}

static void
sql_band(struct sql *q, int facet, uint32_t v)
{
	static const int64_t amounts[] = { -1, 1000000, 5000000, 20000000, 100000000,
		INT64_C(1) << 50 };
	static const int64_t shares[] = { -1, 0, 5, 20, 50, 1000 };

	if (facet == NF_AMOUNT && v == 6)
		sql_put(q, "(m.amount_min IS NULL AND m.amount_max IS NULL)");
	else if (facet == NF_AMOUNT)
		sql_add(q,
		    "(COALESCE(m.amount_max, m.amount_min) > ? AND"
		    " COALESCE(m.amount_max, m.amount_min) <= ?)",
		    DBV_INT(amounts[v - 1]), DBV_INT(amounts[v]));
	else if (v == 6)
		sql_put(q, "(m.cofin_min IS NULL AND m.cofin_max IS NULL)");
	else
		sql_add(q,
		    "(COALESCE(m.cofin_min, m.cofin_max) > ? AND"
		    " COALESCE(m.cofin_min, m.cofin_max) <= ?)",
		    DBV_REAL((double)shares[v - 1]), DBV_REAL((double)shares[v]));
}

static void
sql_value(struct sql *q, int facet, uint32_t v)
{
	switch (facet) {
	case NF_STATUS: sql_status(q, v); break;
	case NF_LEVEL: sql_add(q, "m.level = ?", DBV_INT(v)); break;
	case NF_MONEY: sql_add(q, "m.money = ?", DBV_INT(v)); break;
	case NF_RECURRENCE: sql_add(q, "m.recurrence = ?", DBV_INT(v)); break;
	case NF_BACKER: sql_add(q, "m.backer = ?", DBV_INT(v)); break;
	case NF_APPLICANT: sql_add(q, "(m.applicants & ?) <> 0", DBV_INT(1 << (v - 1))); break;
	case NF_STAGE: sql_add(q, "(m.stages & ?) <> 0", DBV_INT(1 << (v - 1))); break;
	case NF_AMOUNT:
	case NF_COFIN: sql_band(q, facet, v); break;
	case NF_DEADLINE: sql_deadline(q, v); break;
	case NF_TOPIC:
		sql_add(q,
		    "EXISTS (SELECT 1 FROM entry_topic e JOIN topic t ON t.id = e.topic"
		    " WHERE e.entry = m.entry AND (t.id = ? OR t.parent = ?))",
		    DBV_INT(v), DBV_INT(v));
		break;
	case NF_REGION:
		if (v == 0)
			sql_put(q, NOWHERE_SQL);
		else
			sql_places(q, v, -1);
		break;
	default: fail_msg("facet %d", facet);
	}
}

/* The filter without facet `but`, and with value v of it when but >= 0. */
static int64_t
sql_count(const struct nav_filter *f, int but, uint32_t v)
{
	struct db_cur cur;
	struct sql q;
	int64_t n;
	bool got;

	sql_init(&q, arena);
	sql_put(&q, "SELECT COUNT(*) FROM navigator_measure m WHERE m.state = 1");
	for (int k = 0; k < NF_N; k++) {
		if (k == but || f->picks[k].n == 0)
			continue;
		sql_put(&q, "AND (");
		if (k == NF_REGION)
			sql_put(&q, NOWHERE_SQL " OR");
		for (uint32_t i = 0; i < f->picks[k].n; i++) {
			if (i > 0)
				sql_put(&q, "OR");
			sql_value(&q, k, f->picks[k].v[i]);
		}
		sql_put(&q, ")");
	}
	if (f->place_at >= 0) {
		sql_put(&q, "AND (" NOWHERE_SQL " OR");
		sql_places(&q, 0, f->place_at);
		sql_put(&q, ")");
	}
	if (but >= 0) {
		sql_put(&q, "AND");
		sql_value(&q, but, v);
	}
	assert_int_equal(db_query_sql(db, &q, &cur), OK);
	assert_int_equal(db_next(&cur, &got), OK);
	assert_true(got);
	n = db_col_int(&cur, 0);
	db_cur_close(&cur);
	return n;
}

/* ---- filters of chance -------------------------------------------------------------------- */

static void
put_chance_pick(struct buf *b, const struct nav_index *ix, int k)
{
	buf_fmt(b, "&%s%s=", nav_facets[k].name, chance(4) ? "" : "[]");
	if (k == NF_TOPIC)
		buf_put(b, ix->topics[chance((uint32_t)ix->n_topics)].code);
	else if (k == NF_BACKER)
		buf_int(b, ix->backers[chance((uint32_t)ix->n_backers)].id);
	else if (k == NF_REGION)
		buf_putz(b, pool[chance(2)]);
	else
		buf_putz(b,
		    list_code((enum list)nav_facets[k].list,
			1 + (int)chance((uint32_t)list_size((enum list)nav_facets[k].list))));
}

static struct req *
chance_request(const struct nav_index *ix)
{
	static const char *const sorts[] = { "fit", "deadline", "amount", "newest", "relevance",
		"odd" };
	struct buf b;

	buf_init(&b, arena, 8 * KiB);
	buf_fmt(&b, "page=%u", chance(4));
	for (uint32_t n = chance(5); n > 0; n--) {
		int k = (int)chance(NF_REGION + 1);

		for (uint32_t i = 1 + chance(3); i > 0; i--)
			put_chance_pick(&b, ix, k);
	}
	if (chance(3) == 0)
		buf_putz(&b, chance(2) ? "&place=24707000" : "&place=24701000&as=tos");
	if (chance(2))
		buf_fmt(&b, "&sort=%s", sorts[chance(LEN(sorts))]);
	buf_putz(&b, chance(5) ? "&unknown=1" : "&level=none&topic=&backer=x&place=-7");
	return request(str_z(arena, buf_str(&b)));
}

static void
check_counts(const struct nav_filter *f, const struct facet_answer *ans)
{
	assert_int_equal(ans->total, sql_count(f, -1, 0));
	for (int i = 0; i < COUNTS_EACH; i++) {
		int k = (int)chance(NF_REGION + 1);
		const struct facet_ns *ns = &ans->counts[k];
		const struct facet_n *n = ns->n ? &ns->p[chance((uint32_t)ns->n)] : NULL;

		if (n == NULL)
			continue;
		if (sql_count(f, k, n->value) != n->n)
			print_message("facet %s value %u\n", nav_facets[k].name, n->value);
		assert_int_equal(n->n, sql_count(f, k, n->value));
	}
}

static void
test_counts(void **state)
{
	const struct nav_index *ix;

	(void)state;
	for (int i = 0; i < FILTERS; i++) {
		struct facet_answer ans;
		struct nav_listing l;
		struct nav_filter f;
		struct req *rq;

		assert_int_equal(nav_get(th, &ix), OK);
		assert_int_equal(ix->n, MEASURES);
		assert_int_equal(places_get(th, &x), OK);
		rq = chance_request(ix);
		assert_int_equal(nav_filter_of(rq, &f), OK);
		assert_int_equal(nav_listing_open(rq, &f, &l), OK);
		assert_int_equal(nav_listing_ask(&l, &f, 0, 20, &ans), OK);
		check_counts(&f, &ans);
		arena_reset(arena);
	}
}

/* Verdicts of a municipality: the three make up the total, and filter as they count. */
static void
test_verdicts(void **state)
{
	static const char *const words[] = { "no", "unknown", "yes" };
	struct facet_answer ans, one;
	uint32_t sum = 0;

	(void)state;
	for (int v = -1; v < 3; v++) {
		struct req *rq = request(v < 0 ?
			"place=24707000" :
			str_z(arena, str_fmt(arena, "place=24707000&verdict=%s", words[v])));
		struct nav_listing l;
		struct nav_filter f;

		assert_int_equal(nav_filter_of(rq, &f), OK);
		assert_int_equal(nav_listing_open(rq, &f, &l), OK);
		assert_int_equal(nav_listing_ask(&l, &f, 0, 100, v < 0 ? &ans : &one), OK);
		if (v < 0)
			continue;
		assert_int_equal(one.total, ans.counts[NF_VERDICT].p[v].n);
		sum += one.total;
		for (size_t i = 0; i < one.n; i++)
			assert_int_equal(l.match.results[one.ords[i]].verdict, v);
		for (size_t i = 1; i < one.n; i++) /* best first */
			assert_true(l.match.scores[one.ords[i - 1]] >= l.match.scores[one.ords[i]]);
	}
	assert_int_equal(sum, ans.total);
	arena_reset(arena);
}

/* ---- addresses ---------------------------------------------------------------- */

static void
same_filter(const struct nav_filter *a, const struct nav_filter *b)
{
	for (int k = 0; k < NF_N; k++) {
		assert_int_equal(a->picks[k].n, b->picks[k].n);
		assert_memory_equal(a->picks[k].v, b->picks[k].v, a->picks[k].n * sizeof(uint32_t));
	}
	assert_true(str_eq(a->q, b->q));
	assert_true(a->exact == b->exact && a->place_at == b->place_at && a->order == b->order &&
	    a->page == b->page && a->place_none == b->place_none);
	assert_true(a->as == b->as || a->place_at < 0);
}

static void
test_addresses(void **state)
{
	const struct nav_index *ix;
	struct nav_filter f, g;

	(void)state;
	assert_int_equal(nav_get(th, &ix), OK);
	for (int i = 0; i < FILTERS; i++) {
		struct req *rq = chance_request(ix);
		struct str url;

		assert_int_equal(nav_filter_of(rq, &f), OK);
		if (i % 3 == 0)
			f.q = S("ремонт & <двор>?=100 %");
		f.exact = i % 6 == 0;
		url = nav_filter_url(arena, "/navigator", &f);
		assert_true(str_starts(url, S("/navigator")));
		rq = request(
		    url.n > 10 ? str_z(arena, (struct str){ url.p + 11, url.n - 11 }) : "");
		assert_int_equal(nav_filter_of(rq, &g), OK);
		same_filter(&f, &g);
		assert_true(str_eq(url, nav_filter_url(arena, "/navigator", &g)));
		arena_reset(arena);
	}
}

/* ---- pages and files ----------------------------------------------------------------- */

static void
test_pages(void **state)
{
	static const char *const queries[] = { "", "page=3", "page=100000", "q=благоустройство",
		"q=благоустройство&exact=1&place=24707000", "q=ыъыъыъ", "q=???",
		"place=24707000&sort=amount",
		"level=federal&level=regional&topic=improvement&status=open",
		("money=loan&level=municipal"
		 "&stage=idea&recurrence=oneoff&cofin=none&amount=upto1m&backer=1&region=24000000") };

	(void)state;
	for (int again = 0; again < 2; again++) { /* the second time from what is held */
		for (size_t i = 0; i < LEN(queries); i++) {
			struct req *rq = request(queries[i]);

			rq->ui.lang = again ? LANG_EN : LANG_RU;
			assert_int_equal(nav_list(rq), OK);
			assert_true(str_find(buf_str(rq->out), S("v-bar__n")) > 0);
			rq = request(queries[i]);
			assert_int_equal(nav_list_atom(rq), OK);
			rq = request(queries[i]);
			assert_int_equal(nav_list_ics(rq), OK);
			assert_true(str_starts(buf_str(rq->out), S("BEGIN:VCALENDAR")));
			arena_reset(arena);
		}
	}
	struct req *rq = request("place=24707000");
	assert_int_equal(nav_list_xlsx(rq), OK);
	assert_true(str_starts(buf_str(rq->out), S("PK")));
	arena_reset(arena);
}

/* ---- other rooms -------------------------------------------------------------- */

static void
test_desk(void **state)
{
	struct req *rq = request("");
	struct navigator_desk d;
	struct navigator_cards soon;
	int all, open;

	(void)state;
	assert_int_equal(navigator_desk(rq, S("24707000"), 5, &d), OK);
	assert_true(d.n_yes > 0 && d.n_no > 0 && d.n_unknown > 0 && d.n_open > 0);
	assert_true(d.fits.n == 5 && d.fits.p[0].verdict == MATCH_YES);
	assert_true(d.gaps.n >= 1); /* gasification is in a quarter of the rules */
	assert_int_equal(d.gaps.p[0].field, MF_gasification);
	assert_true(d.gaps.p[0].decides > 0 && d.gaps.p[0].decides <= d.n_unknown);
	for (size_t i = 1; i < d.soon.n; i++)
		assert_true(d.soon.p[i - 1].days_left <= d.soon.p[i].days_left);
	assert_int_equal(navigator_desk(rq, S("24000000"), 5, &d), E_NOT_FOUND);
	assert_int_equal(navigator_desk(rq, S("99999999"), 5, &d), E_NOT_FOUND);
	assert_int_equal(navigator_counts(rq, &all, &open), OK);
	assert_true(all >= MEASURES && open > 0 && open < all);
	assert_int_equal(navigator_closing(rq, 7, &soon), OK);
	assert_int_equal(soon.n, 7);
	for (size_t i = 0; i < soon.n; i++)
		assert_true(soon.p[i].days_left >= 0);
	arena_reset(arena);
}

static void
test_amounts(void **state)
{
	const struct ui *ui = &request("")->ui;
	const struct opt_int none = { 0, false };
#define AMOUNT(lo, hi, text) assert_true(str_is(row_amount(ui, lo, hi), text))
#define RUB(n) ((struct opt_int){ (n), true })

	(void)state;
	AMOUNT(none, none, "");
	AMOUNT(none, RUB(14500000), "до 14,5\u00a0млн\u00a0₽");
	AMOUNT(RUB(5000000), RUB(20000000), "5–20\u00a0млн\u00a0₽");
	AMOUNT(RUB(300000), RUB(1500000), "0,3–1,5\u00a0млн\u00a0₽");
	AMOUNT(RUB(50000), RUB(900000), "50\u00a0000\u00a0₽ – 900\u00a0000\u00a0₽");
	AMOUNT(RUB(5000000), none, "от 5\u00a0000\u00a0000\u00a0₽");
	AMOUNT(RUB(2000000000), RUB(3500000000), "2–3,5\u00a0млрд\u00a0₽");
	assert_true(str_is(row_cap(ui, S("субсидия")), "Субсидия"));
	assert_true(str_is(row_cap(ui, S("житель")), "Житель"));
	assert_true(str_is(row_cap(ui, S("loan")), "Loan"));
	arena_reset(arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_counts),
		cmocka_unit_test(test_verdicts),
		cmocka_unit_test(test_addresses),
		cmocka_unit_test(test_amounts),
		cmocka_unit_test(test_pages),
		cmocka_unit_test(test_desk),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
