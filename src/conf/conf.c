/* conf.c - settings from a file, the environment and flags, by one table. */
#include "conf/conf.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>

enum kind { KIND_STR, KIND_INT, KIND_BOOL };

struct spec {
	const char *name, *dflt, *unit, *text;
	enum kind kind;
	size_t off;
	int64_t min, max;
};

static const struct spec specs[] = {
#define SET(name, type, dflt, min, max, unit, text) \
	{ #name, CONF_TEXT_##type(dflt), unit, text, KIND_##type, \
	    offsetof(struct settings, name), min, max },
#define CONF_TEXT_STR(d) d
#define CONF_TEXT_INT(d) #d
#define CONF_TEXT_BOOL(d) #d
#include "conf/settings.def"
#undef SET
};

struct conf {
	struct arena *a;
	struct settings set;
	enum conf_from from[LEN(specs)];
};

static const char *const from_names[] = { "умолчание", "файл", "окружение", "ключ" };

static bool
same_name(struct str s, const char *name)
{
	if (s.n != strlen(name))
		return false;
	for (size_t i = 0; i < s.n; i++) {
		char c = (char)tolower((unsigned char)s.p[i]);

		if ((c == '-' ? '_' : c) != name[i])
			return false;
	}
	return true;
}

static bool
parse_bool(struct str v, bool *ret)
{
	static const char *const yes[] = { "1", "yes", "on", "true", "да" };
	static const char *const no[] = { "0", "no", "off", "false", "нет" };

	for (size_t i = 0; i < LEN(yes); i++) {
		if (str_is(v, yes[i]) || str_is(v, no[i])) {
			*ret = str_is(v, yes[i]);
			return true;
		}
	}
	return false;
}

/* One value into its place, or a line in the log that says what is allowed. */
static enum err
put_value(struct conf *c, size_t i, struct str v, enum conf_from from)
{
	const struct spec *s = &specs[i];
	char *base = (char *)&c->set + s->off;
	struct str copy = str_dup(c->a, v);
	int64_t n = 0;
	bool b = false, good = true;

	if (copy.p == NULL)
		return E_NOMEM;
	if (s->kind == KIND_STR)
		memcpy(base, &copy, sizeof copy);
	else if (s->kind == KIND_INT && (good = str_int(v, &n) && n >= s->min && n <= s->max))
		memcpy(base, &n, sizeof n);
	else if (s->kind == KIND_BOOL && (good = parse_bool(v, &b)))
		memcpy(base, &b, sizeof b);
	if (!good) {
		log_line(LOG_ERROR, "bad_setting",
		    "name=%s from=%s value=%.*s allowed=%s min=%lld max=%lld",
		    s->name, from_names[from], FMT(v),
		    s->kind == KIND_BOOL ? "yes or no" : "a whole number",
		    (long long)s->min, (long long)s->max);
		return E_INPUT;
	}
	c->from[i] = from;
	return OK;
}

enum err
conf_new(struct arena *a, struct conf **ret)
{
	struct conf *c = arena_make(a, struct conf);

	if (c == NULL)
		return E_NOMEM;
	c->a = a;
	for (size_t i = 0; i < LEN(specs); i++)
		TRY(put_value(c, i, str_c(specs[i].dflt), CONF_DEFAULT));
	*ret = c;
	return OK;
}

static enum err
put_named(struct conf *c, struct str name, struct str value, enum conf_from from)
{
	for (size_t i = 0; i < LEN(specs); i++)
		if (same_name(name, specs[i].name))
			return put_value(c, i, value, from);
	return E_NOT_FOUND;
}

enum err
conf_flag(struct conf *c, struct str name, struct str value)
{
	return put_named(c, name, value, CONF_FLAG);
}

enum err
conf_env(struct conf *c)
{
	char name[80];

	for (size_t i = 0; i < LEN(specs); i++) {
		const char *v;
		size_t k = 0;

		memcpy(name, "VECHE_", 6);
		for (; specs[i].name[k]; k++)
			name[6 + k] = (char)toupper((unsigned char)specs[i].name[k]);
		name[6 + k] = 0;
		v = getenv(name);
		if (v != NULL && *v)
			TRY(put_value(c, i, str_c(v), CONF_ENV));
	}
	return OK;
}

static enum err
put_line(struct conf *c, const char *path, int no, struct str line)
{
	struct str value, name = str_cut(line, '=', &value);
	enum err e;

	name = str_trim(name);
	if (name.n == 0 || name.p[0] == '#')
		return OK;
	e = value.p == NULL ? E_SYNTAX : put_named(c, name, str_trim(value), CONF_FILE);
	if (e != OK)
		log_line(LOG_ERROR, "bad_conf_line", "file=%s line=%d why=%s", path, no,
		    e == E_SYNTAX ? "write: name = value" :
		    e == E_NOT_FOUND ? "no such setting; see: veche print settings" : "value");
	return e == OK ? OK : E_INPUT;
}

enum err
conf_file(struct conf *c, const char *path, bool must)
{
	FILE *f = fopen(path, "r");
	char line[4096];
	enum err e = OK;
	int no = 0;

	if (f == NULL) {
		if (must)
			log_line(LOG_ERROR, "no_conf_file", "file=%s", path);
		return must ? E_IO : OK;
	}
	while (e == OK && fgets(line, sizeof line, f) != NULL)
		e = put_line(c, path, ++no, str_c(line));
	fclose(f);
	return e;
}

const struct settings *
conf_settings(const struct conf *c)
{
	return &c->set;
}

bool
conf_is_bool(struct str name)
{
	for (size_t i = 0; i < LEN(specs); i++)
		if (same_name(name, specs[i].name))
			return specs[i].kind == KIND_BOOL;
	return false;
}

/* A password inside a connection string is not for printing: before the @, or as a parameter. */
static void
print_text(struct buf *out, struct str v)
{
	ptrdiff_t at = str_find(v, S("@")), scheme = str_find(v, S("://")), word;

	if (at > 0 && scheme > 0 && scheme < at) {
		buf_fmt(out, "%.*s://***", (int)scheme, v.p);
		v = (struct str){ v.p + at, v.n - (size_t)at };
	}
	word = str_find(v, S("password="));
	if (word < 0) {
		buf_put(out, v);
		return;
	}
	buf_fmt(out, "%.*spassword=***", (int)word, v.p);
	for (v.p += word, v.n -= (size_t)word; v.n > 0 && !strchr("& ", *v.p); v.p++)
		v.n--;
	buf_put(out, v);
}

static void
print_value(struct buf *out, const struct spec *s, const char *base)
{
	if (s->kind == KIND_STR)
		print_text(out, *(const struct str *)(const void *)base);
	else if (s->kind == KIND_INT)
		buf_int(out, *(const int64_t *)(const void *)base);
	else
		buf_putz(out, *(const bool *)(const void *)base ? "yes" : "no");
}

size_t
conf_count(void)
{
	return LEN(specs);
}

enum err
conf_row(const struct conf *c, size_t i, struct arena *a, struct conf_row *ret)
{
	const struct spec *s = &specs[i];
	struct buf b;

	buf_init(&b, a, 64 * KiB);
	print_value(&b, s, (const char *)&c->set + s->off);
	TRY(buf_err(&b));
	*ret = (struct conf_row){ s->name, s->dflt, s->unit, s->text, buf_str(&b), c->from[i],
		s->kind == KIND_INT, s->min, s->max };
	if (s->kind == KIND_BOOL) /* as it is written, not as the table has it */
		ret->dflt = *s->dflt == '1' ? "yes" : "no";
	return OK;
}

void
conf_print(const struct conf *c, struct buf *out)
{
	for (size_t i = 0; i < LEN(specs); i++) {
		const struct spec *s = &specs[i];

		buf_fmt(out, "%s = ", s->name);
		print_value(out, s, (const char *)&c->set + s->off);
		buf_fmt(out, "\n    %s%s%s [%s", s->text, *s->unit ? ", " : "", s->unit,
		    from_names[c->from[i]]);
		if (s->kind == KIND_INT)
			buf_fmt(out, "; от %lld до %lld", (long long)s->min, (long long)s->max);
		buf_fmt(out, "; по умолчанию %s]\n", *s->dflt ? s->dflt : "пусто");
	}
}

void
conf_example(struct buf *out)
{
	buf_putz(out,
	    "# veche.conf: имя = значение. Уберите # у строки, которую меняете.\n"
	    "# Старшинство: этот файл, переменные VECHE_ИМЯ, ключи --имя значение.\n"
	    "# Что действует сейчас и откуда взято: veche print settings\n");
	for (size_t i = 0; i < LEN(specs); i++) {
		const struct spec *s = &specs[i];

		buf_fmt(out, "\n# %s%s%s", s->text, *s->unit ? ", " : "", s->unit);
		if (s->kind == KIND_INT)
			buf_fmt(out, " (от %lld до %lld)", (long long)s->min, (long long)s->max);
		else if (s->kind == KIND_BOOL)
			buf_putz(out, " (yes или no)");
		buf_fmt(out, "\n#%s = %s\n", s->name,
		    s->kind != KIND_BOOL    ? s->dflt :
		    strcmp(s->dflt, "0") == 0 ? "no" :
						"yes");
	}
}

static bool
same_value(const struct spec *s, const char *a, const char *b)
{
	if (s->kind == KIND_STR)
		return str_eq(
		    *(const struct str *)(const void *)a, *(const struct str *)(const void *)b);
	return memcmp(a, b, s->kind == KIND_INT ? sizeof(int64_t) : sizeof(bool)) == 0;
}

void
conf_changed(const struct conf *now, const struct conf *next, struct buf *names)
{
	for (size_t i = 0; i < LEN(specs); i++) {
		const struct spec *s = &specs[i];

		if (now->from[i] == CONF_ENV || now->from[i] == CONF_FLAG ||
		    same_value(
			s, (const char *)&now->set + s->off, (const char *)&next->set + s->off))
			continue;
		buf_fmt(names, "%s%s", names->n > 0 ? " " : "", s->name);
	}
}
