/* cite_marks.c - references of a text as links: to the edition of the text's own day, and to what
 * is in force where that says something else. */
#include "gen/law/q.h"
#include "law/cites.h"
#include "law/pages.h"

#define MARKS_MAX 200	/* of one text: the rest stay text */

struct marker {
	struct req *rq;
	const struct law_index *x;
	struct law_meaning m;
	struct law_has_db has;
	int32_t day;
};

/* In which row of the article does an edition have it; 0: not at all. */
static int64_t
version_in(const struct q_versions_of_rows *rows, const struct law_edition *ed)
{
	for (size_t i = 0; i < rows->n; i++)
		if (rows->p[i].edition == ed->id)
			return rows->p[i].version.v;
	return 0;
}

/* Does the norm say the same in both editions? */
static enum err
same(struct marker *k, const struct law_means *to, const struct law_edition *then,
    const struct law_edition *now, bool *ret)
{
	struct q_versions_of_rows rows;
	struct q_article art;

	*ret = then == now;
	if (*ret || to->eid.n == 0)
		return OK;
	TRY(q_article(
	    k->rq->db, k->rq->arena, (struct act_id){ to->act->id }, to->eid, &art));
	TRY(q_versions_of(k->rq->db, k->rq->arena, art.id, &rows));
	*ret = version_in(&rows, then) == version_in(&rows, now);
	return OK;
}

static struct str
address(struct arena *a, const struct law_means *to, int32_t day)
{
	struct str url = law_url(a, to->act, day, to->eid, to->unit);

	if (to->unit.n == 0)
		return url;
	return str_fmt(a, "%.*s#%.*s", FMT(url), FMT(law_anchor(a, to->unit)));
}

static enum err
mark_one(struct marker *k, const struct cite *c, struct law_mark *ret)
{
	struct arena *a = k->rq->arena;
	const struct law_edition *then, *now;
	struct law_means to;
	bool is_same;

	*ret = (struct law_mark){ .from = c->from, .to = c->to, .url = S(""), .now_url = S("") };
	TRY(law_means_of(&k->m, c, &c->targets[0], &to));
	if (to.act == NULL || (to.eid.n > 0 && !to.there) || !law_may_see(k->rq, to.act))
		return OK;
	then = law_on(to.act, k->day);
	now = law_on(to.act, k->rq->ui.today);
	if (then == NULL || now == NULL) { /* what the base has, is all there is */
		ret->url = address(a, &to, 0);
		return ret->url.p ? OK : E_NOMEM;
	}
	TRY(same(k, &to, then, now, &is_same));
	ret->url = address(a, &to, is_same ? 0 : then->since);
	if (!is_same) {
		ret->now_url = address(a, &to, 0);
		ret->now_since = now->since;
	}
	return ret->url.p && ret->now_url.p ? OK : E_NOMEM;
}

enum err
law_marks_of(struct req *rq, struct str text, int32_t day, const struct cites *found,
    struct law_marks *ret)
{
	struct marker k = { .rq = rq, .has = { rq->db, rq->arena }, .day = day };

	TRY(law_get(rq->th, &k.x));
	k.m = (struct law_meaning){ .x = k.x, .a = rq->arena, .has = law_has_db, .ctx = &k.has,
		.eid = S("") };
	for (size_t i = 0, at = 0; i < found->n && ret->n < MARKS_MAX; i++) {
		struct law_mark one;

		if (found->p[i].from < at || found->p[i].to > text.n)
			continue;
		TRY(mark_one(&k, &found->p[i], &one));
		TRY(VEC_PUSH(rq->arena, ret, one));
		at = found->p[i].to;
	}
	return OK;
}

/* ---- Markdown ------------------------------------------------------------------------ */

static bool
any_of(struct str s, const char *set)
{
	for (size_t i = 0; i < s.n; i++)
		if (strchr(set, s.p[i]) != NULL)
			return true;
	return false;
}

/* A line with code, an address or a link of its own is the writer's. */
static bool
plain(struct str text, size_t from, size_t to)
{
	size_t begin = from, end = to;
	struct str line;

	while (begin > 0 && text.p[begin - 1] != '\n')
		begin--;
	while (end < text.n && text.p[end] != '\n')
		end++;
	line = (struct str){ text.p + begin, end - begin };
	return !any_of(line, "[]`<>\\") && !str_starts(line, S("    ")) &&
	    !str_starts(line, S("\t")) && !any_of((struct str){ text.p + from, to - from }, "*_\n");
}

enum err
law_linked(struct req *rq, struct str markdown, int32_t day, struct str *ret)
{
	struct cite_context ctx = { .act = { .kind = CITE_NONE } };
	struct law_marks marks = { 0 };
	const struct law_index *x;
	struct cites found;
	struct buf b;
	size_t at = 0;

	*ret = markdown;
	if (markdown.n == 0)
		return OK;
	TRY(law_get(rq->th, &x));
	TRY(cite_find(rq->arena, x->names, markdown, &ctx, &found));
	if (found.n == 0)
		return OK;
	TRY(law_marks_of(rq, markdown, day, &found, &marks));
	buf_init(&b, rq->arena, 4 * MiB);
	for (size_t i = 0; i < marks.n; i++) {
		const struct law_mark *m = &marks.p[i];

		if (m->url.n == 0 || !plain(markdown, m->from, m->to))
			continue;
		buf_put(&b, (struct str){ markdown.p + at, m->from - at });
		buf_fmt(&b, "[%.*s](<%.*s>)", (int)(m->to - m->from), markdown.p + m->from,
		    FMT(m->url));
		if (m->now_url.n > 0)
			buf_fmt(&b, " ([%.*s](<%.*s>))", FMT(law_now_words(&rq->ui, m->now_since)),
			    FMT(m->now_url));
		at = m->to;
	}
	buf_put(&b, (struct str){ markdown.p + at, markdown.n - at });
	TRY(buf_err(&b));
	*ret = buf_str(&b);
	return OK;
}

struct str
law_now_words(const struct ui *ui, int32_t since)
{
	return trf(ui, "сейчас действует редакция с %1", ui_day_field(ui, since));
}
