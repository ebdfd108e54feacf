/* reload.c - the file of settings read again while serving.
 *
 * Threads read the settings without a lock, so they stay as they were at start; what takes
 * effect at once is what stands outside of them. The rest is named, so that nobody waits for it.
 */
#include "cli/cli.h"

#include <stdio.h>

void
cli_log_level(struct str level)
{
	static const char *const names[] = { "debug", "info", "warn", "error" };

	for (size_t i = 0; i < LEN(names); i++)
		if (str_is(level, names[i]))
			log_level_set((enum log_level)i);
}

static bool
takes_effect(struct str name)
{
	return str_is(name, "log");
}

static void
report(struct cli *c, const struct conf *next, struct arena *a)
{
	struct buf names, later;
	struct str one, rest;
	bool level = false;

	buf_init(&names, a, 16 * KiB);
	buf_init(&later, a, 16 * KiB);
	conf_changed(c->conf, next, &names);
	for (rest = buf_str(&names); rest.n > 0;) {
		one = str_cut(rest, ' ', &rest);
		if (takes_effect(one))
			level = true;
		else
			buf_fmt(&later, "%s%.*s", later.n > 0 ? " " : "", FMT(one));
	}
	cli_log_level(level ? conf_settings(next)->log : c->set->log);
	log_line(LOG_INFO, "reloaded", "file=%s level=%.*s restart_for=%.*s", c->config,
	    FMT(level ? conf_settings(next)->log : c->set->log), FMT(buf_str(&later)));
}

void
cli_reload(struct cli *c)
{
	struct arena *a = arena_new(1 * MiB);
	struct conf *next = NULL;
	enum err e = a ? conf_new(a, &next) : E_NOMEM;

	if (e == OK)
		e = conf_file(next, c->config, c->config_said);
	if (e == OK)
		report(c, next, a);
	else
		log_line(LOG_ERROR, "not_reloaded",
		    "file=%s err=%s going_on=\"with the settings of before\"", c->config,
		    err_name(e));
	if (a)
		arena_free(a);
}
