/* man.c - the manual page, printed from the same tables as the help: it cannot be stale.
 *
 *   veche print man > veche.1;  man ./veche.1
 */
#include <stdio.h>

#include "cli/cli.h"

static const struct { const char *name, *usage, *text; } commands[] = {
#define CMD(name, fn, usage, text) { name, usage, text },
#include "cli/commands.def"
#undef CMD
};

/* A line that begins with . or ' is a request, and \ and - have meanings of their own. */
static void
put_roff(const char *p, size_t n)
{
	bool start = true;

	for (size_t i = 0; i < n; i++) {
		if (start && (p[i] == '.' || p[i] == '\''))
			fputs("\\&", stdout);
		if (p[i] == '\\' || p[i] == '-')
			fputc('\\', stdout);
		fputc(p[i] == '\\' ? 'e' : p[i], stdout);
		start = p[i] == '\n';
	}
}

static void
put_line(const char *z)
{
	put_roff(z, strlen(z));
}

static void
print_commands(void)
{
	puts(".SH КОМАНДЫ");
	for (size_t i = 0; i < LEN(commands); i++) {
		printf(".TP\n.B veche %s\n", commands[i].name);
		put_line(commands[i].usage);
		puts(*commands[i].usage ? "\n.br" : ".br");
		put_line(commands[i].text);
		puts(".");
	}
}

void
cli_man(struct cli *c)
{
	struct buf b;

	printf(".TH VECHE 1 \"\" \"veche %s\" \"Вече\"\n", VECHE_VERSION);
	puts(
	    ".SH ИМЯ\nveche \\- портал муниципалитетов\n.SH ОБЗОР\n.B veche\n"
	    "КОМАНДА [\\-\\-db БАЗА] [\\-\\-config ФАЙЛ] [ключи]\n.SH ОПИСАНИЕ\n"
	    "Портал для тех, кто управляет городами и сёлами. База — ключ \\-\\-db или\n"
	    "переменная VECHE_DB:\n"
	    "путь к файлу SQLite или postgres://… Настройки берутся из файла, затем из переменных\n"
	    "VECHE_ИМЯ, затем из ключей \\-\\-имя значение; действует сказанное последним.");
	print_commands();
	puts(".SH НАСТРОЙКИ\n.nf");
	buf_init(&b, c->arena, 1 * MiB);
	conf_print(c->conf, &b);
	put_roff(b.p, b.n);
	puts(
	    ".fi\n.SH КОД ВЫХОДА\n.TP\n0\nсделано\n.TP\n1\n"
	    "не сделано, причина в стандартном выводе ошибок\n"
	    ".TP\n2\nошибка в командной строке\n.TP\n3\nсделано не всё: строки названы\n"
	    ".TP\n4\nничего не найдено\n"
	    ".SH ФАЙЛЫ\n.TP\nveche.conf\n"
	    "настройки в текущей папке, если не сказано \\-\\-config\n"
	    ".TP\n/etc/veche/veche.conf\n"
	    "настройки установленного пакета, когда в текущей папке своих нет");
}
