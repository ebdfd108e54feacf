/* load_change.c - what a file changes in an act that is there: articles added, changed, gone. */
#include "law/load.h"
#include "text/text.h"

#define DIFFS 300		/* articles that differ, by name */
#define WORDS_SHOWN 30		/* of them, with their words */
#define WORDS_BYTES (512 * KiB)	/* and their texts together */

struct old { struct str eid, number, title, notes, body; };
struct olds { struct old *p; size_t n, cap; };

struct changing {
	struct req *rq;
	struct arena *a;
	struct law_draft *d;
	struct load_act *v;
	struct olds olds;
	int64_t came, gone, changed, same, shown;
	size_t bytes;
};

/* ---- the edition that is there ------------------------------------------------------------ */

static enum err
keep_old(void *ctx, const struct q_akn_texts *r)
{
	struct changing *c = ctx;
	struct old o = { str_dup(c->a, r->eid), str_dup(c->a, r->number), str_dup(c->a, r->title),
		str_dup(c->a, r->notes), str_dup(c->a, r->body) };

	return o.body.p && o.notes.p && o.title.p ? VEC_PUSH(c->a, &c->olds, o) : E_NOMEM;
}

/* The edition it takes the place of, else the one before it, else the first of all. */
static const struct law_edition *
before(const struct law_act *was, int32_t since)
{
	const struct law_edition *e = law_on(was, since);

	return e ? e : &was->editions[0];
}

static const struct old *
old_with(const struct changing *c, size_t *hint, struct str eid)
{
	for (size_t i = 0; i < c->olds.n; i++) { /* both are in order: the same article is near */
		size_t at = (*hint + i) % c->olds.n;

		if (str_eq(c->olds.p[at].eid, eid)) {
			*hint = at + 1;
			return &c->olds.p[at];
		}
	}
	return NULL;
}

/* ---- articles ------------------------------------------------------------------------------ */

static struct str
whole(struct changing *c, struct str title, struct str notes, struct str body, bool titled)
{
	return str_fmt(c->a, "%.*s%s%.*s%s%.*s", FMT(titled ? title : S("")), titled ? "\n" : "",
	    FMT(body), notes.n > 0 ? "\n" : "", FMT(notes));
}

static enum err
differs(struct changing *c, struct str number, struct str title, struct str was, struct str now)
{
	const struct ui *ui = &c->rq->ui;
	struct load_diff r = { .name = number.n == 0 ? title :
		    title.n > 0 ? str_fmt(c->a, "%.*s. %.*s", FMT(trf(ui, "Статья %1", number)),
				      FMT(title)) :
				  trf(ui, "Статья %1", number) };

	r.what = was.p == NULL ? tr(ui, "добавлена") :
	    now.p == NULL      ? tr(ui, "исключена") :
				 tr(ui, "изменена");
	c->came += was.p == NULL;
	c->gone += now.p == NULL;
	c->changed += was.p != NULL && now.p != NULL;
	if (c->v->diffs.n >= DIFFS) {
		c->v->diffs_left++;
		return OK;
	}
	if (was.p != NULL && now.p != NULL && c->shown < WORDS_SHOWN && c->bytes < WORDS_BYTES) {
		c->shown++;
		c->bytes += was.n + now.n;
		r.shown = true;
		TRY(word_diff(c->a, was, now, &r.words));
	}
	return VEC_PUSH(c->a, &c->v->diffs, r);
}

static enum err
item_differs(struct changing *c, const struct law_item *it, const struct old *o)
{
	bool titled;

	if (o == NULL)
		return differs(c, it->number, it->title, STR_NONE, it->body);
	titled = !str_eq(o->title, it->title);
	if (!titled && str_eq(o->notes, it->notes) && str_eq(o->body, it->body)) {
		c->same++;
		return OK;
	}
	return differs(c, it->number, it->title, whole(c, o->title, o->notes, o->body, titled),
	    whole(c, it->title, it->notes, it->body, titled));
}

static enum err
articles(struct changing *c, const struct law_edition *ed)
{
	size_t hint = 0;

	TRY(q_akn_texts(c->rq->db, (struct edition_id){ ed->id }, keep_old, c));
	for (size_t i = 0; i < c->d->items.n; i++)
		TRY(item_differs(c, &c->d->items.p[i], old_with(c, &hint, c->d->items.p[i].eid)));
	for (size_t i = 0; i < c->olds.n; i++)
		if (law_item_at(c->d, c->olds.p[i].eid) == NULL)
			TRY(differs(c, c->olds.p[i].number, c->olds.p[i].title, c->olds.p[i].body,
			    STR_NONE));
	return OK;
}

/* ---- the act itself ------------------------------------------------------------------------- */

static struct str
see_words(const struct ui *ui, int see)
{
	return see == SEE_ALL ? tr(ui, "всем") :
	    see == SEE_SIGNED ? tr(ui, "вошедшим на портал") :
				tr(ui, "только сотрудникам территории");
}

static enum err
about(struct changing *c, const struct law_act *was)
{
	const struct ui *ui = &c->rq->ui;
	const struct law_draft *d = c->d;
	struct load_lines *l = &c->v->about;

	if (!str_eq(was->title, d->meta.title))
		TRY(VEC_PUSH(c->a, l, ((struct load_line){ tr(ui, "Название"),
		    trf(ui, "было «%1», станет «%2»", was->title, d->meta.title) })));
	if (was->see != d->see)
		TRY(VEC_PUSH(c->a, l, ((struct load_line){ tr(ui, "Кому виден акт"),
		    trf(ui, "был виден %1, будет виден %2 — все его редакции",
			see_words(ui, was->see), see_words(ui, d->see)) })));
	if (was->kind != d->kind)
		TRY(VEC_PUSH(c->a, l, ((struct load_line){ tr(ui, "Вид"),
		    trf(ui, "был «%1», станет «%2»", str_c(law_kinds[was->kind].ru),
			str_c(law_kinds[d->kind].ru)) })));
	if (was->digest)
		TRY(VEC_PUSH(c->a, l, ((struct load_line){ tr(ui, "Изложение"),
		    tr(ui, "все его редакции уступят место официальному тексту") })));
	return OK;
}

static struct str
change_words(struct changing *c, const struct law_edition *ed)
{
	const struct ui *ui = &c->rq->ui;
	struct str since = law_day_words(ui, c->d->since), was = law_day_words(ui, ed->since);

	return ed->since == c->d->since ?
	    trf(ui, "Редакция с %1 в базе есть: загрузка заменит её текст.", since) :
	    ed->since < c->d->since ?
	    trf(ui, "Новая редакция с %1. Сравнение с той, что действует перед ней: с %2.", since,
		was) :
	    trf(ui, "Эта редакция, с %1, раньше всех в базе. Сравнение со следующей: с %2.", since,
		was);
}

enum err
load_change(struct req *rq, struct arena *a, const struct law_act *was, struct law_draft *d,
    struct load_act *v)
{
	struct changing c = { .rq = rq, .a = a, .d = d, .v = v };
	const struct law_edition *ed;
	const struct ui *ui = &rq->ui;

	v->is_new = was == NULL;
	v->see = see_words(ui, d->see);
	if (was == NULL)
		return OK;
	ed = before(was, d->since);
	v->digest = was->digest;
	v->was = law_day_words(ui, ed->since);
	v->was_url = law_url(rq->arena, was, ed->since, S(""), S(""));
	v->change = change_words(&c, ed);
	TRY(about(&c, was));
	TRY(articles(&c, ed));
	v->same = c.came + c.gone + c.changed + (int64_t)v->about.n == 0;
	v->replaces = ed->since == d->since;
	v->note = trf(ui, "Изменено: %1, добавлено: %2, исключено: %3, без изменений: %4.",
	    ui_num(ui, c.changed), ui_num(ui, c.came), ui_num(ui, c.gone), ui_num(ui, c.same));
	return OK;
}

/* ---- what a preview was made against ---- */

enum err
load_seen(struct req *rq, const struct law_reading *r, struct str *ret)
{
	const struct law_index *x;
	struct buf b;

	TRY(law_get(rq->th, &x));
	buf_init(&b, rq->arena, 1 * MiB);
	for (size_t i = 0; i < r->drafts.n; i++) {
		const struct law_act *act = law_by_key(x, r->drafts.p[i].key);

		buf_fmt(&b, "%.*s\n", FMT(r->drafts.p[i].key));
		for (size_t k = 0; act != NULL && k < act->n_editions; k++)
			buf_fmt(&b, "%lld %d %lld\n", (long long)act->editions[k].id,
			    (int)act->editions[k].since, (long long)act->editions[k].loaded);
	}
	TRY(buf_err(&b));
	*ret = web_seal(rq->arena, "law.load", buf_str(&b));
	return ret->p ? OK : E_NOMEM;
}
