/* sqlc.h - what the two halves of sqlc share: a query as read from its file.
 *
 * Owns    nothing.
 * Memory  never freed.
 * Errors  end the program, at the line of the query.
 * Threads one.
 */
#pragma once
#include "tool.h"

enum verb { ONE, MANY, EACH, EXEC, COUNT };
enum base { T_INT, T_BOOL, T_TIME, T_REAL, T_TEXT, T_ID };

struct field {
	const char *name;
	const char *id;		/* "measure_id" when base is T_ID */
	enum base base;
	bool opt;
	bool used;		/* a parameter the SQL mentions */
	int no;			/* its number, 1 for $1 */
};

struct fields { struct field *p; int n; };

struct query {
	const char *file, *name, *note;	/* note: comment lines for the prototype */
	int line;
	enum verb verb;
	struct fields in, out;
	const char *sql, *pg;		/* pg NULL: the same */
	int sql_line;			/* where sql begins */
};

struct queries { struct query *p; int n; };

/* Read one file's queries and add them; names must differ within all of them. */
void sqlc_read(struct queries *qs, const char *file);
void sqlc_write(const struct queries *qs, const char *room, const char *h, const char *c);
