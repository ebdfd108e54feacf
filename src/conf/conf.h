/* conf.h - settings: one table gives the struct, the parser, the check, the manual.
 *
 * Owns    nothing; values live in the arena given.
 * Memory  the arena of the process.
 * Errors  E_INPUT with a line in the log that says which setting, from where, and what is allowed.
 * Threads const after start.
 */
#pragma once
#include "base/base.h"

#define CONF_T_STR struct str
#define CONF_T_INT int64_t
#define CONF_T_BOOL bool
struct settings {
#define SET(name, type, dflt, min, max, unit, text) CONF_T_##type name;
#include "conf/settings.def"
#undef SET
};
enum conf_from { CONF_DEFAULT, CONF_FILE, CONF_ENV, CONF_FLAG };

struct conf;
MUST_USE enum err conf_new(struct arena *a, struct conf **ret);	/* the defaults */
/* "name = value" lines, # comments. A missing file is OK unless `must`. */
MUST_USE enum err conf_file(struct conf *c, const char *path, bool must);
MUST_USE enum err conf_env(struct conf *c);
/* One flag, name without dashes, as "rate-login" or "rate_login". E_NOT_FOUND: no such setting. */
MUST_USE enum err conf_flag(struct conf *c, struct str name, struct str value);
const struct settings *conf_settings(const struct conf *c);
bool conf_is_bool(struct str name);
/* A file to begin from: every setting commented out with its default, text and bounds. */
void conf_example(struct buf *out);
/* Names of the settings whose value in `next` is another, blanks between; those that
 * a flag or the environment said in `now` stand as they are. */
void conf_changed(const struct conf *now, const struct conf *next, struct buf *names);
/* The reference: name, value in force, where from, bounds, text. */
void conf_print(const struct conf *c, struct buf *out);

/* One setting for a page, by its number below conf_count(). Passwords in addresses are hidden. */
struct conf_row {
	const char *name, *dflt, *unit, *text;	/* unit and text: msgids */
	struct str value;
	enum conf_from from;
	bool number;		/* min and max are its bounds */
	int64_t min, max;
};
size_t conf_count(void);
MUST_USE enum err conf_row(
    const struct conf *c, size_t i, struct arena *a, struct conf_row *ret);
