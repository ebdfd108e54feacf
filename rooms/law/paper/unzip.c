/* unzip.c - parts of an archive, each bounded by what it says of itself and by what it gives. */
#include <zip.h>

#include "law/paper/walk.h"

struct unzip { struct arena *a; zip_t *z; size_t total; };

static enum err
no(struct str why, struct str *ret_why)
{
	*ret_why = why;
	return E_INPUT;
}

enum err
unzip_open(struct arena *a, struct str data, struct unzip **ret, struct str *ret_why)
{
	struct unzip *u = arena_make(a, struct unzip);
	zip_error_t err;
	zip_source_t *src;

	if (u == NULL)
		return E_NOMEM;
	u->a = a;
	zip_error_init(&err);
	src = zip_source_buffer_create(data.p, data.n, 0, &err);
	if (src == NULL)
		return E_NOMEM;
	u->z = zip_open_from_source(src, ZIP_RDONLY, &err);
	if (u->z == NULL) {
		bool out = zip_error_code_zip(&err) == ZIP_ER_MEMORY;

		zip_source_free(src);
		zip_error_fini(&err);
		return out ? E_NOMEM :
			     no(S("файл испорчен или скачан не до конца: откройте его в "
				  "редакторе и сохраните заново"),
				 ret_why);
	}
	if (zip_get_num_entries(u->z, 0) > PAPER_ZIP_ENTRIES) {
		unzip_close(u);
		return no(S("в файле больше 4096 частей: уберите из документа картинки и вложения"),
		    ret_why);
	}
	*ret = u;
	return OK;
}

void
unzip_close(struct unzip *u)
{
	zip_discard(u->z);
}

bool
unzip_has(struct unzip *u, const char *name)
{
	return zip_name_locate(u->z, name, 0) >= 0;
}

/* What it says of itself; what it gives is counted as it comes. */
static enum err
allowed(struct unzip *u, const zip_stat_t *st, struct str *ret_why)
{
	const zip_uint64_t need = ZIP_STAT_SIZE | ZIP_STAT_COMP_SIZE;

	if ((st->valid & need) != need)
		return no(S("файл испорчен: откройте его в редакторе и сохраните заново"), ret_why);
	if ((st->valid & ZIP_STAT_ENCRYPTION_METHOD) && st->encryption_method != ZIP_EM_NONE)
		return no(S("файл защищён паролем: снимите пароль и сохраните заново"), ret_why);
	if (st->size > PAPER_PART_BYTES || st->size > PAPER_ZIP_BYTES - u->total)
		return no(S("документ в развёрнутом виде больше 64 МиБ: разделите его на части"),
		    ret_why);
	if (st->size > PAPER_RATIO_FROM && st->size / PAPER_ZIP_RATIO > st->comp_size)
		return no(S("файл сжат больше чем в 200 раз: настоящие документы так не "
			    "сжимаются, он не разворачивался"),
		    ret_why);
	return OK;
}

enum err
unzip_part(struct unzip *u, const char *name, struct str *ret, struct str *ret_why)
{
	zip_stat_t st;
	zip_file_t *f;
	zip_int64_t got = 0;
	size_t n = 0;
	bool sound;
	char *p;

	*ret = STR_NONE;
	zip_stat_init(&st);
	if (zip_stat(u->z, name, 0, &st) != 0)
		return OK;
	TRY(allowed(u, &st, ret_why));
	p = arena_alloc(u->a, (size_t)st.size + 1);
	if (p == NULL)
		return E_NOMEM;
	f = zip_fopen_index(u->z, st.index, 0);
	while (f != NULL && n < st.size && (got = zip_fread(f, p + n, st.size - n)) > 0)
		n += (size_t)got;
	/* the end: its sum is looked at, and nothing may follow */
	sound = f != NULL && got >= 0 && n == st.size && zip_fread(f, p + n, 1) == 0;
	if (f != NULL)
		(void)zip_fclose(f);
	if (!sound)
		return no(S("файл испорчен: часть его не разворачивается; откройте его в редакторе "
			    "и сохраните заново"),
		    ret_why);
	u->total += n;
	*ret = (struct str){ p, n };
	return OK;
}
