/* eval.c - how well questions are answered: make eval.
 *
 *   eval DATA SITUATIONS            the table
 *   eval DATA SITUATIONS rank       a line a question: place of the article, what came first
 *   eval DATA SITUATIONS ask        questions from standard input, a line each
 *   eval DATA SITUATIONS check      are the goals reached: N passed, N failed
 *   eval DATA SITUATIONS speed N    time of an answer with the acts N times over
 *   eval DATA SITUATIONS learn      halves learned from each other, seven deals
 *   eval DATA SITUATIONS overlay N  is an index with one article's situations replaced the same?
 *
 * DATA holds laws, legal_qa and legal_qa_municipal. Plain BM25 stands beside: the same
 * texts and analyser, title twice, all words of the question.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include "law/ask/inner.h"
#include "folds.h"
#include "learn.h"
#include "load.h"

#define DICTIONARY "/usr/share/hunspell"
enum { SHOWN = 10 };

struct ev {
	struct arena *a;	/* for all */
	struct arena *one;	/* for a question */
	struct text_words *w;
	struct loaded in;
	struct ask_index *ix;
	struct lexis terms;	/* of plain BM25 */
	struct postings plain;
	float *idf;
};

/* ---- plain BM25 ------------------------------------------------------------------- */

struct plain_doc { uint32_t *count, *seen; uint32_t n, len; };

static enum err
plain_words(struct ev *v, struct str text, uint32_t times, struct plain_doc *d)
{
	struct text_tokens t;
	uint32_t term;

	TRY(text_tokens(v->w, v->one, text, &t));
	for (size_t i = 0; i < t.n; i++) {
		TRY(lexis_put(&v->terms, t.p[i].term, &term));
		if (d->count[term] == 0)
			d->seen[d->n++] = term;
		d->count[term] += times;
	}
	d->len += (uint32_t)t.n * times;
	return OK;
}

static enum err
plain_build(struct ev *v)
{
	const size_t most = 1 << 20;
	struct plain_doc d = { arena_array(v->a, uint32_t, most), arena_array(v->a, uint32_t, most),
		0, 0 };
	uint32_t *len = arena_array(v->a, uint32_t, v->in.src.n_units + 1);
	VEC(struct triple) t = { 0 };
	double mean = 0;

	if (d.count == NULL || d.seen == NULL || len == NULL)
		return E_NOMEM;
	TRY(lexis_init(&v->terms, v->a));
	for (size_t i = 0; i < v->in.src.n_units; i++) {
		const struct ask_unit *u = &v->in.src.unit[i];
		arena_reset(v->one);
		TRY(plain_words(v, u->title, 2, &d));
		TRY(plain_words(v, u->text, 1, &d));
		for (uint32_t k = 0; k < d.n; k++) {
			struct triple one = { d.seen[k], (uint32_t)i, (float)d.count[d.seen[k]] };
			TRY(VEC_PUSH(v->a, &t, one));
			d.count[d.seen[k]] = 0;
		}
		len[i] = d.len;
		mean += d.len;
		d.n = d.len = 0;
	}
	mean /= (double)v->in.src.n_units;
	for (size_t i = 0; i < t.n; i++)
		t.p[i].w = (float)(t.p[i].w * 2.2 /
		    (t.p[i].w + 1.2 * (0.25 + 0.75 * len[t.p[i].doc] / mean)));
	TRY(postings_make(v->a, t.p, t.n, v->terms.n, SIZE_MAX, &v->plain));
	v->idf = arena_array(v->a, float, v->terms.n + 1);
	for (uint32_t i = 0; v->idf != NULL && i < v->terms.n; i++) {
		double df = (double)(v->plain.at[i + 1] - v->plain.at[i]);
		v->idf[i] = (float)log(1 + ((double)v->in.src.n_units - df + 0.5) / (df + 0.5));
	}
	return v->idf ? OK : E_NOMEM;
}

static enum err
plain_ask(struct ev *v, struct str text, int64_t top[SHOWN])
{
	float *score = arena_array(v->one, float, v->in.src.n_units + 1);
	struct text_tokens t;

	if (score == NULL)
		return E_NOMEM;
	TRY(text_tokens(v->w, v->one, text, &t));
	for (size_t i = 0; i < t.n; i++) {
		uint32_t term = lexis_find(&v->terms, t.p[i].term);
		if (term == NO_TERM)
			continue;
		for (uint64_t k = v->plain.at[term]; k < v->plain.at[term + 1]; k++)
			score[v->plain.p[k].doc] += v->idf[term] * v->plain.p[k].w;
	}
	for (int n = 0; n < SHOWN; n++) {
		top[n] = -1;
		for (size_t i = 0; i < v->in.src.n_units; i++)
			if (score[i] > 0 && (top[n] < 0 || score[i] > score[top[n]]))
				top[n] = (int64_t)i;
		if (top[n] >= 0)
			score[top[n]] = 0;
	}
	return OK;
}

/* ---- one question --------------------------------------------------------------------- */

struct result {
	int place, plain_place;	/* from 1; 0: not among ten */
	bool both, answered, quoted, passage;
	struct ask_answer ans;
};

static bool
one_of(const struct str *p, size_t n, struct str s)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(p[i], s))
			return true;
	return false;
}

static int
place_of(const struct ev *v, const struct question_row *r, const int64_t *top)
{
	for (int i = 0; i < SHOWN; i++)
		if (top[i] >= 0 && one_of(r->expected, r->n_expected, v->in.key[top[i]]))
			return i + 1;
	return 0;
}

/* Ranking apart from refusal: the ten nearest inside. */
static enum err
rank_ask(struct ev *v, struct str text, int64_t top[SHOWN])
{
	struct question q;
	struct near *near;
	size_t n;
	int got = 0;

	TRY(question_read(v->ix, v->w, v->one, text, &q));
	TRY(rank_units(v->ix, &q, v->one, &near, &n));
	for (int i = 0; i < SHOWN; i++)
		top[i] = -1;
	for (size_t i = 0; i < n && got < SHOWN; i++)
		if (!v->ix->doc[near[i].doc].outside)
			top[got++] = v->ix->doc[near[i].doc].id;
	return OK;
}

static void
result_quotes(const struct ev *v, const struct question_row *r, struct result *res)
{
	res->quoted = true;
	for (size_t i = 0; i < res->ans.n; i++) {
		const struct ask_quote *q = &res->ans.quote[i];
		struct str text = v->in.src.unit[q->unit].text;
		struct str cut = { text.p + q->from, q->to - q->from };
		if (q->from >= q->to || q->to > text.n || !utf8_valid(cut) ||
		    str_find(text, cut) < 0)
			res->quoted = false;
		if (!str_eq(v->in.key[q->unit], r->quote_of) || r->quote.n == 0)
			continue;
		ptrdiff_t at = str_find(text, r->quote);
		if (at >= 0 && (size_t)at < q->to && q->from < (size_t)at + r->quote.n)
			res->passage = true;
	}
}

static enum err
result_find(struct ev *v, const struct question_row *r, struct result *res)
{
	int64_t top[SHOWN];
	size_t need = 0;

	*res = (struct result){ 0 };
	arena_reset(v->one);
	TRY(plain_ask(v, r->text, top));
	res->plain_place = place_of(v, r, top);
	TRY(rank_ask(v, r->text, top));
	res->place = place_of(v, r, top);
	for (int i = 0; i < ASK_QUOTES && r->n_required > 0; i++)
		need += top[i] >= 0 && one_of(r->required, r->n_required, v->in.key[top[i]]);
	res->both = r->n_required > 0 && need == r->n_required;
	TRY(ask(v->ix, v->w, v->one, r->text, &res->ans));
	res->answered = res->ans.outcome == ASK_GROUNDED;
	result_quotes(v, r, res);
	return OK;
}

/* ---- the table ---------------------------------------------------------------------------- */

struct line {
	const char *name;
	int n, first, three, ten, plain_first, plain_three, plain_ten;
	int shown_first, shown_three;	/* as a reader sees it: refused ones show nothing */
	int answered, refused, absent, both, twos, quoted, passages, with_passage;
};

static bool
is_half(const struct question_row *r, int half)
{
	unsigned char last = (unsigned char)r->id.p[r->id.n - 1];

	return half < 0 || (last - '0') % 2 == half;
}

static void
line_add(struct line *l, const struct question_row *r, const struct result *x)
{
	if (r->n_expected == 0) {
		l->absent++;
		l->refused += !x->answered;
		return;
	}
	l->n++;
	l->first += x->place == 1;
	l->three += x->place >= 1 && x->place <= 3;
	l->ten += x->place >= 1;
	l->shown_first += x->answered && x->place == 1;
	l->shown_three += x->answered && x->place >= 1 && x->place <= 3;
	l->plain_first += x->plain_place == 1;
	l->plain_three += x->plain_place >= 1 && x->plain_place <= 3;
	l->plain_ten += x->plain_place >= 1;
	l->answered += x->answered;
	l->twos += r->n_required > 0;
	l->both += x->both;
	l->quoted += x->quoted;
	l->with_passage += r->quote.n > 0;
	l->passages += x->passage;
}

static int
percent(int part, int whole)
{
	return whole > 0 ? (200 * part + whole) / (2 * whole) : 0;
}

static void
line_print(const struct line *l)
{
	if (l->n > 0)
		printf("%-34s %4d   %3d %3d %3d   %3d %3d %3d", l->name, l->n,
		    percent(l->plain_first, l->n), percent(l->plain_three, l->n),
		    percent(l->plain_ten, l->n), percent(l->first, l->n), percent(l->three, l->n),
		    percent(l->ten, l->n));
	else
		printf("%-34s %4s   %11s   %11s", l->name, "", "", "");
	if (l->n > 0)
		printf("   %3d %3d   %3d", percent(l->shown_first, l->n),
		    percent(l->shown_three, l->n), percent(l->answered, l->n));
	else
		printf("   %13s", "");
	if (l->absent > 0)
		printf("   %3d of %d", percent(l->refused, l->absent), l->absent);
	putchar('\n');
}

static enum err
results_all(struct ev *v, struct result *res)
{
	for (size_t i = 0; i < v->in.n_rows; i++)
		TRY(result_find(v, &v->in.row[i], &res[i]));
	return OK;
}

static struct line
line_sum(const struct ev *v, const struct result *res, const char *name, const char *style,
    int half)
{
	struct line l = { .name = name };
	bool general = style != NULL && strcmp(style, "legal_qa") == 0;
	bool municipal = style != NULL && strcmp(style, "municipal") == 0;

	for (size_t i = 0; i < v->in.n_rows; i++) {
		const struct question_row *r = &v->in.row[i];
		if (!is_half(r, half) || (general && r->municipal) ||
		    (municipal && !r->municipal) ||
		    (style && !general && !municipal && !str_is(r->style, style)))
			continue;
		line_add(&l, r, &res[i]);
	}
	return l;
}

static void
line_of(const struct ev *v, const struct result *res, const char *name, const char *style, int half)
{
	struct line l = line_sum(v, res, name, style, half);

	line_print(&l);
	if (style == NULL && half < 0)
		printf("\nquotes found byte for byte      %d of %d answers\n"
		       "the very passage among three    %d of %d\n"
		       "both articles among three       %d of %d\n", l.quoted, l.n, l.passages,
		    l.with_passage, l.both, l.twos);
}

static enum err
table(struct ev *v)
{
	struct result *res = arena_array(v->a, struct result, v->in.n_rows + 1);

	if (res == NULL)
		return E_NOMEM;
	TRY(results_all(v, res));
	printf("%-34s %4s   %-11s   %-11s   %-7s\n", "", "", "plain BM25", "Veche",
	    "less refusals");
	printf("%-34s %4s   %s   %s   %s   %s\n", "share of questions, %", "n",
	    "1st   3  10", "1st   3  10", "1st   3   answ", "refused");
	line_of(v, res, "general (legal_qa)", "legal_qa", -1);
	line_of(v, res, "municipal", "municipal", -1);
	line_of(v, res, "  plain", "plain", -1);
	line_of(v, res, "  professional", "professional", -1);
	line_of(v, res, "  chat", "chat", -1);
	line_of(v, res, "  two articles", "two_articles", -1);
	line_of(v, res, "  unanswerable", "unanswerable", -1);
	line_of(v, res, "half that was developed on", NULL, 0);
	line_of(v, res, "half that was kept", NULL, 1);
	line_of(v, res, "all", NULL, -1);
	return OK;
}

static bool
goal(const char *name, int part, int whole, int least)
{
	bool good = whole > 0 && 100 * part >= least * whole;

	printf("%s %s: %d of %d, at least %d%%\n", good ? "ok  " : "FAIL", name, part, whole,
	    least);
	return good;
}

/* What is promised, as the gate asks it. */
static enum err
check(struct ev *v, bool *ret_good)
{
	struct result *res = arena_array(v->a, struct result, v->in.n_rows + 1);
	int passed = 0, goals = 0;

	if (res == NULL)
		return E_NOMEM;
	TRY(results_all(v, res));
	struct line all = line_sum(v, res, "all", NULL, -1);
	struct line kept = line_sum(v, res, "kept", NULL, 1);
	struct line plain = line_sum(v, res, "plain", "plain", -1);
	const struct { const char *name; int part, whole, least; } want[] = {
		{ "the article comes first", all.shown_first, all.n, 57 },
		{ "the article is among three", all.shown_three, all.n, 78 },
		{ "the same on the half not developed on", kept.shown_three, kept.n, 78 },
		{ "the same where it is plainly worded", plain.shown_three, plain.n, 60 },
		{ "answerable questions are answered", all.answered, all.n, 85 },
		{ "unanswerable questions are refused", all.refused, all.absent, 85 },
		{ "quotes are found byte for byte", all.quoted, all.n, 100 },
	};
	for (size_t i = 0; i < LEN(want); i++, goals++)
		passed += goal(want[i].name, want[i].part, want[i].whole, want[i].least);
	printf("%d passed, %d failed\n", passed, goals - passed);
	*ret_good = passed == goals;
	return OK;
}

/* ---- other prints ------------------------------------------------------------------------- */

static void
answer_print(const struct ev *v, const struct ask_answer *ans)
{
	static const char *const why[] = { "", "empty", "order", "language", "absent", "no law",
		"weak" };

	printf("\t%s, sure %.2f%s %s %.*s%s%.*s\n",
	    ans->outcome == ASK_GROUNDED ? "grounded" : "no match", ans->sure,
	    ans->wide ? ", wide" : "", why[ans->reason], FMT(ans->outside),
	    ans->mended.p ? " mended: " : "", FMT(ans->mended));
	for (size_t k = 0; k < ans->n_choices; k++)
		printf("\t? %.*s %.*s\n", FMT(v->in.key[ans->choice[k].unit]),
		    FMT(v->in.src.unit[ans->choice[k].unit].title));
	for (size_t k = 0; k < ans->n; k++) {
		const struct ask_quote *q = &ans->quote[k];
		struct str text = v->in.src.unit[q->unit].text;
		printf("\t%.*s %.2f [%.*s] %.*s\n", FMT(v->in.key[q->unit]), q->score,
		    FMT(q->words), (int)(q->to - q->from), text.p + q->from);
	}
}

static enum err
ranks(struct ev *v)
{
	struct result x;

	for (size_t i = 0; i < v->in.n_rows; i++) {
		const struct question_row *r = &v->in.row[i];
		if (!is_half(r, 0))
			continue; /* the other half is looked at as numbers only */
		TRY(result_find(v, r, &x));
		printf("%d%s\t%.*s\t%.*s\n", x.place,
		    r->quote.n == 0 ? "" : x.passage ? " quoted" : " elsewhere", FMT(r->style),
		    FMT(r->text));
		answer_print(v, &x.ans);
		if (r->quote.n > 0)
			printf("\tright: %.*s %.*s\n", FMT(r->quote_of), FMT(r->quote));
	}
	return OK;
}

/* Questions of one's own, a line each. */
static enum err
lines(struct ev *v)
{
	struct ask_answer ans;
	char *line = NULL;
	size_t cap = 0;
	enum err e = OK;

	while (e == OK && getline(&line, &cap, stdin) > 0) {
		arena_reset(v->one);
		e = ask(v->ix, v->w, v->one, str_trim(str_c(line)), &ans);
		if (e == OK) {
			printf("%s", line);
			answer_print(v, &ans);
		}
	}
	free(line);
	return e;
}

static void
folds_print(const struct folds_row *row, const int *fold, size_t n)
{
	struct folds_count sum = { 0 };
	struct folds_line l;

	for (int f = 0; f < FOLDS; f++) {
		folds_fit(row, fold, n, f, &l);
		struct folds_count c = folds_try(row, fold, n, f, &l);
		printf("  fold %d: answered %d of %d, refused %d of %d\n", f + 1, c.answered,
		    c.answerable, c.refused, c.unanswerable);
		sum.answered += c.answered;
		sum.answerable += c.answerable;
		sum.refused += c.refused;
		sum.unanswerable += c.unanswerable;
	}
	printf("  together: answered %d%% of %d, refused %d%% of %d\n",
	    percent(sum.answered, sum.answerable), sum.answerable,
	    percent(sum.refused, sum.unanswerable), sum.unanswerable);
}

/* The threshold on questions it was not fitted on. */
static enum err
folds(struct ev *v)
{
	struct folds_row *row = arena_array(v->a, struct folds_row, v->in.n_rows + 1);
	int *fold = arena_array(v->a, int, v->in.n_rows + 1);
	struct folds_line l;

	if (row == NULL || fold == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < v->in.n_rows; i++) {
		arena_reset(v->one);
		row[i].answerable = v->in.row[i].n_expected > 0;
		TRY(ask_signs(v->ix, v->w, v->one, v->in.row[i].text, &row[i].signs));
	}
	for (uint32_t seed = 1; seed <= 3; seed++) {
		printf("\nthreshold by cross-validation, deal %u\n", seed);
		folds_deal(row, v->in.n_rows, seed, fold);
		folds_print(row, fold, v->in.n_rows);
	}
	folds_fit(row, fold, v->in.n_rows, -1, &l);
	printf("\nfitted on all: bias %.2f, score %.2f, cover %.2f, outside %.2f\n", l.bias,
	    l.weight[SIGN_SCORE], l.weight[SIGN_COVER], l.weight[SIGN_OUTSIDE]);
	return OK;
}

static int
by_time(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

static enum err
speed(struct ev *v)
{
	enum { ROUNDS = 20 };
	int64_t *us = arena_array(v->a, int64_t, v->in.n_rows * ROUNDS + 1), sum = 0;
	struct ask_answer ans;
	size_t n = 0;

	if (us == NULL)
		return E_NOMEM;
	for (int k = -1; k < ROUNDS; k++)
		for (size_t i = 0; i < v->in.n_rows; i++) {
			arena_reset(v->one);
			int64_t t = time_mono_us();
			TRY(ask(v->ix, v->w, v->one, v->in.row[i].text, &ans));
			if (k < 0)
				continue; /* the first round warms */
			us[n] = time_mono_us() - t;
			sum += us[n++];
		}
	qsort(us, n, sizeof *us, by_time);
	printf("an answer: mean %lld us, median %lld us, p99 %lld us, most %lld us; %zu asked\n",
	    (long long)(sum / (int64_t)n), (long long)us[n / 2], (long long)us[n * 99 / 100],
	    (long long)us[n - 1], n);
	return OK;
}

static enum err
run(struct ev *v, int argc, char **argv, bool *ret_good)
{
	const char *what = argc > 3 ? argv[3] : "table";
	struct str laws = str_fmt(v->a, "%s/laws", argv[1]);
	int times = argc > 4 ? (int)strtol(argv[4], NULL, 10) : 1;
	bool degraded;

	if (laws.p == NULL)
		return E_NOMEM;
	TRY(text_words_new(DICTIONARY, 262144, &v->w, &degraded));
	TRY(load_acts(v->a, laws.p, strcmp(what, "overlay") == 0 ? 1 : times, &v->in));
	TRY(load_situations(v->a, argv[2], &v->in));
	TRY(load_questions(v->a, argv[1], &v->in));
	int64_t t = time_mono_us();
	TRY(ask_build(v->w, &v->in.src, 4096 * MiB, &v->ix));
	struct ask_stats s = ask_stats(v->ix);
	fprintf(stderr, "%zu articles, %zu topics outside, %zu terms, %zu tokens, %zu postings, "
	    "%.1f MB; built in %.2f s\n", s.units, s.outside, s.terms, s.tokens, s.postings,
	    (double)s.bytes / MiB, (double)(time_mono_us() - t) / 1e6);
	if (strcmp(what, "speed") == 0)
		return speed(v);
	if (strcmp(what, "learn") == 0)
		return learn(v->a, v->one, v->w, &v->in);
	if (strcmp(what, "overlay") == 0)
		return overlay_same(v->a, v->one, v->w, &v->in, times, ret_good);
	if (strcmp(what, "ask") == 0)
		return lines(v);
	TRY(plain_build(v));
	if (strcmp(what, "rank") == 0)
		return ranks(v);
	if (strcmp(what, "check") == 0)
		return check(v, ret_good);
	TRY(table(v));
	TRY(folds(v));
	return learn(v->a, v->one, v->w, &v->in);
}

int
main(int argc, char **argv)
{
	bool good = true;
	struct ev v = { .a = arena_new(8192 * MiB), .one = arena_new(256 * MiB) };

	if (argc < 3 || v.a == NULL || v.one == NULL) {
		fprintf(stderr,
		    "eval DATA SITUATIONS [table | rank | ask | check | speed N | "
				"learn | overlay N]\n");
		return 2;
	}
	enum err e = run(&v, argc, argv, &good);
	if (e != OK)
		fprintf(stderr, "eval: %s\n", err_name(e));
	ask_free(v.ix);
	text_words_free(v.w);
	arena_free(v.one);
	arena_free(v.a);
	return e == OK && good ? 0 : 1;
}
