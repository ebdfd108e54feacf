/* main.c - subcommands from commands.def; settings' flags are taken out first. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "cli/cli.h"

#define ROOM(name) extern const struct room name##_room;
#include "rooms.def"
#undef ROOM

const struct room *const all_rooms[] = {
#define ROOM(name) &name##_room,
#include "rooms.def"
#undef ROOM
};
const size_t all_rooms_n = LEN(all_rooms);

static const struct { const char *name; cli_command *fn; const char *usage, *text; } commands[] = {
#define CMD(name, fn, usage, text) { name, fn, usage, text },
#include "cli/commands.def"
#undef CMD
};

int
cmd_help(struct cli *c)
{
	const char *one = c->n_args > 0 ? c->args[0] : NULL;

	if (one == NULL) {
		printf("Вече %s: портал муниципалитетов\n\nveche КОМАНДА [--db БАЗА] [ключи]\n\n",
		    VECHE_VERSION);
		for (size_t i = 0; i < LEN(commands); i++)
			printf("  %-8s %s\n           %s\n", commands[i].name, commands[i].usage,
			    commands[i].text);
		puts(
		    "\nОбщие ключи: --config ФАЙЛ, --quiet и любая настройка "
		    "(veche print settings).\n"
		    "База — ключ --db или переменная VECHE_DB: путь к файлу или postgres://…\n"
		    "Коды выхода: 0 сделано, 1 не сделано, 2 ошибка в командной строке,\n"
		    "3 сделано не всё (строки названы), 4 ничего не найдено.");
		return EXIT_DONE;
	}
	for (size_t i = 0; i < LEN(commands); i++) {
		if (strcmp(commands[i].name, one) == 0) {
			printf("veche %s %s\n    %s\n", one, commands[i].usage, commands[i].text);
			return EXIT_DONE;
		}
	}
	return cli_usage("нет команды «%s»", one);
}

/* Settings among the arguments: --name value, --name=value, --flag for yes-or-no ones. */
static int
take_settings(struct cli *c)
{
	for (int i = 0; i < c->n_args;) {
		char *a = c->args[i], *eq;
		struct str name;
		const char *value;
		enum err e;

		if (strncmp(a, "--", 2) != 0) {
			i++;
			continue;
		}
		eq = strchr(a, '=');
		name = eq ? (struct str){ a + 2, (size_t)(eq - a - 2) } : str_c(a + 2);
		value = eq             ? eq + 1 :
		    conf_is_bool(name) ? "yes" :
		    i + 1 < c->n_args  ? c->args[i + 1] :
					 "";
		e = conf_flag(c->conf, name, str_c(value));
		if (e == E_NOT_FOUND) {
			i++; /* the command's own */
			continue;
		}
		if (e != OK)
			return EXIT_USAGE;
		for (int k = 0, n = eq || conf_is_bool(name) ? 1 : 2; k < n && i < c->n_args; k++) {
			for (int j = i; j + 1 < c->n_args; j++)
				c->args[j] = c->args[j + 1];
			c->n_args--;
		}
	}
	return EXIT_DONE;
}

/* What is left of the options must be named in the command's usage line. */
static int
check_options(const struct cli *c, const char *command, const char *usage)
{
	for (int i = 0; i < c->n_args; i++) {
		const char *a = c->args[i], *at;
		size_t n = strcspn(a, "=");

		if (strncmp(a, "--", 2) != 0 || n == 2)
			continue;
		for (at = strstr(usage, "--"); at != NULL; at = strstr(at + 2, "--"))
			if (strncmp(at, a, n) == 0 && strcspn(at, " ]") == n)
				break;
		if (at == NULL)
			return cli_usage("%s: нет ключа %.*s", command, (int)n, a);
	}
	return EXIT_DONE;
}

/* Named by --config; else in this folder; else where the package keeps it. */
static void
find_config(struct cli *c)
{
	static const char *const places[] = { "veche.conf", "/etc/veche/veche.conf" };

	c->config = cli_opt(c, "config");
	c->config_said = c->config != NULL;
	for (size_t i = 0; c->config == NULL && i < LEN(places); i++)
		if (access(places[i], R_OK) == 0)
			c->config = places[i];
	if (c->config == NULL)
		c->config = places[0];
}

static int
prepare(struct cli *c)
{
	if (conf_new(c->arena, &c->conf) != OK)
		return cli_fail("не хватило памяти");
	find_config(c);
	if (conf_file(c->conf, c->config, c->config_said) != OK || conf_env(c->conf) != OK)
		return EXIT_USAGE;
	c->json = cli_flag(c, "json");
	c->quiet = cli_flag(c, "quiet");
	c->dry_run = cli_flag(c, "dry-run");
	c->allow = cli_flag(c, "allow");
	c->set = conf_settings(c->conf);
	return take_settings(c);
}

int
main(int argc, char **argv)
{
	struct cli c = {
		.arena = arena_new(256 * MiB), .args = argv + 2, .n_args = argc > 2 ? argc - 2 : 0
	};
	const char *name = argc > 1 ? argv[1] : "help";
	int code;

	signal(SIGPIPE, SIG_IGN);
	if (c.arena == NULL)
		return cli_fail("не хватило памяти");
	if (strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0)
		name = "help";
	if (strcmp(name, "--version") == 0) {
		puts("veche " VECHE_VERSION);
		return EXIT_DONE;
	}
	code = prepare(&c);
	if (code != EXIT_DONE)
		return code;
	cli_log_level(c.set->log);
	log_json_set(str_is(c.set->log_format, "json"));
	search_setup();
	for (size_t i = 0; i < LEN(commands); i++) {
		if (strcmp(commands[i].name, name) == 0) {
			code = check_options(&c, name, commands[i].usage);
			if (code == EXIT_DONE)
				code = commands[i].fn(&c);
			arena_free(c.arena);
			return code;
		}
	}
	return cli_usage("нет команды «%s»", name);
}
