/* api.c - a person's subscriptions for programs: the same acts as on the pages, by token. */
#include "alerts/api_ops.h"
#include "alerts/subs.h"
#include "api/api.h"
#include "gen/alerts/u.h"
#include "text/text.h"

#define WHAT_MAX 2000

static const char *const kinds[] = { [SUB_FILTER] = "filter", [SUB_PLACE] = "place",
	[SUB_ENTRY] = "measure" };
static const char *const langs[] = { [LANG_RU] = "ru", [LANG_EN] = "en" };

static const char *kind_at(int i)
{ return i >= 0 && i < SUB_ENTRY ? kinds[i + 1] : NULL; }
static const char *every_at(int i)
{ return i >= 0 && i < EVERY_N ? subs_every[i] : NULL; }
static const char *lang_at(int i)
{ return i >= 0 && (size_t)i < LEN(langs) ? langs[i] : NULL; }

static int
every_of(struct str code)
{
	for (int i = 0; i < EVERY_N; i++)
		if (str_is(code, subs_every[i]))
			return i;
	return EVERY_DAY;
}

/* ---- what is told ------------------------------------------------------------------ */

struct sub_out {
	struct str kind, what, title, every, lang, url, self;
	int64_t id, created;
	bool mail, remind, paused;
};
#define API_OBJECT struct sub_out
static const struct api_field sub_fields[] = {
	API_F(id, INT, "Номер подписки"),
	API_FX(kind, CODE, "За чем: подборка, муниципалитет или одна мера", .values = kind_at),
	API_F(what, STR, "Адрес того, за чем следят, от корня портала"),
	API_F(title, STR, "Название"),
	API_F(mail, BOOL, "Присылать письма"),
	API_FX(every, CODE, "Как часто приходят письма", .values = every_at),
	API_F(remind, BOOL, "Напоминать о сроках"),
	API_FX(lang, CODE, "Язык писем", .values = lang_at),
	API_F(paused, BOOL, "Приостановлена"),
	API_F(created, TIME, "Когда начата"),
	API_F(url, URL, "Страница на портале"),
	API_F(self, URL, "Эта запись в API"),
};
#undef API_OBJECT
static const struct api_schema sub_schema = { "Subscription",
	N_("Подписка: за чем следит владелец токена"), sub_fields, LEN(sub_fields),
	sizeof(struct sub_out), NULL };

/* ---- what is taken ------------------------------------------------------------------- */

struct sub_body { struct str what, title, every, lang; bool mail, remind, paused; };
#define API_OBJECT struct sub_body
#define SETTINGS \
	API_IN(title, STR, N_("Название"), .min = 1, .max = ALERTS_TITLE_MAX), \
	API_IN(mail, BOOL, N_("Присылать письма; иначе новости только на странице"), \
	    .null = false), \
	API_IN(every, CODE, N_("Как часто приходят письма"), .values = every_at), \
	API_IN(remind, BOOL, N_("Напоминать о сроках за 30, 14 и 3 дня"), \
	    .null = false), \
	API_IN(lang, CODE, N_("Язык писем"), .values = lang_at)
static const struct api_input new_inputs[] = {
	API_IN(what, STR, N_("За чем следить: /navigator?… (подборка), /navigator/КЛЮЧ (мера), "
		"/places/КОД (что подходит муниципалитету), /law/… (акт, статья, ответ юриста) "
		"или /solutions/КЛЮЧ (решение)"),
	    .required = true, .min = 1, .max = WHAT_MAX),
	SETTINGS,
};
static const struct api_input patch_inputs[] = {
	SETTINGS,
	API_IN(paused, BOOL, N_("true — приостановить, false — следить снова"),
	    .null = false),
};
#undef API_OBJECT
static const struct api_body new_body = { "SubscriptionNew",
	N_("За чем следить и как об этом узнавать"), new_inputs, LEN(new_inputs), false };
static const struct api_body patch_body = { "SubscriptionPatch",
	N_("Что изменить; не названное остаётся"), patch_inputs, LEN(patch_inputs), true };

/* ---- operations ------------------------------------------------------------------------ */

#define PATH_SUB N_("Номер подписки")

const struct api_op alerts_ops[ALERTS_OPS] = {
	{ .route = "api_list", .id = "listSubscriptions", .tag = "subscriptions",
	    .title = N_("Свои подписки"), .about = N_("Все подписки владельца токена, новые "
		"сверху. Законченных здесь нет."),
	    .shape = API_LIST, .of = &sub_schema, .pages = true, .scope = SCOPE_SUBS_READ,
	    .example = "/api/v1/subscriptions" },
	{ .route = "api_add", .id = "addSubscription", .tag = "subscriptions",
	    .title = N_("Начать следить"),
	    .about = N_("Без title подписка называется как на странице, письма приходят раз в "
		"день. За одним и тем же следят одной подпиской. С Idempotency-Key запрос "
		"можно повторять."),
	    .shape = API_ITEM, .of = &sub_schema, .scope = SCOPE_SUBS_WRITE, .takes = &new_body,
	    .made = true, .sample = "{\"what\":\"/navigator?money=grant\",\"every\":\"week\"}",
	    .example = "/api/v1/subscriptions" },
	{ .route = "api_show", .id = "getSubscription", .tag = "subscriptions",
	    .title = N_("Одна подписка"),
	    .about = N_("Её ETag нужен, чтобы изменить её или закончить."), .shape = API_ITEM,
	    .of = &sub_schema, .path_about = PATH_SUB, .scope = SCOPE_SUBS_READ,
	    .example = "/api/v1/subscriptions/1" },
	{ .route = "api_change", .id = "changeSubscription", .tag = "subscriptions",
	    .title = N_("Изменить подписку"),
	    .about = N_("За чем она следит, не меняется: для этого начинают другую. "
		"Приостановленная не присылает ничего; когда её продолжают, новости идут с "
		"этого дня."),
	    .shape = API_ITEM, .of = &sub_schema, .path_about = PATH_SUB,
	    .scope = SCOPE_SUBS_WRITE, .takes = &patch_body, .match = true,
	    .sample = "{\"every\":\"once\",\"paused\":false}",
	    .example = "/api/v1/subscriptions/1" },
	{ .route = "api_end", .id = "endSubscription", .tag = "subscriptions",
	    .title = N_("Закончить подписку"),
	    .about = N_("Больше ничего не придёт, и письма, которые ждали отправки, не уйдут. "
		"Что уже пришло, остаётся на странице. Начать снова можно в любой день."),
	    .shape = API_NONE, .path_about = PATH_SUB, .scope = SCOPE_SUBS_WRITE, .match = true,
	    .example = "/api/v1/subscriptions/1" },
};

/* ---- reading ----------------------------------------------------------------------------- */

static struct str
num(struct arena *a, int64_t n)
{
	return str_fmt(a, "%lld", (long long)n);
}

static struct sub_out
out_of(struct arena *a, struct sub_id id, const struct q_sub_get *s)
{
	return (struct sub_out){ .kind = str_c(kinds[s->kind]), .what = s->target,
		.title = s->title, .every = str_c(subs_every[s->every]),
		.lang = str_c(langs[s->lang]), .url = url_alerts_edit(a, num(a, id.v)),
		.self = url_alerts_api_show(a, num(a, id.v)), .id = id.v, .created = s->created,
		.mail = s->mail != 0, .remind = s->remind != 0, .paused = s->state == SUB_PAUSED };
}

static struct sub_out
row_of(struct arena *a, const struct q_subs *s)
{
	return out_of(a, s->id,
	    &(struct q_sub_get){ .kind = s->kind, .target = s->target, .title = s->title,
		.mail = s->mail, .every = s->every, .remind = s->remind, .state = s->state,
		.lang = s->lang, .created = s->created });
}

enum err
alerts_api_list(struct req *rq)
{
	struct api_list list = { .next = S("") };
	int64_t last = INT64_MAX, skip = 0;
	struct q_subs_rows q;
	struct sub_out *out;
	struct api_page page;

	TRY(api_ask(rq, &page));
	if (page.last.n > 0 && !str_int(page.last, &last))
		return E_BUG; /* the cursor is sealed */
	TRY(q_subs(rq->db, rq->arena, rq->viewer->id, &q));
	out = arena_array(rq->arena, struct sub_out, (size_t)page.limit);
	if (out == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < q.n; i++) {
		if (q.p[i].id.v >= last)
			skip++;
		else if (list.n < (size_t)page.limit)
			out[list.n++] = row_of(rq->arena, &q.p[i]);
	}
	list.p = out;
	list.total = (int64_t)q.n;
	if (list.n > 0 && skip + (int64_t)list.n < list.total)
		TRY(api_next(
		    rq, skip + (int64_t)list.n, num(rq->arena, out[list.n - 1].id), &list.next));
	return api_answer_list(rq, &list);
}

enum err
alerts_api_show(struct req *rq)
{
	struct api_page page;
	struct sub_out out;
	struct q_sub_get s;
	struct sub_id id;

	TRY(api_ask(rq, &page));
	TRY(subs_mine(rq, &id, &s));
	out = out_of(rq->arena, id, &s);
	return api_answer_tagged(rq, &out);
}

/* ---- beginning ------------------------------------------------------------------------------- */

/* An address of a page of ours, whole or from the root. */
static struct str
path_of(const struct req *rq, struct str what)
{
	if (rq->ui.base.n > 0 && str_starts(what, rq->ui.base))
		return (struct str){ what.p + rq->ui.base.n, what.n - rq->ui.base.n };
	return what;
}

static enum err
not_twice(struct req *rq, struct str target)
{
	struct q_sub_of old;
	enum err e = q_sub_of(rq->db, rq->viewer->id, target, &old);

	if (e == E_NOT_FOUND || (e == OK && old.state == SUB_ENDED))
		return OK;
	TRY(e);
	return problem(rq, "what",
	    trf(&rq->ui, "За этим вы уже следите: подписка %1.", num(rq->arena, old.id.v)));
}

static enum err
add(struct req *rq, const struct sub_body *in, struct sub_id *ret)
{
	struct sub_in set = { in->title, in->mail, in->remind, every_of(in->every) };
	struct alerts_what w;
	enum err e = what_read(rq, path_of(rq, in->what), &w);

	if (e == E_INPUT)
		return problem(rq, "what",
		    tr(&rq->ui,
			"За этим следить нельзя. Можно за подборкой (/navigator?…), мерой "
			"(/navigator/КЛЮЧ), муниципалитетом (/places/КОД), актом, статьёй, "
			"ответом юриста (/law/…) или готовым решением (/solutions/КЛЮЧ)."));
	TRY(e);
	TRY(not_twice(rq, w.target));
	TRY(subs_may_add(rq, "what"));
	if (set.title.n == 0)
		set.title = utf8_cut(w.title, ALERTS_TITLE_MAX);
	return subs_add(rq, &w, &set, str_is(in->lang, langs[LANG_EN]) ? LANG_EN : LANG_RU, ret);
}

enum err
alerts_api_add(struct req *rq)
{
	struct sub_body in = { .title = S(""), .every = str_c(subs_every[EVERY_DAY]),
		.lang = str_c(langs[rq->ui.lang]), .mail = true, .remind = true };
	struct api_page page;
	struct q_sub_get s;
	struct sub_out out;
	struct sub_id id = { 0 };
	uint32_t given;
	bool kept;

	TRY(api_ask(rq, &page));
	TRY(db_begin(rq->db));
	TRY(api_once_begin(rq, &kept));
	if (kept)
		return db_commit(rq->db);
	TRY(api_read(rq, &in, &given));
	TRY(add(rq, &in, &id));
	TRY(q_sub_get(rq->db, rq->arena, rq->viewer->id, id, &s));
	out = out_of(rq->arena, id, &s);
	TRY(api_answer_made(rq, &out, out.self));
	TRY(api_once_end(rq, api_absolute(&rq->ui, out.self)));
	return db_commit(rq->db);
}

/* ---- changing, ending ------------------------------------------------------------------ */

/* Taken until the transaction ends, and the same that the program has read. */
static enum err
held(struct req *rq, struct sub_id *ret_id, struct q_sub_get *ret)
{
	struct sub_out out;
	int64_t n;

	TRY(subs_mine(rq, ret_id, ret));
	TRY(q_sub_hold(rq->db, rq->viewer->id, *ret_id, &n));
	TRY(subs_mine(rq, ret_id, ret));
	out = out_of(rq->arena, *ret_id, ret);
	return api_match(rq, api_tag(rq, &sub_schema, &out));
}

enum err
alerts_api_change(struct req *rq)
{
	struct sub_body in;
	struct api_page page;
	struct q_sub_get s;
	struct sub_out out;
	struct sub_id id;
	uint32_t given;

	TRY(api_ask(rq, &page));
	TRY(db_begin(rq->db));
	TRY(held(rq, &id, &s));
	in = (struct sub_body){ .title = s.title, .every = str_c(subs_every[s.every]),
		.lang = str_c(langs[s.lang]), .mail = s.mail != 0, .remind = s.remind != 0,
		.paused = s.state == SUB_PAUSED };
	TRY(api_read(rq, &in, &given));
	TRY(subs_set(rq, id,
	    &(struct sub_in){ in.title, in.mail, in.remind, every_of(in.every) },
	    str_is(in.lang, langs[LANG_EN]) ? LANG_EN : LANG_RU));
	if (in.paused != (s.state == SUB_PAUSED))
		TRY(subs_state(rq, id, in.paused ? SUB_PAUSED : SUB_ON));
	TRY(subs_mine(rq, &id, &s));
	out = out_of(rq->arena, id, &s);
	TRY(api_answer_tagged(rq, &out));
	return db_commit(rq->db);
}

enum err
alerts_api_end(struct req *rq)
{
	struct api_page page;
	struct q_sub_get s;
	struct sub_id id;

	TRY(api_ask(rq, &page));
	TRY(db_begin(rq->db));
	TRY(held(rq, &id, &s));
	TRY(subs_state(rq, id, SUB_ENDED));
	TRY(api_answer_none(rq));
	return db_commit(rq->db);
}
