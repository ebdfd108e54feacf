/* issuer.c - who issued an act, said in the nominative. */
#include "cite/impl.h"

/* Nouns by their stems: what the case form begins with, what stands instead. */
static const struct { const char *head, *said; char gender; } nouns[] = {
	{ "президиум", "Президиум", 'm' }, { "президент", "Президент", 'm' },
	{ "правительств", "Правительство", 'n' },
	{ "администраци", "Администрация", 'f' }, { "министерств", "Министерство", 'n' },
	{ "дум", "Дума", 'f' }, { "собрани", "Собрание", 'n' }, { "совет", "Совет", 'm' },
	{ "комитет", "Комитет", 'm' }, { "комисси", "Комиссия", 'f' },
	{ "служб", "Служба", 'f' }, { "агентств", "Агентство", 'n' },
	{ "департамент", "Департамент", 'm' }, { "управлени", "Управление", 'n' },
	{ "губернатор", "Губернатор", 'm' }, { "глав", "Глава", 'f' }, { "мэр", "Мэр", 'm' },
	{ "банк", "Банк", 'm' }, { "прокуратур", "Прокуратура", 'f' }, { "врач", "Врач", 'm' },
	{ "област", "Область", 'f' }, { "кра", "Край", 'm' }, { "республик", "Республика", 'f' },
	{ "город", "Город", 'm' }, { "округ", "Округ", 'm' }, { "район", "Район", 'm' },
	{ "хурал", "Хурал", 'm' }, { "фонд", "Фонд", 'm' }, { "палат", "Палата", 'f' },
	{ "инспекци", "Инспекция", 'f' }, { "пленум", "Пленум", 'm' },
	{ "федераци", "Федерация", 'f' }, { "мэри", "Мэрия", 'f' },
};

static size_t
lowered(struct str s, char *out, size_t cap)	/* Cyrillic of two bytes; 0 when too long */
{
	size_t n = 0;

	if (s.n > cap)
		return 0;
	for (size_t i = 0; i + 1 < s.n; i += 2, n += 2) {
		out[n] = s.p[i];
		out[n + 1] = s.p[i + 1];
		if ((uint8_t)s.p[i] != 0xd0)
			continue;
		if ((uint8_t)s.p[i + 1] >= 0x90 && (uint8_t)s.p[i + 1] < 0xa0) {
			out[n + 1] = (char)((uint8_t)s.p[i + 1] + 0x20);
		} else if ((uint8_t)s.p[i + 1] >= 0xa0 && (uint8_t)s.p[i + 1] < 0xb0) {
			out[n] = (char)0xd1;
			out[n + 1] = (char)((uint8_t)s.p[i + 1] - 0x20);
		}
	}
	return n;
}

static int
noun_of(struct str word)
{
	char low[WORD_BYTES];
	struct str w = { low, lowered(word, low, sizeof low) };

	for (size_t i = 0; i < LEN(nouns); i++) {
		struct str head = str_c(nouns[i].head);

		/* «главного» is no «глава», «городской» no «город» */
		if (str_starts(w, head) && w.n <= head.n + 6 &&
		    !str_starts((struct str){ w.p + head.n, w.n - head.n }, S("н")) &&
		    !str_starts((struct str){ w.p + head.n, w.n - head.n }, S("ск")) &&
		    !str_starts((struct str){ w.p + head.n, w.n - head.n }, S("ов")))
			return (int)i;
	}
	return -1;
}

static bool
stressed(struct str stem)	/* «городской», «областной» */
{
	return str_ends(stem, S("городск")) || str_ends(stem, S("областн")) ||
	    str_ends(stem, S("краев"));
}

/* «Федеральной» before a noun of this gender: «Федеральная». */
static void
adjective(struct buf *b, struct str w, char gender)
{
	static const struct { const char *end; bool soft; } ends[] = { { "ого", false },
		{ "его", true }, { "ому", false }, { "ему", true }, { "ыми", false },
		{ "ими", false }, { "ой", false }, { "ей", true }, { "ым", false }, { "им", false },
		{ "ом", false }, { "ую", false }, { "ая", false }, { "ое", false } };

	for (size_t i = 0; i < LEN(ends); i++) {
		struct str e = str_c(ends[i].end), stem;
		bool k;

		if (!str_ends(w, e))
			continue;
		stem = (struct str){ w.p, w.n - e.n };
		k = str_ends(stem, S("к")) || str_ends(stem, S("г")) || str_ends(stem, S("х"));
		buf_put(b, stem);
		buf_putz(b,
		    gender == 'f'         ? (ends[i].soft ? "яя" : "ая") :
			gender == 'n'     ? (ends[i].soft ? "ее" : "ое") :
			stressed(stem) ? "ой" :
			k || ends[i].soft ? "ий" :
					    "ый");
		return;
	}
	buf_put(b, w);
}

/* «Минфина», «Госстроя», «Роспотребнадзора» */
static void
short_body(struct buf *b, struct str w)
{
	if (str_ends(w, S("строя"))) {
		buf_put(b, (struct str){ w.p, w.n - 2 });
		buf_putz(b, "й");
	} else if (str_ends(w, S("а")) || str_ends(w, S("у"))) {
		buf_put(b, (struct str){ w.p, w.n - 2 });
	} else if (str_ends(w, S("ом"))) {
		buf_put(b, (struct str){ w.p, w.n - 4 });
	} else {
		buf_put(b, w);
	}
}

static void
capital(struct buf *b, size_t at)	/* the small letter at byte `at` */
{
	uint8_t *u = (uint8_t *)b->p + at;

	if (b->n < at + 2)
		return;
	if (u[0] == 0xd0 && u[1] >= 0xb0) {
		u[1] = (uint8_t)(u[1] - 0x20);
	} else if (u[0] == 0xd1 && u[1] >= 0x80 && u[1] < 0x90) {
		u[0] = 0xd0;
		u[1] = (uint8_t)(u[1] + 0x20);
	}
}

/* A blank of any sort between two tokens becomes one. */
static void
join(const struct parse *p, struct buf *b, size_t i, size_t first)
{
	if (i > first && !(p->t[i].flags & TF_GLUED))
		buf_putc(b, ' ');
}

bool
issuer_noun(const struct parse *p, size_t first, size_t end)
{
	if (p->t[first].flags & TF_CAP)
		return true;
	for (size_t i = first; i < end && i < first + 4; i++)
		if (noun_of(tok_str(p, i)) >= 0)
			return true;
	return false;
}

struct str
issuer_said(struct parse *p, size_t first, size_t end)
{
	struct buf b;
	size_t head = end, k = first;
	int noun = -1;

	/* the first noun within three words is what the rest hangs on */
	for (size_t i = first; i < end && i < first + 4 && noun < 0; i++) {
		noun = noun_of(tok_str(p, i));
		head = i;
	}
	buf_init(&b, p->a, span_str(p, first, end).n + KiB);
	if (noun < 0) {
		short_body(&b, tok_str(p, k));
		k++;
	} else {
		size_t at;

		for (; k < head; k++) {
			join(p, &b, k, first);
			adjective(&b, tok_str(p, k), nouns[noun].gender);
		}
		join(p, &b, k, first);
		at = b.n;
		buf_putz(&b, nouns[noun].said);
		if (head > first && b.n > at && !(p->t[head].flags & TF_CAP)) {
			char low[WORD_BYTES];
			size_t n = lowered(str_c(nouns[noun].said), low, sizeof low);

			b.n = at;
			buf_put(&b, (struct str){ low, n });
		}
		k++;
	}
	for (; k < end; k++) {
		join(p, &b, k, first);
		buf_put(&b, tok_str(p, k));
	}
	if (buf_err(&b) != OK) {
		p->err = E_NOMEM;
		return STR_NONE;
	}
	capital(&b, 0);
	return buf_str(&b);
}

size_t
region_read(const struct parse *p, size_t i)
{
	if (p->t[i].kind != TOK_WORD)
		return 0;
	if (tok_is(p, i, WC_REGION) && p->t[i].val >= 2) { /* «Республики Коми», «города Орла» */
		if (p->t[i + 1].kind == TOK_WORD && (p->t[i + 1].flags & TF_CAP))
			return i + 2;
		return 0;
	}
	for (size_t k = i; k < i + 3; k++) { /* «Курской области», «Нижнеломовского района» */
		if (k > i && tok_is(p, k, WC_REGION))
			return k + 1;
		if (p->t[k].kind != TOK_WORD || (k == i && !(p->t[k].flags & TF_CAP)))
			return 0;
	}
	return 0;
}
