/* answer_meant.c - what a question that is too wide may mean: choices told apart by what the
 * candidates differ in, acts before topics before articles. */
#include "law/answer_impl.h"

/* «Глава 5. Отпуска» → «Отпуска»: the number says nothing to who chooses. */
static struct str
heading_words(struct str h)
{
	ptrdiff_t at = str_find(h, S(". "));
	bool numbered = str_starts(h, S("Глава")) || str_starts(h, S("Раздел")) ||
	    str_starts(h, S("§")) || str_starts(h, S("Подраздел"));
	struct str rest;

	if (!numbered || at < 0)
		return h;
	rest = str_trim((struct str){ h.p + at + 2, h.n - (size_t)at - 2 });
	return rest.n > 0 ? rest : h;
}

struct str
law_unit_topic(struct arena *a, const struct law_unit *u)
{
	struct str head = heading_words(u->chapter);

	return head.n > 0 ? str_fmt(a, "%.*s, %.*s", FMT(head), FMT(u->act->shrt)) : u->act->shrt;
}

int64_t
law_unit_of(const struct law_asker *k, struct str in)
{
	for (size_t i = 0; in.n > 0 && i < k->units.n; i++) {
		const struct law_unit *u = &k->units.p[i];
		struct str key = u->act->key;

		if (in.n == key.n + 1 + u->eid.n && str_starts(in, key) && in.p[key.n] == '/' &&
		    str_ends(in, u->eid))
			return (int64_t)i;
	}
	return -1;
}

static bool
all_differ(const struct str *s, size_t n)
{
	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j <= i; j++)
			if (s[i].n == 0 || (j < i && str_eq(s[i], s[j])))
				return false;
	return true;
}

static enum law_differ
differ_in(const struct law_asker *k, const struct ask_answer *said)
{
	struct str acts[ASK_CHOICES] = { { 0 } }, topics[ASK_CHOICES] = { { 0 } };

	for (size_t i = 0; i < said->n_choices; i++) {
		const struct law_unit *u = &k->units.p[said->choice[i].unit];

		acts[i] = u->act->shrt;
		topics[i] = heading_words(u->chapter);
	}
	return all_differ(acts, said->n_choices) ? LAW_BY_ACT :
	    all_differ(topics, said->n_choices)  ? LAW_BY_TOPIC :
						   LAW_BY_ARTICLE;
}

enum err
law_meant_fill(const struct law_asker *k, struct arena *a, const struct ask_answer *said,
    struct law_answer *r)
{
	r->differ = differ_in(k, said);
	for (size_t i = 0; i < said->n_choices; i++) {
		const struct law_unit *u = &k->units.p[said->choice[i].unit];
		struct law_meant *m = &r->choice[r->n_choices++];
		struct str topic = heading_words(u->chapter);

		*m = (struct law_meant){ .near = law_near(k, a, said->choice[i].unit),
			.in = str_fmt(a, "%.*s/%.*s", FMT(u->act->key), FMT(u->eid)) };
		m->near.situation = law_asked_as(
		    k, said->choice[i].situation, said->choice[i].question);
		if (r->differ == LAW_BY_ACT) {
			m->label = u->act->shrt;
			m->hint = topic.n > 0 ? topic : u->title;
		} else {
			m->label = r->differ == LAW_BY_TOPIC ? topic : u->title;
			m->hint = u->act->shrt;
		}
		if (m->in.p == NULL)
			return E_NOMEM;
	}
	return OK;
}
