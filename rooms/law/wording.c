/* wording.c - what files say of an article, what lawyers made of it, and which of them stands. */
#include "law/wording.h"

#include <sodium.h>

#include "gen/law/q.h"
#include "law/lawyer_impl.h"
#include "text/text.h"

/* ---- lines ------------------------------------------------------------------------ */

enum err
law_lines_split(struct arena *a, struct str text, struct ask_words *ret)
{
	struct str rest = text, *p;
	size_t n = 1;

	*ret = (struct ask_words){ 0 };
	if (text.n == 0)
		return OK;
	for (size_t i = 0; i < text.n; i++)
		n += text.p[i] == '\n';
	p = arena_array(a, struct str, n);
	if (p == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < n; i++)
		p[i] = str_cut(rest, '\n', &rest);
	*ret = (struct ask_words){ p, n };
	return OK;
}

static bool
has_line(struct str text, struct str line)
{
	for (struct str rest = text; rest.p != NULL;)
		if (str_eq(str_cut(rest, '\n', &rest), line))
			return true;
	return false;
}

static enum err
lines_add(struct buf *b, struct str text)
{
	for (struct str rest = text; rest.p != NULL && rest.n > 0;) {
		struct str line = str_trim(str_cut(rest, '\n', &rest));

		if (line.n == 0 || (b->n > 0 && has_line(buf_str(b), line)))
			continue;
		if (b->n > 0)
			buf_putc(b, '\n');
		buf_put(b, line);
	}
	return buf_err(b);
}

static struct str
text_of(const struct buf *b)
{
	return b->n > 0 ? buf_str(b) : S("");
}

enum err
law_lines_clean(struct arena *a, struct str text, struct str *ret)
{
	struct buf b;

	buf_init(&b, a, IMPORT_LINE_MAX);
	for (struct str rest = text; rest.p != NULL && rest.n > 0;) {
		struct str line = str_trim(str_cut(rest, '\n', &rest));

		if (line.n > 0 && b.n > 0)
			buf_putc(&b, '\n');
		buf_put(&b, line);
	}
	*ret = text_of(&b);
	return buf_err(&b);
}

enum err
law_lines_less(struct arena *arena, struct str a, struct str b, struct ask_words *ret)
{
	struct ask_words all;
	struct str *p;

	TRY(law_lines_split(arena, a, &all));
	p = arena_array(arena, struct str, all.n + 1);
	if (p == NULL)
		return E_NOMEM;
	*ret = (struct ask_words){ p, 0 };
	for (size_t i = 0; i < all.n; i++)
		if (!has_line(b, all.p[i]))
			p[ret->n++] = all.p[i];
	return OK;
}

/* ---- one article ------------------------------------------------------------------ */

/* Rows of several files add up, each line once. */
static enum err
file_lines(struct db *db, struct arena *a, struct str act, struct str article,
    struct law_lines *ret, struct str *ret_sum)
{
	crypto_generichash_state state;
	unsigned char raw[16];
	char hex[sizeof raw * 2 + 1];
	struct q_situations_of_rows rows;
	struct buf questions, words;

	TRY(q_situations_of(db, a, act, article, &rows));
	buf_init(&questions, a, IMPORT_LINE_MAX);
	buf_init(&words, a, IMPORT_LINE_MAX);
	for (size_t i = 0; i < rows.n; i++) {
		TRY(lines_add(&questions, rows.p[i].questions));
		TRY(lines_add(&words, rows.p[i].words));
	}
	*ret = (struct law_lines){ text_of(&questions), text_of(&words) };
	crypto_generichash_init(&state, NULL, 0, sizeof raw);
	crypto_generichash_update(
	    &state, (const unsigned char *)ret->questions.p, ret->questions.n);
	crypto_generichash_update(&state, (const unsigned char *)"\1", 1);
	crypto_generichash_update(&state, (const unsigned char *)ret->words.p, ret->words.n);
	crypto_generichash_final(&state, raw, sizeof raw);
	sodium_bin2hex(hex, sizeof hex, raw, sizeof raw);
	*ret_sum = str_dup(a, str_c(hex));
	return ret_sum->p ? OK : E_NOMEM;
}

enum err
law_wording_get(struct db *db, struct arena *a, struct str act, struct str article,
    struct law_wording *ret)
{
	struct law_wording w = { .act = act, .article = article };
	struct q_wording_get g;
	enum err e;

	TRY(file_lines(db, a, act, article, &w.file, &w.file_sum));
	TRY(q_wording_last(db, act, article, &w.last));
	e = q_wording_get(db, a, act, article, &g);
	if (e != OK && e != E_NOT_FOUND)
		return e;
	w.edited = e == OK;
	w.now = w.edited ? (struct law_lines){ g.questions, g.words } : w.file;
	w.conflict = w.edited && !str_eq(g.base, w.file_sum);
	*ret = w;
	return OK;
}

enum err
law_wording_put(struct db *db, const struct law_wording *w, const struct law_lines *now,
    const struct law_effect *effect, int64_t author, int64_t at)
{
	bool as_file = str_eq(now->questions, w->file.questions) &&
	    str_eq(now->words, w->file.words);

	if (as_file)
		TRY(q_wording_drop(db, w->act, w->article));
	else
		TRY(q_wording_put(db,
		    &(struct q_wording_put_in){ .act = w->act,
			.article = w->article,
			.questions = now->questions,
			.words = now->words,
			.base = w->file_sum,
			.now = at }));
	TRY(q_wording_step_add(db,
	    &(struct q_wording_step_add_in){ .act = w->act,
		.article = w->article,
		.was_questions = w->now.questions,
		.was_words = w->now.words,
		.questions = now->questions,
		.words = now->words,
		.better = effect->better,
		.worse = effect->worse,
		.other = effect->other,
		.author = author,
		.now = at }));
	return version_bump(db, "law");
}

/* ---- with imports ----------------------------------------------------------------- */

enum err
law_wording_sums(struct db *db, struct arena *a, struct law_wording_sums *ret)
{
	struct q_wordings_all_rows rows;
	struct law_lines lines;

	TRY(q_wordings_all(db, a, &rows));
	ret->n = 0;
	ret->p = arena_array(a, struct law_wording_sum, rows.n + 1);
	if (ret->p == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < rows.n; i++) {
		struct law_wording_sum s = { rows.p[i].act, rows.p[i].article, S("") };

		TRY(file_lines(db, a, s.act, s.article, &lines, &s.sum));
		ret->p[ret->n++] = s;
	}
	return OK;
}

/* ---- questions to try on ---------------------------------------------------------- */

enum err
law_trial_add(struct db *db, struct arena *a, struct str question, struct str act,
    struct str article, int64_t author, int64_t now, bool *ret_new)
{
	struct str folded = text_fold(a, question);
	int64_t n;

	if (folded.p == NULL)
		return E_NOMEM;
	TRY(q_trial_add(db,
	    &(struct q_trial_add_in){ .question = question, .folded = folded, .act = act,
		.article = article, .author = { author, author != 0 }, .now = now }, &n));
	*ret_new = n > 0;
	return OK;
}
