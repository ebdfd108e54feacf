/* acts.c - import of acts: what options say, the acts.csv beside a file, the parsed tree. */
#include <libgen.h>
#include <stdio.h>

#include "cli/cli.h"
#include "cli/data.h"

#define CSV_LIMIT (16 * MiB)

void
cli_acts_options(struct cli *c, struct law_meta *ret)
{
	const struct { const char *name; struct str *to; } of[] = { { "act", &ret->act },
		{ "short", &ret->shrt }, { "number", &ret->number }, { "title", &ret->title },
		{ "kind", &ret->kind }, { "adopted", &ret->adopted }, { "edition", &ret->edition },
		{ "level", &ret->level }, { "oktmo", &ret->oktmo }, { "source", &ret->source },
		{ "see", &ret->see }, { "repealed", &ret->repealed }, { "note", &ret->note } };

	*ret = (struct law_meta){ 0 };
	for (size_t i = 0; i < LEN(of); i++) {
		const char *v = cli_opt(c, of[i].name);

		if (v != NULL)
			*of[i].to = str_c(v);
	}
	if (cli_flag(c, "digest"))
		ret->digest = S("1");
}

/* acts.csv of the file's folder; empty when there is none. */
static enum err
beside(struct arena *a, const char *file, struct str *ret)
{
	char *copy = str_z(a, str_c(file));
	struct str path = copy ? str_fmt(a, "%s/acts.csv", dirname(copy)) : STR_NONE;
	enum err e = path.p ? file_read(path.p, CSV_LIMIT, a, ret) : E_NOMEM;

	if (e == E_IO || e == E_TOO_BIG) {
		*ret = S("");
		return OK;
	}
	return e;
}

enum err
cli_acts(struct cli *c, struct web_thread *th, struct import *im, const char *file, struct str data,
    const struct law_meta *said)
{
	char *copy = str_z(c->arena, str_c(file));
	struct law_file f = { .data = data, .said = *said };
	struct buf tree;
	enum err e;

	if (copy == NULL)
		return E_NOMEM;
	f.name = str_c(basename(copy));
	TRY(beside(c->arena, file, &f.acts_csv));
	buf_init(&tree, c->arena, 256 * MiB);
	if (im->dry_run && !c->json)
		f.tree = &tree;
	e = law_import(th, im, &f);
	if (tree.n > 0)
		fwrite(tree.p, 1, tree.n, stdout);
	return e;
}
