/* cite_test.c - references in our own sentences: forms, relations, names, time. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include "cite/cite.h"

struct fix { struct arena *keep, *a; struct cite_names *names; };

static int
up(void **state)
{
	static struct fix f;

	f.keep = arena_new(16 * MiB);
	f.a = arena_new(512 * MiB);
	assert_int_equal(cite_names_new(f.keep, &f.names), OK);
	*state = &f;
	return 0;
}

static int
down(void **state)
{
	struct fix *f = *state;

	arena_free(f->a);
	arena_free(f->keep);
	return 0;
}

static void
put_part(struct buf *b, const char *key, struct str v)
{
	if (v.n > 0)
		buf_fmt(b, " %s=%.*s", key, FMT(v));
}

/* «кодекс ЗК РФ {article=5} {article=7..9}» */
static void
put_said(struct buf *b, const struct cite *c)
{
	static const char *const relative[] = { "", " this_act", " this_article", " named_before" };

	buf_putz(b, c->act.kind ? cite_kind_name(c->act.kind) : "-");
	put_part(b, "short", c->act.shrt);
	put_part(b, "n", c->act.number);
	put_part(b, "date", c->act.date);
	put_part(b, "issuer", c->act.issuer);
	put_part(b, "title", c->act.title);
	buf_putz(b, relative[c->relative]);
	for (size_t i = 0; i < c->n_targets; i++) {
		const struct cite_target *t = &c->targets[i];

		buf_putz(b, " {");
		for (enum cite_level l = 0; l < CITE_LEVELS; l++) {
			put_part(b, cite_level_name(l), t->at[l].from);
			if (t->at[l].to.n > 0)
				buf_fmt(b, "..%.*s", FMT(t->at[l].to));
		}
		put_part(b, "annex", t->annex);
		put_part(b, "other", t->other);
		buf_putz(b, " }");
	}
	put_part(b, "defines", c->defines);
}

static struct cites
found(struct fix *f, struct str text, const struct cite_context *ctx)
{
	struct cites r;

	assert_int_equal(cite_find(f->a, f->names, text, ctx, &r), OK);
	return r;
}

/* Each citation is a line: «quote => what it says». */
static void
is(struct fix *f, const char *text, const struct cite_context *ctx, const char *want)
{
	struct cites r = found(f, str_c(text), ctx);
	struct buf b;

	buf_init(&b, f->a, MiB);
	for (size_t i = 0; i < r.n; i++) {
		struct str q = { text + r.p[i].from, r.p[i].to - r.p[i].from };

		buf_fmt(&b, "%s%.*s => ", i ? "\n" : "", FMT(q));
		put_said(&b, &r.p[i]);
	}
	if (!str_is(buf_str(&b), want))
		fail_msg("«%s»\n got %.*s\nwant %s", text, FMT(buf_str(&b)), want);
	arena_reset(f->a);
}

/* ---- forms ----------------------------------------------------------------------------- */

static void
test_forms(void **state)
{
	static const struct { const char *text, *want; } rows[] = {
		{ "Заявителю ответили по ст.ст. 15, 16 ГК РФ.",
		    "ст.ст. 15, 16 ГК РФ => кодекс short=ГК РФ { article=15 } { article=16 }" },
		{ "Смотрите ч.ч. 1 и 2 ст. 36 ЖК РФ",
		    "ч.ч. 1 и 2 ст. 36 ЖК РФ => кодекс short=ЖК РФ { article=36 part=1 }"
		    " { article=36 part=2 }" },
		{ "п.п. 1, 2 ч. 1 ст. 14 Закона № 131-ФЗ действуют",
		    "п.п. 1, 2 ч. 1 ст. 14 Закона № 131-ФЗ => федеральный закон n=131-ФЗ"
		    " { article=14 part=1 point=1 } { article=14 part=1 point=2 }" },
		{ "Участок дали по пп. 6 п. 2 ст. 39.3 ЗК РФ",
		    "пп. 6 п. 2 ст. 39.3 ЗК РФ => кодекс short=ЗК РФ"
		    " { article=39.3 point=2 subpoint=6 }" },
		{ "Срок назван в абз. втором п. 3 ч. 2 ст. 8 ФЗ № 59-ФЗ.",
		    "абз. втором п. 3 ч. 2 ст. 8 ФЗ № 59-ФЗ => федеральный закон n=59-ФЗ"
		    " { article=8 part=2 point=3 paragraph=2 }" },
		{ "по статьям 5, 7–9 и 39.36-1 Земельного кодекса",
		    "статьям 5, 7–9 и 39.36-1 Земельного кодекса => кодекс short=ЗК РФ"
		    " { article=5 } { article=7..9 } { article=39.36-1 }" },
		{ "ст.12 ч.3 ФЗ-44", "ст.12 ч.3 ФЗ-44 => федеральный закон n=44-ФЗ"
		    " { article=12 part=3 }" },
		{ "статья 5¹ и пункт 2(1) Правил № 354",
		    "статья 5¹ и пункт 2(1) Правил № 354 => иное n=354 { article=5.1 }"
		    " { point=2(1) }" },
		{ "вторым абзацем пункта 4 статьи 10 УПК РФ",
		    "вторым абзацем пункта 4 статьи 10 УПК РФ => кодекс short=УПК РФ"
		    " { article=10 point=4 paragraph=2 }" },
		{ "двадцать первой главой: глава 21 НК РФ",
		    "глава 21 НК РФ => кодекс short=НК РФ { chapter=21 }" },
		{ "части первая - третья статьи 62 Кодекса административного судопроизводства РФ",
		    "части первая - третья статьи 62 Кодекса административного "
		    "судопроизводства РФ => "
		    "кодекс short=КАС РФ { article=62 part=1..3 }" },
		{ "пункты «а» – «в» и «д1» части 1 статьи 63 УК РФ",
		    "пункты «а» – «в» и «д1» части 1 статьи 63 УК РФ => кодекс short=УК РФ"
		    " { article=63 part=1 point=а..в } { article=63 part=1 point=д1 }" },
		{ "примечание к статье 158 УК РФ",
		    "примечание к статье 158 УК РФ => кодекс short=УК РФ"
		    " { article=158 other=примечание }" },
		{ "раздел V.2 и § 1 главы 7 Налогового кодекса",
		    "раздел V.2 и § 1 главы 7 Налогового кодекса => кодекс short=НК РФ"
		    " { section=V.2 } { chapter=7 other=параграф 1 }" },
		{ "преамбула Закона РФ от 07.02.1992 N 2300-1",
		    "преамбула Закона РФ от 07.02.1992 N 2300-1 => иное n=2300-1 date=1992-02-07"
		    " { other=преамбула }" },
		{ "частью 2 статьи 5.59 Кодекса Российской Федерации об административных "
		  "правонарушениях",
		    "частью 2 статьи 5.59 Кодекса Российской Федерации об административных "
		    "правонарушениях => кодекс short=КоАП РФ { article=5.59 part=2 }" },
	};

	for (size_t i = 0; i < LEN(rows); i++)
		is(*state, rows[i].text, NULL, rows[i].want);
}

static void
test_acts(void **state)
{
	static const struct { const char *text, *want; } rows[] = {
		{ "принят Федеральный закон от 2 мая 2006 года № 59-ФЗ «О порядке»",
		    "Федеральный закон от 2 мая 2006 года № 59-ФЗ => федеральный закон n=59-ФЗ"
		    " date=2006-05-02 { }" },
		{ "законов от 05.04.2013 № 44-ФЗ, от 18.07.2011 № 223-ФЗ и ещё",
		    "законов от 05.04.2013 № 44-ФЗ => федеральный закон n=44-ФЗ "
		    "date=2013-04-05 { }\n"
		    "от 18.07.2011 № 223-ФЗ => федеральный закон n=223-ФЗ date=2011-07-18 { }" },
		{ "Федеральным законом \"О рекламе\" запрещено",
		    "Федеральным законом \"О рекламе\" => федеральный закон title=О рекламе { }" },
		{ "приказом Минстроя России от 29.04.2020 № 238/пр",
		    "приказом Минстроя России от 29.04.2020 № 238/пр => приказ n=238/пр"
		    " date=2020-04-29 issuer=Минстрой России { }" },
		{ "постановления администрации города Орла от «15» января 2021 г. N 12-п о сроках",
		    "постановления администрации города Орла от «15» января 2021 г. N 12-п => "
		    "постановление n=12-п date=2021-01-15 issuer=Администрация города Орла { }" },
		{ "решением Орловского городского Совета народных депутатов от 26.05.2016 № "
		    "10/0171",
		    "решением Орловского городского Совета народных депутатов от 26.05.2016 "
		    "№ 10/0171"
		    " => решение n=10/0171 date=2016-05-26"
		    " issuer=Орловский городской Совет народных депутатов { }" },
		{ "подпункт «а» пункта 3 Правил, утвержденных постановлением Правительства "
		    "Российской "
		  "Федерации от 13 августа 2006 г. № 491",
		    "подпункт «а» пункта 3 Правил, утвержденных постановлением "
		    "Правительства Российской"
		    " Федерации от 13 августа 2006 г. № 491 => постановление n=491 date=2006-08-13"
		    " issuer=Правительство Российской Федерации { point=3 subpoint=а }" },
		{ "Закон РФ о поправке к Конституции РФ от 14.03.2020 № 1-ФКЗ",
		    "Закон РФ о поправке к Конституции РФ от 14.03.2020 № 1-ФКЗ => иное n=1-ФКЗ"
		    " date=2020-03-14 { }" },
		{ "статья 7 Закона Орловской области от 06.06.2013 № 1490-ОЗ",
		    "статья 7 Закона Орловской области от 06.06.2013 № 1490-ОЗ => иное n=1490-ОЗ"
		    " date=2013-06-06 issuer=Орловская область { article=7 }" },
		{ "СП 42.13330.2016, ГОСТ Р 50597-2017 и СанПиН 2.1.3684-21",
		    "СП 42.13330.2016 => иное short=СП n=42.13330.2016 { }\n"
		    "ГОСТ Р 50597-2017 => гост short=ГОСТ Р n=50597-2017 { }\n"
		    "СанПиН 2.1.3684-21 => иное short=СанПиН n=2.1.3684-21 { }" },
		{ "п. 12.4 ПДД; ст. 8.2 КоАП",
		    "п. 12.4 ПДД => иное short=ПДД РФ { point=12.4 }\n"
		    "ст. 8.2 КоАП => кодекс short=КоАП РФ { article=8.2 }" },
	};

	for (size_t i = 0; i < LEN(rows); i++)
		is(*state, rows[i].text, NULL, rows[i].want);
}

/* As people write them, and what laws say seldom. */
static void
test_letters(void **state)
{
	static const struct { const char *text, *want; } rows[] = {
		{ "статья 43 Конституции РФ", "статья 43 Конституции РФ => конституция"
		    " short=Конституция РФ { article=43 }" },
		{ "нарушен п.1.1 ст. 13 №257-ФЗ", "п.1.1 ст. 13 №257-ФЗ => федеральный закон"
		    " n=257-ФЗ { article=13 point=1.1 }" },
		{ "закон № 131, ч. 3 ст. 14 ФЗ № 44", "закон № 131 => иное n=131 { }\n"
		    "ч. 3 ст. 14 ФЗ № 44 => федеральный закон n=44-ФЗ { article=14 part=3 }" },
		{ "по пункту 4 Положения о муниципальной казне, как велено",
		    "пункту 4 Положения о муниципальной казне => иное"
		    " title=Положения о муниципальной казне { point=4 }" },
		{ "п/п 5 п. 1 ст. 8 НК РФ", "п/п 5 п. 1 ст. 8 НК РФ => кодекс short=НК РФ"
		    " { article=8 point=1 subpoint=5 }" },
		{ "Указом Президиума Верховного Совета СССР от 5 мая 1980 года",
		    "Указом Президиума Верховного Совета СССР от 5 мая 1980 года => указ"
		    " date=1980-05-05 issuer=Президиум Верховного Совета СССР { }" },
		{ "Правила уборки, утвержденные решением Думы от 16.10.2014 № 368; пункт 3.1 "
		  "Правил",
		    "Правила уборки, утвержденные решением Думы от 16.10.2014 № 368 => "
		  "решение n=368"
		    " date=2014-10-16 issuer=Дума { }\n"
		    "пункт 3.1 Правил => решение n=368 date=2014-10-16 issuer=Дума named_before"
		    " { point=3.1 }" },
		{ "ЖК РФ, ст. 36", "ЖК РФ, ст. 36 => кодекс short=ЖК РФ { article=36 }" },
		{ "постановление администрации Орловской обл. № 12 и ГОСТ Р 50597 – 93, ГОСТ "
		  "6665–91",
		    "постановление администрации Орловской обл. № 12 => постановление n=12"
		    " issuer=Администрация Орловской обл. { }\n"
		    "ГОСТ Р 50597 – 93 => гост short=ГОСТ Р n=50597-93 { }\n"
		    "ГОСТ 6665–91 => гост short=ГОСТ n=6665-91 { }" },
		{ "по 131 ФЗ и 223фз", "131 ФЗ => федеральный закон n=131-ФЗ { }\n"
		    "223фз => федеральный закон n=223-ФЗ { }" },
	};

	for (size_t i = 0; i < LEN(rows); i++)
		is(*state, rows[i].text, NULL, rows[i].want);
}

static void
test_relations(void **state)
{
	const struct cite_context zhk = {
		.act = { .title = S("Жилищный кодекс Российской Федерации"), .shrt = S("ЖК РФ") },
		.article = S("44"), .chapter = S("Глава 6.1. Общее имущество"), .enclosing = S("2"),
	};
	const struct cite_context order = {
		.act = { .title = S("Приказ управы"), .number = S("7"), .date = S("2024-01-09"),
		    .issuer = S("Управа") },
	};

	is(*state, "по статье 46 настоящего Кодекса и частью 1 настоящей статьи, настоящей главой",
	    &zhk,
	    "статье 46 настоящего Кодекса => кодекс short=ЖК РФ this_act { article=46 }\n"
	    "частью 1 настоящей статьи => кодекс short=ЖК РФ this_article { article=44 part=1 }\n"
	    "настоящей главой => кодекс short=ЖК РФ this_act { chapter=6.1 }");
	is(*state, "частями 4 и 5 настоящей статьи и настоящей частью", &zhk,
	    "частями 4 и 5 настоящей статьи и настоящей частью => кодекс short=ЖК РФ this_article"
	    " { article=44 part=4 } { article=44 part=5 } { article=44 part=2 }");
	is(*state, "пунктами 1 и 3 настоящей части (статья 45)", &zhk,
	    "пунктами 1 и 3 настоящей части => кодекс short=ЖК РФ this_article"
	    " { article=44 part=2 point=1 } { article=44 part=2 point=3 }\n"
	    "статья 45 => кодекс short=ЖК РФ this_act { article=45 }");
	is(*state, "по статье 5 Федерального закона от 27.07.2010 № 210-ФЗ; пунктом 2 указанной "
	    "статьи, указанным законом", &zhk,
	    "статье 5 Федерального закона от 27.07.2010 № 210-ФЗ => федеральный закон n=210-ФЗ"
	    " date=2010-07-27 { article=5 }\n"
	    "пунктом 2 указанной статьи => федеральный закон n=210-ФЗ date=2010-07-27"
	    " named_before { article=5 point=2 }\n"
	    "указанным законом => федеральный закон n=210-ФЗ date=2010-07-27 named_before { }");
	is(*state, "Федеральный закон от 06.10.2003 № 131-ФЗ (далее — Закон № 131-ФЗ). "
	    "Статья 16 Закона № 131-ФЗ и того же закона", NULL,
	    "Федеральный закон от 06.10.2003 № 131-ФЗ => федеральный закон n=131-ФЗ"
	    " date=2003-10-06 { } defines=Закон № 131-ФЗ\n"
	    "Статья 16 Закона № 131-ФЗ => федеральный закон n=131-ФЗ { article=16 }\n"
	    "того же закона => федеральный закон n=131-ФЗ named_before { }");
	is(*state, "Регламент утвержден. Федеральным законом от 02.05.2006 № 59-ФЗ (далее - "
	    "Федеральный закон); статья 10 Федерального закона", NULL,
	    "Федеральным законом от 02.05.2006 № 59-ФЗ => федеральный закон n=59-ФЗ"
	    " date=2006-05-02 { } defines=Федеральный закон\n"
	    "статья 10 Федерального закона => федеральный закон n=59-ФЗ date=2006-05-02"
	    " named_before { article=10 }");
	is(*state, "указ Президента РФ от 20 марта 2020 г. № 199 о выплатах (далее - Указ) и Указ, "
	    "пункт 3 Указа, по части 2", NULL,
	    "указ Президента РФ от 20 марта 2020 г. № 199 => указ n=199 date=2020-03-20"
	    " issuer=Президент РФ { } defines=Указ\n"
	    "Указ => указ n=199 date=2020-03-20 issuer=Президент РФ named_before { }\n"
	    "пункт 3 Указа => указ n=199 date=2020-03-20 issuer=Президент РФ named_before"
	    " { point=3 }\n"
	    "части 2 => указ n=199 date=2020-03-20 issuer=Президент РФ named_before { part=2 }");
	is(*state, "по части 2 Указа Президента и пункту 4 указа; вот он: указ Президента РФ № 199",
	    NULL,
	    "части 2 Указа Президента => указ n=199 issuer=Президент РФ named_before { part=2 }\n"
	    "пункту 4 указа => указ n=199 issuer=Президент РФ named_before { point=4 }\n"
	    "указ Президента РФ № 199 => указ n=199 issuer=Президент РФ { }");
	is(*state, "по 59-ФЗ, ст. 10 данного закона, п. 5 постановления", NULL,
	    "59-ФЗ => федеральный закон n=59-ФЗ { }\n"
	    "ст. 10 данного закона => федеральный закон n=59-ФЗ named_before { article=10 }");
	is(*state, "Список согласно приложению № 2. Настоящий приказ действует.", &order,
	    "приложению № 2 => приказ n=7 date=2024-01-09 issuer=Управа this_act { annex=2 }\n"
	    "Настоящий приказ => приказ n=7 date=2024-01-09 issuer=Управа this_act { }");
}

static void
test_nothing(void **state)
{
	static const char *const none[] = {
		"Иные случаи устанавливаются федеральными законами и указами Президента.",
		"Собрание законодательства Российской Федерации, 2006, № 31 (ч. I), ст. 3451",
		"(Собрание законодательства, 2009, N 48, ст. 5716; N 52 (ч. I), ст. 6439; "
		  "2010, N 3, "
		"ст. 274)",
		"Статья 1. Предмет соглашения",
		"Приём с 10 ч. 30 мин., дом 5, п. Северный, и т.п. 4 раза",
		"тк у нас дом новый, а ЖК большой и УК молчит",
		"Решение и помогает освободить проезд возле Лицея № 6",
		"решением суда от 5 мая 2020 года № 2-345/2020",
		"дополнить пунктом 15 следующего содержания",
		"Глава администрации и часть жителей, 3 пункта выдачи",
		"В настоящее время указано: положение 4",
		"Лицо (далее - Застройщик) строит. Застройщик отвечает",
		"законы о приватизации государственного и муниципального имущества",
		"на территории населенного пункта д. Гора",
		"",
	};
	const struct cite_context act = { .act = { .title = S("Решение Совета"),
		.number = S("1") } };

	for (size_t i = 0; i < LEN(none); i++) {
		is(*state, none[i], NULL, "");
		is(*state, none[i], &act, "");
	}
}

/* ---- names of one's own --------------------------------------------------------------------- */

static void
test_own_names(void **state)
{
	struct fix *f = *state;
	struct cite_act charter = { .kind = CITE_OTHER, .number = S("5"), .date = S("2005-06-30"),
		.title = S("Устав города Тейково") };
	struct cites r;
	struct cite_names *own;

	assert_int_equal(cite_names_new(f->keep, &own), OK);
	assert_int_equal(cite_names_add(f->keep, own, &charter, S("Устав города Тейково"), 42), OK);
	assert_int_equal(cite_names_add(f->keep, own, &charter, S("№ —"), 43), OK);
	assert_int_equal(
	    cite_find(f->a, own, S("Ёлки стоят по статье 12 Устава города Тейкова и ст. 3 ЗК РФ"),
		NULL, &r),
	    OK);
	assert_int_equal(r.n, 2);
	assert_int_equal(r.p[0].known_id, 42);
	assert_true(str_is(r.p[0].known->number, "5"));
	assert_true(str_is(r.p[0].targets[0].at[CITE_ARTICLE].from, "12"));
	assert_int_equal(r.p[1].known_id, 0);
	assert_true(str_is(r.p[1].known->number, "136-ФЗ"));
	/* code points, not bytes */
	assert_int_equal(r.p[0].start, 14);
	assert_int_equal(r.p[0].end, 45);
	arena_reset(f->a);
}

static void
test_kinds(void **state)
{
	(void)state;
	assert_int_equal(cite_kind_of(S("Земельный кодекс Российской Федерации")), CITE_CODE);
	assert_int_equal(cite_kind_of(S("КОНСТИТУЦИЯ РОССИЙСКОЙ ФЕДЕРАЦИИ")), CITE_CONSTITUTION);
	assert_int_equal(cite_kind_of(S("Федеральный закон от 1 мая")), CITE_FEDERAL_LAW);
	assert_int_equal(cite_kind_of(S("Постановление Правительства")), CITE_RESOLUTION);
	assert_int_equal(cite_kind_of(S("Устав города")), CITE_OTHER);
	assert_int_equal(cite_kind_of(S("")), CITE_NONE);
}

static void
test_json(void **state)
{
	struct fix *f = *state;
	struct str text = S("«ст. 5»\nч. 1 ст. 2 ЖК РФ");
	struct cites r = found(f, text, NULL);
	struct buf b;

	assert_int_equal(r.n, 1);
	buf_init(&b, f->a, MiB);
	cite_put_json(&b, text, &r.p[0]);
	assert_true(str_is(buf_str(&b),
	    "{\"start\": 8, \"end\": 24, \"quote\": \"ч. 1 ст. 2 ЖК РФ\", \"act\": {\"kind\": "
	    "\"кодекс\", \"short\": \"ЖК РФ\", \"number\": null, \"date\": null, \"issuer\": null,"
	    " \"relative\": null}, \"targets\": [{\"section\": null, \"chapter\": null, "
	    "\"article\": \"2\", \"part\": \"1\", \"point\": null, \"subpoint\": null, "
	    "\"paragraph\": null}]}"));
	arena_reset(f->a);
}

/* ---- time ------------------------------------------------------------------------------------ */

static uint64_t
steps_of(struct fix *f, const char *piece, size_t times)
{
	struct buf b;
	struct cites r;
	uint64_t steps;

	buf_init(&b, f->a, 64 * MiB);
	for (size_t i = 0; i < times; i++)
		buf_putz(&b, piece);
	assert_int_equal(cite_find_steps(f->a, f->names, buf_str(&b), NULL, &r, &steps), OK);
	arena_reset(f->a);
	return steps;
}

/* Twice the text is twice the steps, whatever the text is made of. */
static void
test_linear(void **state)
{
	static const char *const pieces[] = {
		"статьи 1, 2, ", "пунктом 1 ", "ст. 5 ч. 2 ", "Правил ", "Правил и ",
		    "Федеральный закон ",
		"Федеральный закон «", "«О ", "\"О \" ", "(далее - Закон ", "указанного закона ",
		"от 05.05.2020 № 5-ФЗ, ", "постановления администрации ", "Кодекс ", "§", "«а», ",
		"1-", "второй ", "пункта \"а\" - ", "5.", "приложение ", "Основных ", "1.",
		    "утвержденных ",
		"приказ от 5 мая 2020 № 1 (далее - Приказ), Приказ ",
		"О порядке рассмотрения обращений ", "закон О ", "ЖК РФ, ст. 1 ",
		"ЖК РФ, ст. 1, 2, ", "ЖК РФ ст. ", "(далее ",
		"№ 5-", "в пункте 5 ", "настоящей статьи и ", "статьи 5 указанной части ",
	};
	const size_t n = 3000;

	for (size_t i = 0; i < LEN(pieces); i++) {
		uint64_t one = steps_of(*state, pieces[i], n),
			 two = steps_of(*state, pieces[i], 2 * n);

		if (two > 2 * one + one / 4 || one > n * 400)
			fail_msg("«%s»: %llu steps, doubled %llu", pieces[i],
			    (unsigned long long)one, (unsigned long long)two);
	}
}

/* Words and numbers without end are words and numbers still. */
static void
test_long(void **state)
{
	struct fix *f = *state;
	const char *const halves[][3] = {
		{ "постановления администрации города Ор", "ла", " от 5 мая 2020 № 12" },
		{ "ст. 5", "0", "² ГК РФ" }, { "ст. 5", "²", " ГК РФ" },
		{ "№ 5", "–5", "-ФЗ, ст. 5 ГК РФ" }, { "Правил", "ы", "утвержденных ст. 5 ГК РФ" },
	};

	for (size_t i = 0; i < LEN(halves); i++) {
		struct buf b;

		buf_init(&b, f->a, MiB);
		buf_putz(&b, halves[i][0]);
		for (int k = 0; k < 9000; k++)
			buf_putz(&b, halves[i][1]);
		buf_putz(&b, halves[i][2]);
		assert_true(found(f, buf_str(&b), NULL).n >= 1);
		arena_reset(f->a);
	}
}

static void
test_limits(void **state)
{
	struct fix *f = *state;
	struct cites r;
	const struct str big = { "", CITE_TEXT_MAX + 1 };

	assert_int_equal(cite_find(f->a, f->names, big, NULL, &r), E_TOO_BIG);
	for (int64_t n = 1; n < 40; n++) { /* memory runs out at each place in turn */
		struct arena *a = arena_new(MiB);
		enum err e;

		alloc_fail_at(n);
		e = a ? cite_find(a, f->names, S("по ст. 5 Федерального закона от 2 мая "
		    "2006 г. № 59-ФЗ"
		    " и ст. 5 указанного закона"), NULL, &r) : E_NOMEM;
		assert_true(e == E_NOMEM || (e == OK && r.n == 2));
		alloc_fail_at(0);
		arena_free(a);
	}
	arena_reset(f->a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_forms), cmocka_unit_test(test_acts),
		    cmocka_unit_test(test_letters),
		cmocka_unit_test(test_relations), cmocka_unit_test(test_nothing),
		cmocka_unit_test(test_own_names), cmocka_unit_test(test_kinds),
		cmocka_unit_test(test_json), cmocka_unit_test(test_linear),
		cmocka_unit_test(test_long),
		cmocka_unit_test(test_limits),
	};

	return cmocka_run_group_tests(tests, up, down);
}
