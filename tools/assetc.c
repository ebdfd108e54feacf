/* assetc.c - files into the program.
 *   assetc OUT.h OUT.c ITEM...        tables of what the portal serves under /a/
 *   assetc --rewrite OUTDIR ITEM...   the same files, as served, for gzip and brotli
 * ITEM is NAME=PATH, or css:NAME=PATH,PATH... for several sheets in one.
 *
 * url(asset:NAME) in a style sheet becomes the hashed path. Make runs --rewrite,
 * compresses OUTDIR/NAME to .gz and .br, then embeds NAME=OUTDIR/NAME. A name has
 * its bytes' hash in it, so browsers may keep the file for ever.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include "tool.h"

struct item {
	const char *name, *from;	/* from: the first file, for messages */
	char *data, *gz, *br;
	size_t n, gz_n, br_n;
	char path[300];
};

struct items { struct item *p; int n; };

static const char *
extension(const char *name)
{
	const char *dot = strrchr(name, '.');

	return dot ? dot : "";
}

static const char *
type_of(const char *name)
{
	static const struct { const char *ext, *type; } types[] = {
		{ ".css", "text/css; charset=utf-8" },
		{ ".js", "text/javascript; charset=utf-8" },
		{ ".json", "application/json" },
		{ ".webmanifest", "application/manifest+json" },
		{ ".svg", "image/svg+xml" },
		{ ".png", "image/png" },
		{ ".jpg", "image/jpeg" },
		{ ".webp", "image/webp" },
		{ ".ico", "image/x-icon" },
		{ ".woff2", "font/woff2" },
		{ ".txt", "text/plain; charset=utf-8" },
		{ ".xml", "application/xml" },
		{ ".xsl", "text/xsl; charset=utf-8" },
		{ ".pdf", "application/pdf" },
		{ ".csv", "text/csv; charset=utf-8" },
	};

	for (size_t i = 0; i < LEN(types); i++)
		if (strcmp(extension(name), types[i].ext) == 0)
			return types[i].type;
	return "application/octet-stream";
}

/* FNV-1a, its bits mixed once more so that any ten digits of it will do. */
static uint64_t
hash(const char *p, size_t n)
{
	uint64_t h = 14695981039346656037u;

	for (size_t i = 0; i < n; i++)
		h = (h ^ (unsigned char)p[i]) * 1099511628211u;
	h = (h ^ h >> 33) * 0xff51afd7ed558ccdu;
	h = (h ^ h >> 33) * 0xc4ceb9fe1a85ec53u;
	return h ^ h >> 33;
}

static void
set_path(struct item *it)
{
	const char *ext = extension(it->name);

	snprintf(it->path, sizeof it->path, "/a/%.*s.%010llx%s", (int)(ext - it->name), it->name,
	    (unsigned long long)(hash(it->data, it->n) >> 24), ext);
}

static bool
is_css(const struct item *it)
{
	return strcmp(extension(it->name), ".css") == 0;
}

/* ---- reading -------------------------------------------------------------------- */

/* Compressed beside the file; one that is no smaller is not worth having. */
static void
read_variant(const struct item *it, const char *from, const char *ext, char **ret, size_t *ret_n)
{
	char path[4096];
	const unsigned char *p;
	size_t n, size;

	snprintf(path, sizeof path, "%s%s", from, ext);
	if (!tool_try_read(path, ret, ret_n))
		return;
	p = (const unsigned char *)*ret;
	n = *ret_n;
	if (strcmp(ext, ".gz") == 0) { /* its last four bytes are the length */
		size = n < 18 ? 0 :
				p[n - 4] | (size_t)p[n - 3] << 8 | (size_t)p[n - 2] << 16 |
			(size_t)p[n - 1] << 24;
		if (size != it->n)
			die_at(path, 0, "not made from %s as it is now", from);
	}
	if (n >= it->n)
		*ret_n = 0;
}

/* "NAME=PATH" or "css:NAME=PATH,PATH". */
static struct item
read_item(const char *arg)
{
	bool bundle = strncmp(arg, "css:", 4) == 0;
	const char *eq = strchr(arg, '=');
	struct item it = { 0 };
	struct tbuf b = { 0 };

	arg += bundle ? 4 : 0;
	if (!eq || eq == arg || memchr(arg, '/', (size_t)(eq - arg)) || eq - arg > 200)
		die_at("assetc", 0, "NAME=PATH is wanted, not %s", arg);
	it.name = tool_dup(arg, (size_t)(eq - arg));
	for (const char *p = eq + 1; *p;) {
		size_t len = bundle ? strcspn(p, ",") : strlen(p), n;
		const char *path = tool_dup(p, len);
		const char *data = tool_read(path, &n);

		it.from = it.from ? it.from : path;
		tb_put(&b, data, n);
		if (bundle && n && data[n - 1] != '\n')
			tb_putc(&b, '\n');
		p += len + (p[len] == ',');
	}
	if (!it.from)
		die_at("assetc", 0, "%s has no file", it.name);
	it.data = b.p;
	it.n = b.n;
	if (!bundle) {
		read_variant(&it, it.from, ".gz", &it.gz, &it.gz_n);
		read_variant(&it, it.from, ".br", &it.br, &it.br_n);
	}
	return it;
}

/* "asset:NAME" becomes NAME's path; whatever is named was given its path before. */
static void
rewrite(struct item *css, const struct items *all)
{
	struct tbuf b = { 0 };
	bool changed = false;
	int line = 1;

	for (const char *p = css->data; *p;) {
		size_t n;
		int i;

		line += *p == '\n';
		if (strncmp(p, "url(asset:", 10) != 0) {
			tb_putc(&b, *p++);
			continue;
		}
		p += 10;
		n = strcspn(p, ")\n");
		for (i = 0; i < all->n; i++)
			if (strlen(all->p[i].name) == n && memcmp(all->p[i].name, p, n) == 0)
				break;
		if (i == all->n || is_css(&all->p[i]))
			die_at(css->from, line, "no asset %.*s", (int)n, p);
		tb_fmt(&b, "url(%s", all->p[i].path);
		p += n;
		changed = true;
	}
	if (changed && (css->gz_n || css->br_n))
		die_at(css->from, 0, "compressed before --rewrite");
	if (changed) {
		css->data = b.p;
		css->n = b.n;
	}
}

static int
by_path(const void *a, const void *b)
{
	return strcmp(((const struct item *)a)->path, ((const struct item *)b)->path);
}

static struct items
read_items(int argc, char **argv)
{
	struct items all = { tool_alloc((size_t)(argc + 1) * sizeof(struct item)), argc };

	for (int i = 0; i < argc; i++) {
		all.p[i] = read_item(argv[i]);
		for (int k = 0; k < i; k++)
			if (strcmp(all.p[i].name, all.p[k].name) == 0)
				die_at("assetc", 0, "%s is given twice", all.p[i].name);
		if (!is_css(&all.p[i]))
			set_path(&all.p[i]);
	}
	for (int i = 0; i < argc; i++) {
		if (is_css(&all.p[i])) {
			rewrite(&all.p[i], &all);
			set_path(&all.p[i]);
		}
	}
	qsort(all.p, (size_t)argc, sizeof *all.p, by_path);
	return all;
}

/* ---- writing --------------------------------------------------------------------- */

/* As literals with octal escapes: compilers read these far faster than lists of numbers. */
static void
put_bytes(struct tbuf *c, const char *what, int i, const char *p, size_t n)
{
	size_t col = 0;

	if (n == 0)
		return;
	tb_fmt(c, "static const unsigned char %s%d[] =\n\t\"", what, i);
	for (size_t k = 0; k < n; k++) {
		unsigned char b = (unsigned char)p[k];

		if (col > 88) {
			tb_puts(c, "\"\n\t\"");
			col = 0;
		}
		if (b < ' ' || b > '~' || b == '"' || b == '\\' || b == '?') {
			char oct[5] = { '\\', (char)('0' + (b >> 6)), (char)('0' + (b >> 3 & 7)),
			    (char)('0' + (b & 7)), '\0' };

			tb_put(c, oct, 4);
			col += 4;
		} else {
			tb_putc(c, (char)b);
			col++;
		}
	}
	tb_puts(c, "\";\n");
}

static void
put_ref(struct tbuf *c, const char *what, int i, size_t n)
{
	if (n)
		tb_fmt(c, ", %s%d, %zu", what, i, n);
	else
		tb_puts(c, ", NULL, 0");
}

static void
write_header(const struct items *all, const char *path)
{
	struct tbuf h = { 0 };

	tb_puts(&h, "/* Made by assetc: do not edit. */\n#pragma once\n#include <stddef.h>\n\n"
	    "struct asset {\n\tconst char *name, *path, *type;\n"
	    "\tconst unsigned char *data; size_t n;\n"
	    "\tconst unsigned char *gz; size_t gz_n;\t/* 0: there is none */\n"
	    "\tconst unsigned char *br; size_t br_n;\n};\n\n"
	    "extern const struct asset assets[];\t/* sorted by path */\n"
	    "extern const size_t assets_n;\n"
	    "/* NULL when there is no such file. */\n"
	    "const struct asset *asset_named(const char *name);\n\n");
	for (int i = 0; i < all->n; i++) {
		char *id = tool_dup(all->p[i].name, strlen(all->p[i].name));

		for (char *p = id; *p; p++)
			*p = is_word(*p) ? *p : '_';
		tb_fmt(&h, "#define ASSET_%s \"%s\"\n", id, all->p[i].path);
	}
	tool_write(path, &h);
}

static void
write_tables(const struct items *all, const char *h_path, const char *path)
{
	struct tbuf c = { 0 };

	tb_fmt(&c, "/* Made by assetc: do not edit. */\n#include <string.h>\n#include \"%s\"\n\n"
	    "#pragma GCC diagnostic ignored \"-Woverlength-strings\"\n\n",
	    tool_include_name(h_path));
	for (int i = 0; i < all->n; i++) {
		const struct item *it = &all->p[i];

		put_bytes(&c, "data", i, it->data, it->n);
		put_bytes(&c, "gz", i, it->gz, it->gz_n);
		put_bytes(&c, "br", i, it->br, it->br_n);
	}
	tb_puts(&c, "\nconst struct asset assets[] = {\n");
	for (int i = 0; i < all->n; i++) {
		const struct item *it = &all->p[i];

		tb_fmt(&c, "\t{ \"%s\", \"%s\", \"%s\"", it->name, it->path, type_of(it->name));
		put_ref(&c, "data", i, it->n);
		put_ref(&c, "gz", i, it->gz_n);
		put_ref(&c, "br", i, it->br_n);
		tb_puts(&c, " },\n");
	}
	tb_fmt(&c, "\t{ NULL, NULL, NULL, NULL, 0, NULL, 0, NULL, 0 }\n};\n"
	    "const size_t assets_n = %d;\n\n"
	    "const struct asset *\nasset_named(const char *name)\n{\n"
	    "\tfor (size_t i = 0; i < assets_n; i++)\n"
	    "\t\tif (strcmp(assets[i].name, name) == 0)\n\t\t\treturn &assets[i];\n"
	    "\treturn NULL;\n}\n", all->n);
	tool_write(path, &c);
}

int
main(int argc, char **argv)
{
	struct items all;

	if (argc < 3) {
		fputs("usage: assetc OUT.h OUT.c NAME=PATH... css:NAME=PATH,PATH...\n"
		    "       assetc --rewrite OUTDIR NAME=PATH... css:NAME=PATH,PATH...\n", stderr);
		return 2;
	}
	all = read_items(argc - 3, argv + 3);
	if (strcmp(argv[1], "--rewrite") != 0) {
		write_header(&all, argv[1]);
		write_tables(&all, argv[1], argv[2]);
		return 0;
	}
	for (int i = 0; i < all.n; i++) {
		struct tbuf b = { all.p[i].data, all.p[i].n, 0 }, path = { 0 };

		tb_fmt(&path, "%s/%s", argv[2], all.p[i].name);
		tool_write(path.p, &b);
	}
	return 0;
}
