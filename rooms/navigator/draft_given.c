/* draft_given.c - which fields a row of JSON speaks of: the others it does not change. */
#include <json-c/json.h>

#include "navigator/draft_fields.h"

/* Columns of investment portals, which are no names of ours. */
static enum draft_at
field_of(const char *key, bool ours)
{
	enum draft_at f = draft_field_find(str_c(key));

	if (!ours && strcmp(key, "text") == 0)
		return DF_what;
	if (!ours && strcmp(key, "region") == 0)
		return DF_territories;
	return f;
}

static bool
silent(struct json_object *v)
{
	return v == NULL ||
	    (json_object_is_type(v, json_type_string) && json_object_get_string_len(v) == 0);
}

enum err
draft_given(struct str json, uint64_t *ret)
{
	struct json_tokener *tok = json_tokener_new_ex(16);
	struct json_object *o;

	*ret = 0;
	if (tok == NULL)
		return E_NOMEM;
	o = json_tokener_parse_ex(tok, json.p, (int)json.n);
	json_tokener_free(tok);
	if (o != NULL && json_object_is_type(o, json_type_object)) {
		bool ours = json_object_object_get_ex(o, "key", NULL);

		json_object_object_foreach(o, key, v)
		{
			enum draft_at f = field_of(key, ours);

			if (f < DF_N && !silent(v))
				*ret |= (uint64_t)1 << f;
		}
	}
	json_object_put(o);
	return OK;
}
