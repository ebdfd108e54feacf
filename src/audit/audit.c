/* audit.c - the chain: add, read, verify. */
#include "audit/audit.h"

#include <sodium.h>

#include "gen/audit/q.h"

#define HASH_BYTES 32
#define HASH_HEX (2 * HASH_BYTES + 1)
#define PART_ROWS 500
#define LIST_MAX 1000

static struct str
some(struct str s)
{
	return s.p ? s : S("");
}

/* Length before text: no two rows give the same bytes. */
static void
seal_text(crypto_generichash_state *st, struct str s)
{
	uint64_t n = s.n;
	unsigned char len[8];

	for (int i = 0; i < 8; i++)
		len[i] = (unsigned char)(n >> (8 * i));
	crypto_generichash_update(st, len, sizeof len);
	crypto_generichash_update(st, (const unsigned char *)(s.p ? s.p : ""), s.n);
}

static void
seal_int(crypto_generichash_state *st, int64_t v)
{
	unsigned char b[8];

	for (int i = 0; i < 8; i++)
		b[i] = (unsigned char)((uint64_t)v >> (8 * i));
	crypto_generichash_update(st, b, sizeof b);
}

static void
seal(const struct audit_row *r, struct str before, char hex[HASH_HEX])
{
	crypto_generichash_state st;
	unsigned char h[HASH_BYTES];

	crypto_generichash_init(&st, NULL, 0, sizeof h);
	seal_text(&st, before);
	seal_int(&st, r->id);
	seal_int(&st, r->at);
	seal_int(&st, r->actor);
	seal_int(&st, r->place);
	seal_text(&st, r->action);
	seal_text(&st, r->object);
	seal_text(&st, r->peer);
	seal_text(&st, r->detail);
	crypto_generichash_final(&st, h, sizeof h);
	sodium_bin2hex(hex, HASH_HEX, h, sizeof h);
}

enum err
audit_add(struct db *db, struct arena *a, int64_t now, const struct audit_event *ev)
{
	struct audit_row r = { .at = now, .actor = ev->actor, .place = ev->place,
		.action = str_c(ev->action), .object = some(ev->object), .peer = some(ev->peer),
		.detail = some(ev->detail) };
	struct q_head_next head;
	char hex[HASH_HEX];

	if (sodium_init() < 0 || r.action.n == 0 || !db_in_tx(db))
		return E_BUG; /* alone, a row could be taken by two */
	TRY(q_head_next(db, a, &head));
	r.id = head.id;
	seal(&r, head.hash, hex);
	TRY(q_add(db, &(struct q_add_in){ .id = r.id, .now = now, .actor = r.actor,
		.place = r.place, .action = r.action, .object = r.object, .peer = r.peer,
		.detail = r.detail, .hash = str_c(hex) }));
	return q_head_set(db, str_c(hex));
}

static void
row_of(struct audit_row *r, const struct q_part *q)
{
	*r = (struct audit_row){ .id = q->id, .at = q->at, .actor = q->actor, .place = q->place,
		.action = q->action, .object = q->object, .peer = q->peer, .detail = q->detail,
		.hash = q->hash };
}

struct listing { struct arena *a; struct audit_row *p; size_t n; };

static enum err
read_row(void *ctx, const struct db_cur *cur)
{
	struct listing *l = ctx;
	struct audit_row *r = &l->p[l->n++];
	struct arena *a = l->a;

	*r = (struct audit_row){ .id = db_col_int(cur, 0), .at = db_col_int(cur, 1),
		.actor = db_col_int(cur, 2), .place = db_col_int(cur, 3),
		.action = str_dup(a, db_col_text(cur, 4)),
		.object = str_dup(a, db_col_text(cur, 5)), .peer = str_dup(a, db_col_text(cur, 6)),
		.detail = str_dup(a, db_col_text(cur, 7)),
		.hash = str_dup(a, db_col_text(cur, 8)) };
	return r->hash.p && r->detail.p && r->peer.p && r->object.p && r->action.p ? OK : E_NOMEM;
}

/* «account.» as a range of the index: LIKE would not use it on PostgreSQL. */
static void
ask_action(struct sql *q, struct arena *a, struct str head)
{
	char *end = head.n > 0 ? str_z(a, head) : NULL;

	if (end == NULL)
		return;
	end[head.n - 1]++;
	sql_add(q, " AND action >= ?", DBV_TEXT(head));
	sql_add(q, " AND action < ?", DBV_TEXT(str_c(end)));
}

enum err
audit_list(struct db *db, struct arena *a, const struct audit_ask *ask, struct audit_rows *ret)
{
	int limit = ask->limit < 1 ? 1 : ask->limit > LIST_MAX ? LIST_MAX : ask->limit;
	struct listing l = { a, arena_array(a, struct audit_row, (size_t)limit), 0 };
	struct sql q;

	if (l.p == NULL)
		return E_NOMEM;
	sql_init(&q, a);
	sql_put(&q, "SELECT id, at, actor, place, action, object, peer, detail, hash FROM audit "
		    "WHERE 1 = 1");
	ask_action(&q, a, ask->action);
	if (ask->object.n > 0)
		sql_add(&q, " AND object = ?", DBV_TEXT(ask->object));
	if (ask->actor != 0)
		sql_add(&q, " AND actor = ?", DBV_INT(ask->actor));
	if (ask->from.has)
		sql_add(&q, " AND at >= ?", DBV_INT(ask->from.v));
	if (ask->until.has)
		sql_add(&q, " AND at < ?", DBV_INT(ask->until.v));
	if (ask->before > 0)
		sql_add(&q, " AND id < ?", DBV_INT(ask->before));
	sql_add(&q, " ORDER BY id DESC LIMIT ?", DBV_INT(limit));
	TRY(db_each_sql(db, &q, read_row, &l));
	*ret = (struct audit_rows){ l.p, l.n };
	return OK;
}

/* One part of the chain; *last and hex go on from where it stopped. */
static enum err
verify_part(struct db *db, struct arena *a, int64_t *last, char hex[HASH_HEX], size_t *ret_n,
    int64_t *bad)
{
	struct q_part_rows part;

	TRY(q_part(db, a, *last, PART_ROWS, &part));
	*ret_n = part.n;
	for (size_t i = 0; i < part.n && *bad == 0; i++) {
		struct audit_row r;
		char want[HASH_HEX];

		row_of(&r, &part.p[i]);
		seal(&r, str_c(hex), want);
		if (r.id != *last + 1)
			*bad = *last + 1;
		else if (!str_is(r.hash, want))
			*bad = r.id;
		*last = r.id;
		memcpy(hex, want, HASH_HEX);
	}
	return OK;
}

static enum err
verify_all(struct db *db, struct arena *a, void (*tick)(void *, int64_t, int64_t), void *p,
    int64_t *ret_n, int64_t *ret_bad)
{
	struct arena *part = arena_new(64 * MiB);
	char hex[HASH_HEX] = "";
	int64_t last = 0, bad = 0;
	struct q_head head;
	enum err e = part ? q_head(db, a, &head) : E_NOMEM;
	size_t n = 1;

	while (e == OK && n > 0 && bad == 0) {
		arena_reset(part);
		e = verify_part(db, part, &last, hex, &n, &bad);
		if (e == OK && tick)
			tick(p, last, head.id);
	}
	if (part)
		arena_free(part);
	TRY(e);
	if (bad == 0 && last != head.id)
		bad = last + 1; /* cut off the end, or put past the head */
	else if (bad == 0 && !str_is(head.hash, hex))
		bad = last;
	*ret_n = last;
	*ret_bad = bad;
	return OK;
}

enum err
audit_verify(struct db *db, struct arena *a, void (*tick)(void *p, int64_t done, int64_t total),
    void *p, int64_t *ret_n, int64_t *ret_bad)
{
	enum err e;

	if (sodium_init() < 0)
		return E_BUG;
	TRY(db_read_begin(db)); /* what is put meanwhile is not looked at */
	e = verify_all(db, a, tick, p, ret_n, ret_bad);
	db_read_end(db);
	return e;
}
