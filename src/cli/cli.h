/* cli.h - what the commands share.
 *
 * Owns    the process: settings, the arena of its lifetime, the list of rooms.
 * Memory  cli->arena.
 * Errors  commands return an exit code of enum cli_exit after saying on stderr what to do.
 * Threads one, but for serve.
 */
#pragma once
#include "conf/conf.h"
#include "db/db.h"
#include "entry/import_log.h"
#include "web/web.h"

enum cli_exit {
	EXIT_DONE = 0,		/* all done */
	EXIT_FAILED = 1,	/* not done: the reason is on stderr */
	EXIT_USAGE = 2,		/* the command line is wrong */
	EXIT_PARTLY = 3,	/* done but for some rows, which are named */
	EXIT_NOTHING = 4,	/* nothing found */
};

struct cli {
	struct arena *arena;
	struct conf *conf;
	const struct settings *set;
	const char *config;	/* the file of settings; `config_said`: it must be there */
	bool config_said;
	char **args; int n_args;	/* after the command; settings' flags are taken out */
	bool json, dry_run, allow, quiet;
};

typedef int cli_command(struct cli *c);
#define CMD(name, fn, usage, text) cli_command fn;
#include "cli/commands.def"
#undef CMD

extern const struct room *const all_rooms[];
extern const size_t all_rooms_n;
struct portal cli_portal(const struct cli *c);

/* Open the database for writing; says why not. */
MUST_USE enum err cli_db(struct cli *c, struct db **ret);
/* The same, with tables up to date or a word about `veche migrate`. */
MUST_USE enum err cli_db_ready(struct cli *c, struct db **ret);
/* A web thread for rooms' functions that want one. */
MUST_USE enum err cli_thread(
    struct cli *c, struct db *db, struct portal *p, struct web_thread **ret);
/* Every room's kinds of jobs, run over `p`. */
struct jobs_conf;
void cli_jobs(struct cli *c, const struct portal *p, struct jobs_conf *ret);
/* The topic tree and the synonyms, as compiled in; brought back to that when they are there. */
MUST_USE enum err cli_words(struct cli *c, struct db *db);
/* Into the list of imports and the log of acts, unless it was a trial run. */
void cli_import_told(struct cli *c, struct import *im, const struct import_run *run,
    struct str data, bool csv);
void cli_man(struct cli *c);	/* man.c */
/* How much is logged, by the setting `log`. */
void cli_log_level(struct str level);
/* SIGHUP: the file is read again; what can change while serving does (reload.c). */
void cli_reload(struct cli *c);
/* --name VALUE taken out of args; NULL when absent. */
const char *cli_opt(struct cli *c, const char *name);
bool cli_flag(struct cli *c, const char *name);
/* "veche: …" on stderr; returns EXIT_FAILED or EXIT_USAGE. */
int cli_fail(const char *fmt, ...) PRINTF(1, 2);
int cli_usage(const char *fmt, ...) PRINTF(1, 2);
int cli_err(const char *doing, enum err e);

/* A bar on stderr when it is a terminal, else a line each 10 %. */
struct bar { const char *what; int64_t total; int last; int64_t start_us; bool tty, off; };
void bar_start(struct bar *b, struct cli *c, const char *what);
void bar_at(struct bar *b, int64_t done, int64_t total);
void bar_end(struct bar *b);
void bar_progress(void *bar, int64_t done, int64_t total);	/* for callbacks */
