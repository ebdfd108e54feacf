/* user.c - accounts from the command line: the first administrator, and help for the locked out. */
#include <stdio.h>
#include <stdlib.h>
#include <termios.h>
#include <unistd.h>

#include "account/account.h"
#include "cli/cli.h"
#include "places/places.h"
#include "web/person.h"

#define VERBS \
	"user: add, list, grant, revoke, password, block, unblock, second-off, export или erase"

/* From a terminal without showing it; from a pipe the first line. Never from arguments. */
static enum err
ask_password(struct cli *c, struct str *ret)
{
	struct termios old, quiet;
	bool tty = isatty(STDIN_FILENO) == 1;
	char line[1200];
	char *got;

	if (tty) {
		fputs("Пароль: ", stderr);
		tcgetattr(STDIN_FILENO, &old);
		quiet = old;
		quiet.c_lflag &= ~(tcflag_t)ECHO;
		tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet);
	}
	got = fgets(line, sizeof line, stdin);
	if (tty) {
		tcsetattr(STDIN_FILENO, TCSAFLUSH, &old);
		fputc('\n', stderr);
	}
	if (got == NULL)
		return E_INPUT;
	line[strcspn(line, "\r\n")] = 0;
	*ret = str_dup(c->arena, str_c(line));
	return OK;
}

/* --place CODE to its id; absent: the whole country. */
static enum err
place_opt(struct cli *c, struct db *db, int64_t *ret)
{
	const char *code = cli_opt(c, "place");
	const struct places_index *x;
	struct portal p;
	struct web_thread *th;
	int at;

	*ret = 0;
	if (code == NULL)
		return OK;
	TRY(cli_thread(c, db, &p, &th));
	TRY(places_get(th, &x));
	at = places_by_code(x, str_c(code));
	if (at >= 0)
		*ret = x->p[at].id;
	web_thread_free(th);
	if (at < 0)
		(void)cli_fail("нет территории с кодом %s", code);
	return at < 0 ? E_NOT_FOUND : OK;
}

static enum err
role_opt(struct cli *c, int *ret)
{
	const char *name = cli_opt(c, "role");

	*ret = 0;
	if (name == NULL)
		return OK;
	if (role_parse(str_c(name), ret) && *ret >= ROLE_RESIDENT)
		return OK;
	(void)cli_usage("нет роли %s: см. veche print roles", name);
	return E_INPUT;
}

static int
add(struct cli *c, struct db *db, struct str email)
{
	const char *name = cli_opt(c, "name");
	struct str password;
	const char *bad;
	struct user_id id;
	int64_t place;
	int role;
	enum err e;

	if (role_opt(c, &role) != OK || place_opt(c, db, &place) != OK)
		return EXIT_USAGE;
	if (ask_password(c, &password) != OK)
		return cli_usage(
		    "user add: пароль спрашивается на терминале или читается из "
		    "стандартного ввода");
	bad = account_password_bad(c->arena, email, password);
	if (bad != NULL)
		return cli_fail("%s", bad);
	e = account_user_add(
	    db, c->arena, c->set, email, name ? str_c(name) : email, password, &id);
	if (e == E_CONFLICT)
		return cli_fail("такая почта уже есть: %.*s", FMT(email));
	if (e == OK && role > 0)
		e = account_grant(db, id, role, place, 0);
	return e == OK ? EXIT_DONE : cli_err("user add", e);
}

static int
list(struct cli *c, struct db *db)
{
	struct account_rows r;
	enum err e = account_user_list(db, c->arena, &r);

	if (e != OK)
		return cli_err("user list", e);
	for (size_t i = 0; i < r.n; i++) {
		printf("%.*s\t%.*s%s", FMT(r.p[i].email), FMT(r.p[i].name),
		    r.p[i].blocked ? "\tзаблокирован" : "");
		for (size_t k = 0; k < r.p[i].n_roles; k++)
			printf("\t%s %.*s", role_name(r.p[i].roles[k].role),
			    FMT(r.p[i].roles[k].code));
		putchar('\n');
	}
	return EXIT_DONE;
}

/* The same file as on the page «Мои данные». */
static int
export(struct cli *c, struct db *db, struct user_id id)
{
	struct portal p = cli_portal(c);
	struct buf b;
	enum err e;

	buf_init(&b, NULL, 256 * MiB);
	e = person_json(&p, db, c->arena, id, time_now(), &b);
	if (e == OK)
		fwrite(b.p, 1, b.n, stdout);
	buf_fini(&b);
	return e == OK ? EXIT_DONE : cli_err("user export", e);
}

/* At once, without the days of grace: so --allow is asked for. The act is on stdout. */
static int
erase(struct cli *c, struct db *db, struct user_id id, struct str email)
{
	const char *reason = cli_opt(c, "reason");
	struct portal p = cli_portal(c);
	struct str act = S(""), place = S("");
	enum err e;

	if (!c->allow)
		return cli_usage("user erase %.*s: запись будет удалена сразу и насовсем; если так "
		    "и нужно, добавьте --allow (и --reason «обращение, дата, номер»)", FMT(email));
	e = account_erase(&p, db, c->arena, id, str_c(reason), &act, &place);
	if (e == E_CONFLICT && place.n > 0)
		return cli_fail("это последний администратор территории: %.*s. Сначала дайте роль "
		    "другому: veche user grant ПОЧТА --role MUNI_ADMIN --place КОД", FMT(place));
	if (e == E_CONFLICT)
		return cli_fail("это последний администратор портала. Сначала дайте роль другому: "
		    "veche user grant ПОЧТА --role ADMIN");
	if (e != OK)
		return cli_err("user erase", e);
	printf("%.*s", FMT(act));
	return EXIT_DONE;
}

static int
change(struct cli *c, struct db *db, const char *what, struct user_id id, struct str email)
{
	struct str password;
	int64_t place;
	int role;
	enum err e;

	if (strcmp(what, "export") == 0)
		return export(c, db, id);
	if (strcmp(what, "erase") == 0)
		return erase(c, db, id, email);
	if (strcmp(what, "block") == 0 || strcmp(what, "unblock") == 0) {
		e = account_block(db, id, what[0] == 'b');
	} else if (strcmp(what, "second-off") == 0) {
		e = account_second_drop(db, c->arena, id);
		if (e == E_NOT_FOUND)
			return cli_fail("второй шаг и так выключен: %.*s", FMT(email));
	} else if (strcmp(what, "password") == 0) {
		const char *bad;

		if (ask_password(c, &password) != OK)
			return cli_usage("user password: нет пароля");
		bad = account_password_bad(c->arena, email, password);
		if (bad != NULL)
			return cli_fail("%s", bad);
		e = account_password_set(db, c->arena, c->set, id, password);
	} else {
		if (role_opt(c, &role) != OK || place_opt(c, db, &place) != OK)
			return EXIT_USAGE;
		if (role == 0)
			return cli_usage("user %s: назовите роль: --role EMPLOYEE", what);
		e = what[0] == 'g' ? account_grant(db, id, role, place, 0) :
				     account_revoke(db, id, role, place);
	}
	return e == OK ? EXIT_DONE : cli_err(what, e);
}

static int
run(struct cli *c, struct db *db)
{
	static const char *const verbs[] = { "grant", "revoke", "password", "block", "unblock",
		"second-off", "export", "erase" };
	const char *what = c->args[0];
	struct str email;
	struct user_id id;

	if (strcmp(what, "list") == 0)
		return list(c, db);
	if (c->n_args < 2)
		return cli_usage("user %s: чья почта?", what);
	email = str_c(c->args[1]);
	if (strcmp(what, "add") == 0)
		return add(c, db, email);
	for (size_t i = 0; i < LEN(verbs); i++) {
		if (strcmp(what, verbs[i]) != 0)
			continue;
		if (account_find(db, c->arena, email, &id) != OK)
			return cli_fail("нет такой почты: %.*s", FMT(email));
		return change(c, db, what, id, email);
	}
	return cli_usage(VERBS);
}

int
cmd_user(struct cli *c)
{
	struct db *db;
	int code;

	if (c->n_args < 1)
		return cli_usage(VERBS);
	if (cli_db_ready(c, &db) != OK)
		return EXIT_FAILED;
	code = run(c, db);
	db_close(db);
	return code;
}
