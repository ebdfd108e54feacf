/* users.c - users and their roles, as the command line keeps them; the demonstration's own. */
#include "account/account_impl.h"
#include "gen/account/q.h"
#include "text/text.h"

#define EMAIL_MAX 254	/* RFC 5321, 4.5.3.1.3 without the angle brackets */
#define NAME_MAX_POINTS 200

struct str
email_normal(struct arena *a, struct str email)
{
	struct str rest, name;

	email = str_trim(email);
	if (!utf8_valid(email) || email.n > EMAIL_MAX)
		return STR_NONE;
	email = text_lower(a, email);
	if (email.p == NULL)
		return STR_NONE;
	name = str_cut(email, '@', &rest);
	if (name.n == 0 || rest.p == NULL || rest.n == 0 || str_find(rest, S("@")) >= 0)
		return STR_NONE;
	for (size_t i = 0; i < email.n; i++)
		if ((unsigned char)email.p[i] <= ' ' || email.p[i] == '"' || email.p[i] == '<')
			return STR_NONE;
	return email;
}

struct str
user_words(struct arena *a, struct str email, struct str name)
{
	return text_lower(a, str_fmt(a, "%.*s %.*s", FMT(email), FMT(name)));
}

enum err
account_find(struct db *db, struct arena *a, struct str email, struct user_id *ret)
{
	struct q_by_email u;

	email = email_normal(a, email);
	if (email.p == NULL)
		return E_NOT_FOUND;
	TRY(q_by_email(db, a, email, &u));
	*ret = u.id;
	return OK;
}

/* The command line has no dispatch behind it: what was begun ends here, either way. */
static enum err
finish(struct db *db, enum err e)
{
	if (e == OK)
		return db_commit(db);
	db_rollback(db);
	return e;
}

enum err
account_user_add(struct db *db, struct arena *a, const struct settings *set, struct str email,
    struct str name, struct str password, struct user_id *ret)
{
	struct str hash = S("");
	struct user_id id;

	email = email_normal(a, email);
	name = str_trim(name);
	if (email.p == NULL || name.n == 0 || !utf8_valid(name) || utf8_len(name) > NAME_MAX_POINTS)
		return E_INPUT;
	if (password.n > 0) {
		if (account_password_bad(a, email, password) != NULL)
			return E_INPUT;
		TRY(account_password_hash(a, set, password, &hash));
	}
	TRY(db_begin(db));
	TRY(finish(db, q_user_add(db, &(struct q_user_add_in){ .email = email, .name = name,
		.words = user_words(a, email, name), .password = hash, .now = time_now() }, &id)));
	*ret = id;
	return OK;
}

static enum err
role_ok(int role)
{
	return role > ROLE_SIGNED && role <= ROLE_ADMIN ? OK : E_INPUT;
}

enum err
grant_put(struct db *db, struct user_id user, int role, int64_t place, int64_t until,
    struct user_id author, int64_t now)
{
	struct opt_int end = { until, until != 0 };
	int64_t n;

	TRY(q_grant_there(db, user, role, place, &n));
	if (n > 0)
		return q_grant_until(db, user, role, place, end);
	return q_grant_add(db, &(struct q_grant_add_in){ .user = user, .role = role,
		.place = { place, place != 0 }, .now = now, .until = end, .author = author });
}

enum err
account_grant(struct db *db, struct user_id user, int role, int64_t place, int64_t until)
{
	TRY(role_ok(role));
	TRY(db_begin(db));
	return finish(
	    db, grant_put(db, user, role, place, until, (struct user_id){ 0 }, time_now()));
}

enum err
account_revoke(struct db *db, struct user_id user, int role, int64_t place)
{
	int64_t n;

	TRY(db_begin(db));
	TRY(finish(db, q_grant_drop(db, user, role, place, &n)));
	return n > 0 ? OK : E_NOT_FOUND;
}

static enum err
password_put(struct db *db, struct user_id user, struct str hash)
{
	int64_t n;

	TRY(q_password_put(db, user, hash, &n));
	return q_sessions_drop(db, user, S(""), &n);
}

enum err
account_password_set(struct db *db, struct arena *a, const struct settings *set,
    struct user_id user, struct str password)
{
	struct q_by_id u;
	struct str hash;

	TRY(q_by_id(db, a, user, &u));
	if (account_password_bad(a, u.email, password) != NULL)
		return E_INPUT;
	TRY(account_password_hash(a, set, password, &hash));
	TRY(db_begin(db));
	return finish(db, password_put(db, user, hash));
}

static enum err
state_put(struct db *db, struct user_id user, bool blocked)
{
	int64_t n, ended;

	TRY(q_state_put(db, user, blocked ? 0 : 1, &n));
	if (n == 0)
		return E_NOT_FOUND;
	return blocked ? q_sessions_drop(db, user, S(""), &ended) : OK;
}

enum err
account_block(struct db *db, struct user_id user, bool blocked)
{
	TRY(db_begin(db));
	return finish(db, state_put(db, user, blocked));
}

/* ---- the list -------------------------------------------------------------------- */

/* Both lists stand in the order of e-mails: one walk over the two. */
static enum err
join_roles(struct arena *a, const struct q_all_grants_rows *g, struct account_rows *list)
{
	size_t at = 0;

	for (size_t i = 0; i < list->n; i++) {
		struct account_row *r = &list->p[i];
		size_t from = at;

		while (at < g->n && g->p[at].user.v == r->id.v)
			at++;
		r->n_roles = at - from;
		r->roles = arena_array(a, struct account_role, r->n_roles + 1);
		if (r->roles == NULL)
			return E_NOMEM;
		for (size_t k = 0; k < r->n_roles; k++) {
			const struct q_all_grants *q = &g->p[from + k];

			r->roles[k] = (struct account_role){ (int)q->role,
				q->place.has ? q->place.v : 0, q->code, q->place_name };
		}
	}
	return OK;
}

enum err
account_user_list(struct db *db, struct arena *a, struct account_rows *ret)
{
	struct q_all_grants_rows g;
	struct account_rows list;
	struct q_users_rows u;

	TRY(q_users(db, a, &u));
	TRY(q_all_grants(db, a, time_now(), &g));
	list.n = u.n;
	list.p = arena_array(a, struct account_row, u.n + 1);
	if (list.p == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < u.n; i++)
		list.p[i] = (struct account_row){ .id = u.p[i].id, .email = u.p[i].email,
			.name = u.p[i].name, .blocked = u.p[i].state != 1,
			.created = u.p[i].created, .sessions = u.p[i].sessions,
			.seen = u.p[i].seen };
	TRY(join_roles(a, &g, &list));
	*ret = list;
	return OK;
}

/* ---- the demonstration ---------------------------------------------------------------- */

const struct account_demo_row account_demo_rows[] = {
#define DEMO(email, name, role, code) { email, name, ROLE_##role, code },
#include "account/demo.def"
#undef DEMO
};
const size_t account_demo_n = LEN(account_demo_rows);

/* The password of all of them is on the sign-in page, so that they may share one hash; the one
 * that is there is kept while it still fits. */
static enum err
demo_hash(struct db *db, struct arena *a, const struct settings *set, struct str *ret)
{
	struct q_by_email u;
	enum err e = q_by_email(db, a, str_c(account_demo_rows[0].email), &u);

	if (e == OK && account_password_fits(set, u.password, S(ACCOUNT_DEMO_PASSWORD))) {
		*ret = u.password;
		return OK;
	}
	if (e != OK && e != E_NOT_FOUND)
		return e;
	return account_password_hash(a, set, S(ACCOUNT_DEMO_PASSWORD), ret);
}

static enum err
demo_one(struct db *db, struct arena *a, const struct account_demo_row *r, struct str hash)
{
	struct str words = user_words(a, str_c(r->email), str_c(r->name));
	struct q_place_by_code place = { 0 };
	struct user_id id;
	struct q_by_email u;
	int64_t n;
	enum err e = q_by_email(db, a, str_c(r->email), &u);

	if (e == E_NOT_FOUND) {
		TRY(q_user_add(db, &(struct q_user_add_in){ .email = str_c(r->email),
			.name = str_c(r->name), .words = words, .password = hash,
			.now = time_now() }, &id));
	} else {
		TRY(e);
		id = u.id;
		TRY(q_password_put(db, id, hash, &n));
		TRY(q_name_put(db, id, str_c(r->name), words));
		TRY(q_state_put(db, id, 1, &n));
	}
	if (*r->code)
		TRY(q_place_by_code(db, a, str_c(r->code), &place));
	return grant_put(db, id, r->role, place.id, 0, (struct user_id){ 0 }, time_now());
}

enum err
account_demo(struct db *db, struct arena *a, const struct settings *set)
{
	struct str hash;

	enum err e = OK;

	TRY(demo_hash(db, a, set, &hash));
	TRY(db_begin(db));
	for (size_t i = 0; i < account_demo_n && e == OK; i++)
		e = demo_one(db, a, &account_demo_rows[i], hash);
	return finish(db, e);
}
