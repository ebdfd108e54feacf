/* cards.c - rows of measures for lists of any room: read in one statement, shown in order. */
#include "gen/navigator/q.h"
#include "gen/navigator/u.h"
#include "navigator/index.h"
#include "text/text.h"

#define CARDS_AT_ONCE 50

static void
from_row(struct arena *a, const struct db_cur *c, int32_t today, struct navigator_card *card)
{
	card->id = db_col_int(c, 0);
	card->key = str_dup(a, db_col_text(c, 1));
	card->title = str_dup(a, db_col_text(c, 2));
	card->summary = str_dup(a, db_col_text(c, 3));
	card->backer = str_dup(a, db_col_text(c, 4));
	card->level = (int)db_col_int(c, 5);
	card->money = (int)db_col_int(c, 6);
	card->amount_min = db_col_oint(c, 7);
	card->amount_max = db_col_oint(c, 8);
	card->opens = db_col_oint(c, 9);
	card->closes = db_col_oint(c, 10);
	card->checked = db_col_oint(c, 11);
	card->demo = db_col_int(c, 12) != 0;
	card->created = db_col_int(c, 13);
	card->updated = db_col_int(c, 14);
	card->url = url_navigator_show(a, card->key);
	card->status = status_of(card->opens, card->closes, today);
	card->days_left = card->closes.has ? (int)(card->closes.v - today) : -1;
}

static enum err
read_some(struct req *rq, const struct nav_index *ix, const uint32_t *ords, size_t n,
    struct navigator_card *out)
{
	struct sql q;
	struct db_cur cur;
	bool row;

	sql_init(&q, rq->arena);
	sql_put(&q,
	    "SELECT m.id, m.key, m.title, m.summary, b.name, m.level, m.money, m.amount_min,"
	    " m.amount_max, m.opens, m.closes, m.checked, m.demo, m.created, m.updated"
	    " FROM navigator_measure m"
	    " JOIN navigator_backer b ON b.id = m.backer WHERE m.id IN (0");
	for (size_t i = 0; i < n; i++)
		sql_add(&q, ", ?", DBV_INT(ix->rows[ords[i]].id));
	sql_put(&q, ")");
	TRY(db_query_sql(rq->db, &q, &cur));
	for (;;) {
		TRY(db_next(&cur, &row));
		if (!row)
			return OK;
		int64_t id = db_col_int(&cur, 0);
		for (size_t i = 0; i < n; i++)
			if (ix->rows[ords[i]].id == id)
				from_row(rq->arena, &cur, ix->today, &out[i]);
	}
}

/* «все 4 условия выполнены» or the first condition that decided. */
static enum err
reason(struct req *rq, const struct navigator_card *c, const struct rule *rule,
    const struct passport *p, uint64_t applicant, struct str *ret)
{
	struct match_answer ans;
	bool en = rq->ui.lang == LANG_EN;

	TRY(match_explain(rq->arena, rule, p, applicant, en, &ans));
	*ret = S("");
	/* a condition, not the head of its group: «хотя бы одно из» says nothing alone */
	for (size_t i = 0; c->verdict != MATCH_YES && i < ans.n_lines; i++) {
		if (ans.lines[i].kind == RULE_LEAF && ans.lines[i].verdict == c->verdict &&
		    (ans.lines[i].decides || c->verdict == MATCH_UNKNOWN)) {
			*ret = ans.lines[i].why.n ? ans.lines[i].why : ans.lines[i].text;
			return OK;
		}
	}
	if (c->verdict == MATCH_YES && ans.total > 0)
		*ret = trf(&rq->ui, "выполнено условий: %1 из %2", ui_num(&rq->ui, ans.met),
		    ui_num(&rq->ui, ans.total));
	else if (c->verdict == MATCH_YES)
		*ret = tr(&rq->ui, "условий нет");
	else
		*ret = tr(&rq->ui, "действует в других территориях или для других заявителей");
	return OK;
}

static enum err
explain(struct req *rq, const struct nav_index *ix, const uint32_t *ords, size_t n,
    const struct nav_match *m, const struct passport *p, uint64_t applicant,
    struct navigator_card *out)
{
	const struct places_index *x;
	struct match_places finder;

	TRY(places_get(rq->th, &x));
	finder = nav_places(x);
	for (size_t i = 0; i < n; i++) {
		const struct match_result *r = &m->results[ords[i]];
		struct rule_problems problems = { 0 };
		struct str json;
		struct rule rule;
		enum err e;

		out[i].matched = true;
		out[i].verdict = (enum verdict)r->verdict;
		out[i].met = r->met;
		out[i].total = r->total;
		out[i].score = m->scores[ords[i]];
		TRY(q_rule_of(
		    rq->db, rq->arena, (struct measure_id){ ix->rows[ords[i]].id }, &json));
		e = rule_parse(rq->arena, json, &finder, rq->ui.lang == LANG_EN, &rule, &problems);
		if (e == OK)
			e = reason(rq, &out[i], &rule, p, applicant, &out[i].reason);
		if (e != OK && e != E_INPUT)
			return e;
	}
	return OK;
}

enum err
nav_cards(struct req *rq, const struct nav_index *ix, const uint32_t *ords, size_t n,
    const struct nav_match *m, const struct passport *p, uint64_t applicant,
    struct navigator_cards *ret)
{
	struct navigator_card *out = arena_array(rq->arena, struct navigator_card, n + 1);

	if (out == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < n; i += CARDS_AT_ONCE)
		TRY(read_some(
		    rq, ix, ords + i, n - i < CARDS_AT_ONCE ? n - i : CARDS_AT_ONCE, out + i));
	if (m != NULL && p != NULL)
		TRY(explain(rq, ix, ords, n, m, p, applicant, out));
	*ret = (struct navigator_cards){ out, n };
	return OK;
}
