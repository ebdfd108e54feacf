/* command.c - what the command line does besides users.c, noted in the log of acts. */
#include "account/account_impl.h"
#include "account/mydata.h"
#include "audit/audit.h"
#include "gen/account/q.h"

static enum err
note(struct db *db, struct arena *a, const char *action, struct user_id who, struct str detail)
{
	return audit_add(db, a, time_now(), &(struct audit_event){ .action = action,
		.object = user_object(a, who), .detail = detail });
}

static enum err
second_drop(struct db *db, struct arena *a, struct user_id who)
{
	int64_t n = 0;

	TRY(q_second_drop(db, who, &n));
	if (n == 0)
		return E_NOT_FOUND;
	TRY(q_recovery_drop(db, who));
	return note(db, a, "account.second_off", who, STR_NONE);
}

enum err
account_second_drop(struct db *db, struct arena *a, struct user_id who)
{
	enum err e;

	TRY(db_begin(db));
	e = second_drop(db, a, who);
	if (e == OK)
		return db_commit(db);
	db_rollback(db);
	return e;
}

/* One that waits already is brought forward and keeps its reason when no other is given. */
static enum err
erasure_now(struct db *db, struct arena *a, struct user_id who, struct str reason, int64_t now,
    int64_t *ret)
{
	struct q_erasure_open x;
	struct erasure_id id;
	enum err e = q_erasure_open(db, a, who, &x);

	if (e == OK) {
		*ret = x.id.v;
		return OK;
	}
	if (e != E_NOT_FOUND)
		return e;
	TRY(q_erasure_add(db, &(struct q_erasure_add_in){ .user = who,
		.reason = reason.p ? reason : S(""), .now = now, .due = now }, &id));
	*ret = id.v;
	return note(db, a, "account.erase_ask", who, str_fmt(a, "act:%lld", (long long)id.v));
}

enum err
account_erase(const struct portal *p, struct db *db, struct arena *a, struct user_id who,
    struct str reason, struct str *ret_act, struct str *ret_place)
{
	struct q_erasure_get x;
	int64_t id = 0, now = time_now();
	enum erase_stop stop;
	enum err e;

	TRY(erase_may(db, a, who, now, &stop, ret_place));
	if (stop != ERASE_FREE)
		return E_CONFLICT;
	TRY(db_begin(db));
	e = erasure_now(db, a, who, reason, now, &id);
	if (e != OK) {
		db_rollback(db);
		return e;
	}
	TRY(db_commit(db));
	TRY(erase_do(p, db, a, id, who, now));
	TRY(q_erasure_get(db, a, (struct erasure_id){ id }, &x));
	*ret_act = x.act;
	return OK;
}
