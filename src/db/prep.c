/* prep.c - a connection's prepared statements: named ones by address, built ones by text. */
#include "db/db_impl.h"

#define BUILT_MAX (64 * KiB)

const char *
db_call_name(const struct db_call *c)
{
	return c->st && c->st->name ? c->st->name : "sql";
}

enum err
db_prep_init(struct db *db)
{
	for (size_t i = 0; i < DB_DYN; i++) {
		TRY(VEC_PUSH(db->arena, &db->preps, ((struct db_prep){ 0 })));
		buf_init(&db->preps.p[i].text, NULL, BUILT_MAX);
	}
	db->table_n = 256;
	db->table = arena_array(db->arena, uint32_t, db->table_n);
	return db->table ? OK : E_NOMEM;
}

void
db_prep_fini(struct db *db)
{
	for (size_t i = 0; i < db->preps.n && i < DB_DYN; i++)
		buf_fini(&db->preps.p[i].text);
}

static size_t
home(const struct db *db, const struct db_stmt *st)
{
	uint64_t x = (uint64_t)(uintptr_t)st * 0x9e3779b97f4a7c15u;

	return (size_t)(x >> 32) & (db->table_n - 1);
}

static void
table_put(struct db *db, size_t no)
{
	size_t i = home(db, db->preps.p[no].st);

	while (db->table[i])
		i = (i + 1) & (db->table_n - 1);
	db->table[i] = (uint32_t)no;
}

static struct db_prep *
named_find(struct db *db, const struct db_stmt *st, size_t *ret_no)
{
	size_t i = home(db, st);

	for (; db->table[i]; i = (i + 1) & (db->table_n - 1)) {
		struct db_prep *p = &db->preps.p[db->table[i]];

		if (p->st == st) {
			*ret_no = db->table[i];
			return p;
		}
	}
	if (db->preps.n * 2 > db->table_n) {
		uint32_t *more = arena_array(db->arena, uint32_t, db->table_n * 2);

		if (!more)
			return NULL;
		db->table = more;
		db->table_n *= 2;
		for (size_t no = DB_DYN; no < db->preps.n; no++)
			table_put(db, no);
	}
	if (VEC_PUSH(db->arena, &db->preps, ((struct db_prep){ .st = st })) != OK)
		return NULL;
	*ret_no = db->preps.n - 1;
	table_put(db, *ret_no);
	return &db->preps.p[*ret_no];
}

static struct db_prep *
built_find(struct db *db, const char *sql, size_t *ret_no)
{
	struct str text = { sql, strlen(sql) + 1 };
	uint64_t hash = str_hash(text);
	struct db_prep *p = NULL;

	for (size_t i = 0; i < DB_DYN; i++) {
		p = &db->preps.p[i];
		if (p->hash == hash && str_eq(buf_str(&p->text), text)) {
			*ret_no = i;
			return p;
		}
	}
	for (size_t tries = 0; tries < DB_DYN; tries++) {
		*ret_no = db->dyn_hand++ % DB_DYN;
		p = &db->preps.p[*ret_no];
		if (!p->busy)
			break;
	}
	if (p->busy) /* more open cursors over built texts than there are places */
		return NULL;
	db->ops->forget(db, p);
	p->hash = 0;
	buf_reset(&p->text);
	buf_put(&p->text, text);
	if (buf_err(&p->text) != OK) {
		buf_reset(&p->text);
		return NULL;
	}
	p->hash = hash;
	return p;
}

struct db_prep *
db_prep_find(struct db *db, const struct db_call *c, size_t *ret_no)
{
	return c->st ? named_find(db, c->st, ret_no) : built_find(db, c->sql, ret_no);
}
