/* learned.c - what published answers teach: the question's wording under each article that the
 * answer cites. Made anew with each index, so an answer that is taken off teaches nothing. */
#include "cite/cite.h"
#include "gen/law/q.h"
#include "law/answer.h"
#include "text/text.h"

#define ASKED_POINTS 600	/* of the question's text; what follows is details */
#define ARTICLES 20		/* of one answer */
#define ANSWER_BYTES (32 * MiB)

struct learning {
	struct arena *a, *scratch;
	const struct law_index *x;
	VEC(struct ask_situation) rows;
	VEC(int64_t) answer;
};

/* An article of an act of the base, once an answer. */
static enum err
article_put(struct learning *l, size_t first, int64_t answer, struct str act,
    struct str article, struct ask_words questions)
{
	struct ask_situation s = { .act = act, .article = str_dup(l->a, article),
		.questions = questions, .learned = true };

	for (size_t i = first; i < l->rows.n; i++)
		if (str_eq(l->rows.p[i].act, act) && str_eq(l->rows.p[i].article, article))
			return OK;
	if (s.article.p == NULL)
		return E_NOMEM;
	if (l->rows.n - first >= ARTICLES)
		return OK;
	TRY(VEC_PUSH(l->a, &l->answer, answer));
	return VEC_PUSH(l->a, &l->rows, s);
}

static enum err
asked_words(struct learning *l, const struct q_answers_learned *r, struct ask_words *ret)
{
	struct str *p = arena_array(l->a, struct str, 2);

	if (p == NULL)
		return E_NOMEM;
	p[0] = str_dup(l->a, r->title);
	p[1] = str_dup(l->a, utf8_cut(r->asked, ASKED_POINTS));
	*ret = (struct ask_words){ p, 2 };
	return p[0].p && p[1].p ? OK : E_NOMEM;
}

static enum err
answer_row(void *ctx, const struct q_answers_learned *r)
{
	struct learning *l = ctx;
	struct cite_context none = { .act = { .kind = CITE_NONE } };
	struct ask_words questions;
	size_t first = l->rows.n;
	struct cites found;

	arena_reset(l->scratch);
	TRY(cite_find(l->scratch, l->x->names, r->answer, &none, &found));
	if (found.n == 0)
		return OK;
	TRY(asked_words(l, r, &questions));
	for (size_t i = 0; i < found.n; i++) {
		const struct law_act *act = law_cited(l->x, &found.p[i]);

		for (size_t k = 0; act != NULL && k < found.p[i].n_targets; k++) {
			struct str no = found.p[i].targets[k].at[CITE_ARTICLE].from;

			if (no.n > 0)
				TRY(article_put(l, first, r->id, law_act_code(act), no, questions));
		}
	}
	return OK;
}

enum err
law_learned_read(struct db *db, struct arena *a, const struct law_index *x,
    struct law_learned *ret)
{
	struct learning l = { .a = a, .x = x, .scratch = arena_new(ANSWER_BYTES) };
	enum err e = l.scratch ? q_answers_learned(db, answer_row, &l) : E_NOMEM;

	arena_free(l.scratch);
	TRY(e);
	*ret = (struct law_learned){ l.rows.p, l.answer.p, l.rows.n };
	return OK;
}
