/* answer_talk.c - a question that goes on from the one before it.
 *
 * «А срок какой?» has no subject of its own. It is told by how it begins, by words that point back
 * («этого», «там») or by saying hardly anything; it is then looked for together with the last
 * question that stood alone. One that cites an article always stands alone.
 */
#include "cite/cite.h"
#include "law/answer_impl.h"
#include "text/text.h"

enum { FEW = 2 };

static bool
listed(struct str form, const char *const *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (str_is(form, list[i]))
			return true;
	return false;
}

static bool
begins_on(struct str form)
{
	static const char *const heads[] = { "а", "и", "но", "если", "тогда", "еще", "также",
		"почему", "зачем" };

	return listed(form, heads, LEN(heads));
}

static bool
points_back(struct str form)
{
	static const char *const words[] = { "это", "этого", "этому", "этом", "этим", "эти",
		"этих", "эта", "этой", "эту", "этот", "он", "она", "оно", "они", "его", "ее", "их",
		"ему", "ей", "им", "ими", "него", "нее", "них", "нем", "ней", "там", "тут", "туда",
		"такой", "такая", "такое", "такого", "таком", "тот", "том", "того", "тоже" };

	return listed(form, words, LEN(words));
}

/* Words of grammar and of asking that a short question is made of. */
static bool
says_little(struct str form)
{
	static const char *const words[] = { "какой", "какая", "какие", "какое", "каков", "кто",
		"что", "когда", "сколько", "где", "куда", "как", "ли", "в", "на", "по", "за", "с",
		"у", "к", "о", "не", "для", "от", "до", "при", "можно", "нужно", "надо", "есть",
		"будет", "быть", "должен", "должны" };

	return form.n == 0 || begins_on(form) || points_back(form) ||
	    listed(form, words, LEN(words));
}

enum err
law_follows(struct text_words *w, struct arena *a, struct str question, bool *ret)
{
	struct cite_names *names;
	struct text_tokens t;
	struct cites c;
	bool back = false;
	size_t content = 0;
	uint32_t pos = UINT32_MAX;

	*ret = false;
	TRY(text_tokens(w, a, question, &t));
	for (size_t i = 0; i < t.n; i++) {
		if (t.p[i].pos == pos)
			continue;
		pos = t.p[i].pos;
		back = back || points_back(t.p[i].form) || (i == 0 && begins_on(t.p[i].form));
		content += !says_little(t.p[i].form);
	}
	if (t.n == 0 || (!back && content > FEW))
		return OK;
	TRY(cite_names_new(a, &names));
	TRY(cite_find(a, names, question, &(struct cite_context){ 0 }, &c));
	for (size_t i = 0; i < c.n; i++)
		if (c.p[i].relative == CITE_ABSOLUTE)
			return OK;
	*ret = true;
	return OK;
}

enum err
law_join(struct text_words *w, struct arena *a, const struct law_question *q, struct str *ret_after,
    struct str *ret_search)
{
	bool follows = false;
	size_t at = q->n_was;

	*ret_after = S("");
	*ret_search = q->text;
	if (at > 0)
		TRY(law_follows(w, a, q->text, &follows));
	if (!follows)
		return OK;
	do {
		at--;
		TRY(law_follows(w, a, q->was[at], &follows));
	} while (follows && at > 0);
	*ret_after = q->was[at];
	*ret_search = str_fmt(a, "%.*s %.*s", FMT(q->was[at]), FMT(q->text));
	return ret_search->p ? OK : E_NOMEM;
}
