/* model_check.c - what a model said, against what was found.
 *
 * A lead-in stands above quotes of the law, so it must not say more than they do. Its signs are
 * those of plain Russian text; what stands in quotation marks stands so in a passage or a title;
 * every reference is one that src/cite finds and that means a found article; every number, and
 * every word of count, term, duty or denial, stands in the passages, a number with the same word
 * behind it. Anything else drops the whole: without a lead-in an answer is as good.
 */
#include "cite/cite.h"
#include "law/model.h"
#include "text/text.h"

enum { LEAD_MIN = 15, LEAD_MAX = 600, WORDS_MAX = 12, SAID_MAX = 8 * 1024 };

struct words { struct text_token *p; size_t n; };
struct proof {
	struct text_words *w;
	struct arena *a;
	const struct law_index *x;
	const struct law_answer *ans;
	struct str lead, has;		/* blanks joined */
	struct words say, know, ask;	/* of the lead-in, of what was found, of the question */
	struct cites cites;
};

/* ---- texts ------------------------------------------------------------------------ */

/* The code point at i, which moves behind it; the text is valid UTF-8. */
static uint32_t
point_at(struct str s, size_t *i)
{
	unsigned char c = (unsigned char)s.p[(*i)++];
	uint32_t v = c < 0x80 ? c : c < 0xE0 ? c & 0x1Fu : c < 0xF0 ? c & 0x0Fu : c & 0x07u;

	for (int more = c < 0x80 ? 0 : c < 0xE0 ? 1 : c < 0xF0 ? 2 : 3; more > 0; more--)
		v = v << 6 | ((unsigned char)s.p[(*i)++] & 0x3Fu);
	return v;
}

/* Every run of blanks as one. */
static struct str
joined(struct arena *a, struct str s)
{
	struct buf b;
	bool gap = false;

	buf_init(&b, a, 512 * KiB);
	for (size_t i = 0; i < s.n;) {
		size_t from = i;
		uint32_t c = point_at(s, &i);

		if (c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == 0xA0) {
			gap = b.n > 0;
			continue;
		}
		if (gap)
			buf_putc(&b, ' ');
		gap = false;
		buf_put(&b, (struct str){ s.p + from, i - from });
	}
	return b.n > 0 && buf_err(&b) == OK ? buf_str(&b) : S("");
}

/* One token for each place: the whole of a compound. */
static enum err
words_of(struct proof *p, struct str text, struct words *ret)
{
	struct text_tokens t;
	uint32_t pos = UINT32_MAX;

	TRY(text_tokens(p->w, p->a, text, &t));
	ret->p = arena_array(p->a, struct text_token, t.n + 1);
	if (ret->p == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < t.n; i++)
		if (t.p[i].pos != pos) {
			pos = t.p[i].pos;
			ret->p[ret->n++] = t.p[i];
		}
	return OK;
}

/* All that a lead-in may lean on. */
static struct str
evidence(struct arena *a, const struct law_answer *ans)
{
	struct buf b;

	buf_init(&b, a, 512 * KiB);
	for (size_t i = 0; i < ans->n; i++) {
		const struct law_quote *q = &ans->quote[i];
		const struct str parts[] = { q->text, q->title, q->ref, q->act->full,
			q->act->shrt };

		for (size_t k = 0; k < LEN(parts); k++) {
			buf_put(&b, parts[k]);
			buf_putz(&b, " . ");
		}
	}
	return buf_err(&b) == OK ? buf_str(&b) : STR_NONE;
}

static bool
knows(const struct words *w, struct str term)
{
	for (size_t i = 0; i < w->n; i++)
		if (str_eq(w->p[i].term, term))
			return true;
	return false;
}

static bool
in_cite(const struct proof *p, const struct text_token *t)
{
	for (size_t i = 0; i < p->cites.n; i++)
		if (t->from >= p->cites.p[i].from && t->to <= p->cites.p[i].to)
			return true;
	return false;
}

/* ---- signs and quotes ------------------------------------------------------------- */

static bool
plain_sign(uint32_t c)
{
	if (c == 0x401 || c == 0x451 || (c >= 0x410 && c <= 0x44F)) /* Ё ё А-я */
		return true;
	if (c == 0xAB || c == 0xBB || c == 0x2013 || c == 0x2014 || c == 0x2116 || c == 0xA7)
		return true; /* « » – — № § */
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	    (c < 0x80 && c >= ' ' && strchr(" .,;:!?()%-\"", (int)c) != NULL);
}

static bool
signs_ok(struct str s)
{
	for (size_t i = 0; i < s.n;)
		if (!plain_sign(point_at(s, &i)))
			return false;
	return true;
}

/* Whole, within one passage, one title or one name of an act. */
static bool
quoted(const struct proof *p, struct str piece)
{
	piece = str_trim(piece);
	for (size_t i = 0; i < p->ans->n && piece.n > 0; i++) {
		const struct law_quote *q = &p->ans->quote[i];
		const struct str of[] = { q->text, q->title, q->act->full, q->act->title };

		for (size_t k = 0; k < LEN(of); k++)
			if (str_find(joined(p->a, of[k]), piece) >= 0)
				return true;
	}
	return false;
}

static bool
quotes_ok(const struct proof *p)
{
	struct str rest = p->lead;

	for (;;) {
		ptrdiff_t open = str_find(rest, S("«")), plain = str_find(rest, S("\""));
		bool angle = open >= 0 && (plain < 0 || open < plain);
		struct str mark = angle ? S("»") : S("\"");
		ptrdiff_t at = angle ? open : plain, end;

		if (at < 0)
			return str_find(rest, S("»")) < 0;
		if (str_find((struct str){ rest.p, (size_t)at }, S("»")) >= 0)
			return false;
		at += angle ? 2 : 1;
		rest = (struct str){ rest.p + at, rest.n - (size_t)at };
		end = str_find(rest, mark);
		if (end < 0 || !quoted(p, (struct str){ rest.p, (size_t)end }))
			return false;
		rest = (struct str){ rest.p + end + mark.n, rest.n - (size_t)end - mark.n };
	}
}

/* ---- references ------------------------------------------------------------------- */

/* «ch-1.1/p-2» has the number. */
static bool
unit_has(struct str unit, struct str number)
{
	while (unit.n > 0) {
		struct str one = str_cut(unit, '/', &unit), value;

		(void)str_cut(one, '-', &value);
		if (value.p != NULL && str_eq(value, number))
			return true;
	}
	return false;
}

static bool
target_is(const struct cite_target *t, const struct law_quote *q)
{
	if (t->annex.n > 0 || t->other.n > 0)
		return false;
	for (int l = 0; l < CITE_LEVELS; l++) {
		struct cite_value v = t->at[l];

		if (v.from.n == 0)
			continue;
		if (v.to.n > 0 || l == CITE_SECTION || l == CITE_CHAPTER)
			return false;
		if (l == CITE_ARTICLE ? !str_eq(v.from, q->number) : !unit_has(q->unit, v.from))
			return false;
	}
	return true;
}

/* The act, and each unit, of one of the passages. */
static bool
cite_ok(const struct proof *p, const struct cite *c)
{
	const struct law_act *act = c->relative == CITE_ABSOLUTE ? law_cited(p->x, c) : NULL;

	if (act == NULL || c->defines.n > 0)
		return false;
	for (size_t t = 0; t < c->n_targets; t++) {
		bool is = false;

		for (size_t i = 0; i < p->ans->n && !is; i++)
			is = p->ans->quote[i].act->id == act->id &&
			    target_is(&c->targets[t], &p->ans->quote[i]);
		if (!is)
			return false;
	}
	return c->n_targets > 0;
}

/* Words that name an act or a unit: none may stand outside of a reference. */
static bool
names_law(struct str form)
{
	static const char *const heads[] = { "кодекс", "конституц", "постановлен", "распоряжен",
		"регламент", "приказ", "указ", "устав", "статья", "статье", "статью", "статей",
		"статьи", "статьям", "пункт", "подпункт", "параграф", "абзац", "закон", "фз",
		"гост", "снип", "санпин", "конвенц", "декрет", "пленум" };
	static const char *const not[] = { "законн", "указан", "указыв", "указат", "пунктуальн",
		"законод" };

	for (size_t i = 0; i < LEN(not ); i++)
		if (str_starts(form, str_c(not [i])))
			return false;
	for (size_t i = 0; i < LEN(heads); i++)
		if (str_starts(form, str_c(heads[i])))
			return true;
	return false;
}

static bool
cites_ok(const struct proof *p)
{
	for (size_t i = 0; i < p->cites.n; i++)
		if (!cite_ok(p, &p->cites.p[i]))
			return false;
	for (size_t i = 0; i < p->say.n; i++)
		if (names_law(p->say.p[i].form) && !in_cite(p, &p->say.p[i]))
			return false;
	return true;
}

/* ---- numbers, and words that change what a norm means ----------------------------- */

/* Of count, term, money, duty, right and denial. By how they begin, folded. */
static bool
weighs(struct str form)
{
	static const char *const heads[] = { "один", "одна", "одно", "двух", "двое", "двад", "двен",
		"двест", "трех", "трем", "трое", "трид", "трин", "трист", "четыр", "четвер", "пять",
		"пяти", "пятн", "шест", "семь", "семи", "семн", "восем", "восьм", "девят", "девян",
		"десят", "сорок", "тысяч", "милли", "полтор", "половин", "полуг", "треть", "перв",
		"втор", "месяц", "месяч", "недел", "года", "годо", "году", "сутк", "суток", "день",
		"дней", "дневн", "часа", "часо", "минут", "квартал", "рубл", "процент", "ежем",
		"ежег", "ежед", "ежен", "немедл", "незамедл", "бессроч", "сразу", "нельзя", "запре",
		"обяз", "должен", "должн", "вправе", "право", "права", "разреш", "допус", "можно",
		"может", "могут", "нужно", "надо", "необяз", "штраф", "бесплат", "платн", "никто",
		"никог", "всегда", "кажд", "любо", "люба", "любы", "только", "кроме", "лишь",
		"отмен", "утрат" };
	static const char *const whole[] = { "не", "нет", "ни", "без", "все", "всем", "всех", "лет",
		"сто", "ста", "час", "руб", "год", "три", "два", "две", "дня", "дню", "прав" };

	for (size_t i = 0; i < LEN(whole); i++)
		if (str_is(form, whole[i]))
			return true;
	for (size_t i = 0; i < LEN(heads); i++)
		if (str_starts(form, str_c(heads[i])))
			return true;
	return false;
}

static bool
has_digit(struct str form)
{
	for (size_t i = 0; i < form.n; i++)
		if (form.p[i] >= '0' && form.p[i] <= '9')
			return true;
	return false;
}

static bool
has_latin(struct str form)
{
	for (size_t i = 0; i < form.n; i++)
		if ((form.p[i] >= 'a' && form.p[i] <= 'z') ||
		    (form.p[i] >= 'A' && form.p[i] <= 'Z'))
			return true;
	return false;
}

/* The number with the word behind it, as the passages have it. */
static bool
counted(const struct proof *p, size_t at)
{
	const struct text_token *t = &p->say.p[at],
				*next = at + 1 < p->say.n ? &p->say.p[at + 1] : NULL;

	for (size_t i = 0; i < p->know.n; i++) {
		if (!str_eq(p->know.p[i].form, t->form))
			continue;
		if (next == NULL ||
		    (i + 1 < p->know.n && str_eq(p->know.p[i + 1].term, next->term)))
			return true;
	}
	return false;
}

static bool
numbers_ok(const struct proof *p)
{
	for (size_t i = 0; i < p->say.n; i++) {
		const struct text_token *t = &p->say.p[i];

		if (in_cite(p, t))
			continue;
		if (has_digit(t->form) ?
			!counted(p, i) :
			(has_latin(t->form) || weighs(t->form)) && !knows(&p->know, t->term))
			return false;
	}
	return true;
}

/* Most of its words are those of the passages or of the question: it speaks of the same. */
static bool
speaks_of_it(const struct proof *p)
{
	size_t all = 0, known = 0;

	for (size_t i = 0; i < p->say.n; i++) {
		const struct text_token *t = &p->say.p[i];

		if (t->form.n < 8) /* four letters */
			continue;
		all++;
		known += knows(&p->know, t->term) || knows(&p->ask, t->term);
	}
	return all > 0 && known * 2 >= all;
}

/* ---- both parts ------------------------------------------------------------------- */

static const char *
verdict(const struct proof *p)
{
	size_t n = utf8_len(p->lead);

	return n < LEAD_MIN || n > LEAD_MAX ? "length" :
	    !signs_ok(p->lead)		    ? "signs" :
	    !quotes_ok(p)		    ? "quote" :
	    !cites_ok(p)		    ? "reference" :
	    !numbers_ok(p)		    ? "number" :
	    !speaks_of_it(p)		    ? "subject" :
					      NULL;
}

enum err
law_model_lead(struct text_words *w, struct arena *a, const struct law_index *x,
    const struct law_answer *ans, struct str said, struct str *ret, const char **why)
{
	struct proof p = { .w = w, .a = a, .x = x, .ans = ans };

	*ret = S("");
	*why = "length";
	if (said.n > SAID_MAX || !utf8_valid(said))
		return OK;
	p.lead = joined(a, said);
	p.has = evidence(a, ans);
	if (p.has.p == NULL)
		return E_NOMEM;
	TRY(words_of(&p, p.lead, &p.say));
	TRY(words_of(&p, p.has, &p.know));
	TRY(words_of(&p, ans->search, &p.ask));
	TRY(cite_find(a, x->names, p.lead, &(struct cite_context){ 0 }, &p.cites));
	*why = verdict(&p);
	if (*why == NULL)
		*ret = p.lead;
	return OK;
}

static bool
russian(struct str form)
{
	for (size_t i = 0; i < form.n;) {
		uint32_t c = point_at(form, &i);

		if (c < 0x430 || c > 0x44F)
			return false;
	}
	return form.n >= 6;
}

enum err
law_model_words(struct text_words *w, struct arena *a, struct str said, struct str *ret)
{
	struct proof p = { .w = w, .a = a };
	struct words t = { NULL, 0 };
	struct buf b;
	int n = 0;

	*ret = S("");
	if (said.n > SAID_MAX || !utf8_valid(said))
		return OK;
	TRY(words_of(&p, said, &t));
	buf_init(&b, a, 4 * KiB);
	for (size_t i = 0; i < t.n && n < WORDS_MAX; i++) {
		if (!russian(t.p[i].form))
			continue;
		if (n++ > 0)
			buf_putc(&b, ' ');
		buf_put(&b, t.p[i].form);
	}
	if (n > 0)
		*ret = buf_str(&b);
	return buf_err(&b);
}
