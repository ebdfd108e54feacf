/* stepc.c - schema files → one C table. `stepc OUT.c room=path/0001_name.sql …`
 *
 * The order given is the order in which db_migrate runs them.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void
die(const char *path, const char *why)
{
	fprintf(stderr, "stepc: %s: %s\n", path, why);
	exit(1);
}

/* The text as C literals, a line each, so that long files stay within limits. */
static void
put_file(FILE *out, const char *path)
{
	FILE *in = fopen(path, "r");
	int c, col = 0;

	if (in == NULL)
		die(path, "cannot be read");
	while ((c = fgetc(in)) != EOF) {
		if (col++ == 0)
			fputs("\t\"", out);
		if (c == '\n') {
			fputs("\\n\"\n", out);
			col = 0;
		} else if (c == '"' || c == '\\') {
			fprintf(out, "\\%c", c);
		} else if (c < 32 || c > 126) {
			fprintf(out, "\\%03o", (unsigned)c & 255u);
		} else {
			fputc(c, out);
		}
	}
	if (col > 0)
		fputs("\"\n", out);
	fclose(in);
}

int
main(int argc, char **argv)
{
	FILE *out;

	if (argc < 2) {
		fprintf(stderr, "usage: stepc OUT.c room=path/0001_name.sql …\n");
		return 2;
	}
	out = fopen(argv[1], "w");
	if (out == NULL)
		die(argv[1], "cannot be written");
	fputs(
	    "/* Made by stepc from the schema files: do not edit. */\n"
	    "#include \"db/db.h\"\n#include \"gen/steps.h\"\n\n"
	    "const struct db_step db_steps[] = {\n",
	    out);
	for (int i = 2; i < argc; i++) {
		const char *eq = strchr(argv[i], '='), *file;

		if (eq == NULL)
			die(argv[i], "write room=path");
		file = strrchr(eq, '/') ? strrchr(eq, '/') + 1 : eq + 1;
		if (strlen(file) < 10 || file[4] != '_')
			die(argv[i], "name it NNNN_name.sql");
		fprintf(out, "{ \"%.*s\", %d, \"%.*s\",\n", (int)(eq - argv[i]), argv[i],
		    (int)strtol(file, NULL, 10), (int)(strlen(file) - 9), file + 5);
		put_file(out, eq + 1);
		fputs("},\n", out);
	}
	fputs("};\nconst size_t db_steps_n = sizeof db_steps / sizeof *db_steps;\n", out);
	return fclose(out) == 0 ? 0 : 1;
}
