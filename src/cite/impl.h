/* impl.h - the parts of the parser of references, for cite/ alone.
 *
 * Owns    nothing.
 * Memory  the arena of the caller.
 * Errors  E_NOMEM; a part that finds nothing says so by false or by an end of 0.
 * Threads a struct parse belongs to one thread.
 */
#pragma once
#include "cite/cite.h"

/* ---- tokens --------------------------------------------------------------------- */

enum { TOK_END, TOK_WORD, TOK_LATIN, TOK_NUM, TOK_MARK };

enum {
	TF_GLUED = 1,	/* no blank before it */
	TF_CAP = 2,	/* begins with a capital */
	TF_UPPER = 4,	/* all capitals */
	TF_LINE = 8,	/* first of its line */
	TF_ROMAN = 16,	/* a Roman number */
};

enum word_class {
	WC_NONE, WC_UNIT, WC_UNIT_ABBR, WC_KIND, WC_DOC, WC_FEDERAL, WC_CONSTITUTIONAL, WC_FZ,
	WC_TECH, WC_ER, WC_THIS, WC_SAID, WC_SAID_WEAK, WC_SAME, WC_ZHE, WC_FROM, WC_AND,
	WC_OR, WC_A, WC_ALSO, WC_ON, WC_S, WC_TO, WC_IN, WC_ABOUT, WC_FURTHER, WC_ADD,
	WC_APPROVED, WC_YEAR, WC_RF, WC_RUSSIAN, WC_FEDERATION, WC_USSR, WC_NUMBER, WC_COURT,
	WC_HEAD, WC_LAW_PAPER, WC_REGION, WC_ZKO, WC_AGREES, WC_AMENDMENT, WC_MONTH,
	WC_ORDINAL, WC_TENS,
};

/* Units in the order of levels, then those that are kept as `other`. */
enum {
	U_SECTION, U_CHAPTER, U_ARTICLE, U_PART, U_POINT, U_SUBPOINT, U_PARAGRAPH,
	U_PP, U_SUBSECTION, U_PARAGRAF, U_NOTE, U_PREAMBLE, U_ANNEX,
};
enum { D_LAW, D_CODE, D_CONSTITUTION, D_DECREE, D_RESOLUTION, D_ORDER, D_DECISION, D_DISPOSAL,
	D_DOC };

struct tok {
	uint32_t from, to;	/* bytes of the text */
	uint32_t stem;		/* of a word: equal for its case forms */
	uint8_t kind, flags;
	uint8_t wc, val;	/* class and value; of a mark: val is its sign */
};

/* Signs of marks. All dashes are '-', № and # are 'N', quotes are '<' « , '>' » and '"'. */

#define WORD_BYTES 64	/* longer words are none of ours */

void word_know(const char *lower, size_t n, uint8_t *ret_class, uint8_t *ret_val);
uint32_t word_stem(const char *lower, size_t n);

/* Tokens of text from `at` on, until `cap` of them or `stop`; returns where it ended. */
size_t lex(struct str text, size_t at, size_t stop, struct tok *out, size_t cap, size_t *ret_n);

/* ---- names ------------------------------------------------------------------------ */

struct name_hit {
	const struct cite_act *act;
	int64_t id;
	size_t n;	/* tokens taken */
	bool safe;	/* may stand without units; else an abbreviation with other meanings */
};

/* The longest name that begins at token t[0]; `titles` asks for «О …» instead. */
bool names_match(const struct cite_names *names, struct str text, const struct tok *t, size_t n,
    bool titles, struct name_hit *ret);

/* A name may begin with this word. */
bool names_first(const struct cite_names *names, const struct tok *t);

/* ---- the parser --------------------------------------------------------------------- */

enum { SEP_NONE, SEP_COMMA, SEP_AND };

#define RUN_GROUPS 48
#define RUN_VALUES 256
#define RUN_TARGETS 256

struct value { struct str from, to; uint8_t ordinal; };
struct group {
	uint8_t unit;
	uint8_t sep;	/* what stood before it: SEP_NONE, SEP_COMMA, SEP_AND */
	bool abbr;
	uint16_t first, n;	/* its values */
};
struct run {	/* units in a row */
	struct group g[RUN_GROUPS];
	struct value v[RUN_VALUES];
	size_t n_g, n_v;
	size_t end;	/* the token after it */
	int this_unit;	/* «настоящей статьи» ends it: the unit, else -1 */
	int said_unit;	/* «указанной части» */
};

struct act_ref {
	struct cite_act act;
	enum cite_relative relative;
	const struct cite_act *known;
	int64_t known_id;
	size_t end;	/* the token after it */
	bool bare;	/* a kind of act without anything that tells which */
	bool weak;	/* an abbreviation that needs units before it */
	bool listed;	/* has a kind, a date or number: «от … № …» may follow */
};

#define DEFINED_WORDS 6
struct defined { uint32_t stem[DEFINED_WORDS]; size_t n, cite; };

struct parse {
	struct arena *a;
	const struct cite_names *names;
	struct str text;
	const struct cite_context *ctx;
	struct cite_context in;	/* the same with numbers cut out of headings */
	struct tok *t;
	size_t n;	/* tokens of this piece; t[n] is TOK_END */
	VEC(struct cite) out;
	VEC(struct defined) defs;
	struct run run;
	struct cite_target *scratch;	/* RUN_TARGETS of them */
	size_t counted_byte, counted_point;
	size_t last_end;	/* the token after the last citation; 0 in a new piece */
	uint64_t steps;
	struct str enclosing;
	enum err err;
};

static inline struct str
tok_str(const struct parse *p, size_t i)
{
	return (struct str){ p->text.p + p->t[i].from, p->t[i].to - p->t[i].from };
}
static inline bool
tok_is(const struct parse *p, size_t i, uint8_t wc)
{
	return p->t[i].kind == TOK_WORD && p->t[i].wc == wc;
}
static inline bool
tok_mark(const struct parse *p, size_t i, char sign)
{
	return p->t[i].kind == TOK_MARK && p->t[i].val == (uint8_t)sign;
}
struct str span_str(const struct parse *p, size_t first, size_t end);

/* All return the token after what was read, or 0. */
size_t date_read(struct parse *p, size_t i, struct str *ret);
size_t number_read(struct parse *p, size_t i, bool federal, struct str *ret);
size_t number_plain(struct parse *p, size_t i, bool federal, struct str *ret);
size_t sign_skip(const struct parse *p, size_t i);
size_t quote_end(struct parse *p, size_t i);
size_t state_skip(const struct parse *p, size_t i);	/* past «РФ», «Российской Федерации» */
/* A number of a unit: 39.36-1, V.2, «а», «второй». */
size_t value_read(struct parse *p, size_t i, int unit, struct value *ret);

/* Units from token i on into p->run; false when there are none. */
bool run_read(struct parse *p, size_t i);
/* Targets of p->run; `base` gives what is not said («настоящей статьи»). */
MUST_USE enum err run_targets(
    struct parse *p, const struct cite_target *base, bool code_part, struct cite *c);
/* «,», «и», «а также», «и (или)»: the token after it, i when there is none. */
size_t separator(const struct parse *p, size_t i, uint8_t *ret);
bool run_has(const struct run *r, int unit);

/* An act from token i on. */
bool act_read(struct parse *p, size_t i, bool units, struct act_ref *ret);
bool act_tail(struct parse *p, size_t i, enum cite_kind kind, struct act_ref *ret);
bool doc_read(struct parse *p, size_t i, bool units, struct act_ref *ret);
/* «настоящего Кодекса», «указанного закона». */
bool relative_read(struct parse *p, size_t i, bool units, struct act_ref *ret);
void act_of_context(const struct parse *p, enum cite_kind kind, struct act_ref *ret);
/* The last citation of this kind, at most 64 back; NULL when none. */
const struct cite *cite_before(const struct parse *p, enum cite_kind kind);
size_t kind_read(const struct parse *p, size_t i, enum cite_kind *ret, int *ret_doc);
/* «правительства Российской Федерации» → «Правительство Российской Федерации». */
struct str issuer_said(struct parse *p, size_t first, size_t end);
/* The words may be an issuer: a name, or a noun like «администрация» among the first. */
bool issuer_noun(const struct parse *p, size_t first, size_t end);
/* «Курской области», «города Орла»: the token after it, or 0. */
size_t region_read(const struct parse *p, size_t i);
/* The act of the units just read, which began at token i; *ret_base when they lean on
 * «настоящей статьи». False: these units say nothing of an act. */
bool units_act(struct parse *p, size_t i, struct act_ref *a, struct cite_target *base,
    bool *ret_based);
/* A name defined by «далее - …» at token i: the token after it, or 0. */
size_t defined_read(struct parse *p, size_t i, const struct cite **ret);
/* «(далее - Закон № 131-ФЗ)» of the citation of this number: the token after it, or 0. */
size_t define_read(struct parse *p, size_t i, size_t cite, struct str *ret);
