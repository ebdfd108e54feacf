/* import_json.c - a line of JSON, strictly. */
#include "entry/import_json.h"

#include "text/text.h"

#define DEPTH 16

enum err
import_json(struct import *im, struct str text, struct json_object **ret)
{
	struct json_tokener *tok;
	struct json_object *o;
	bool whole;

	if (!utf8_valid(text))
		return import_bad(
		    im, S(""), S("строка не в UTF-8: сохраните файл в этой кодировке"));
	tok = json_tokener_new_ex(DEPTH);
	if (tok == NULL)
		return E_NOMEM;
	json_tokener_set_flags(tok, JSON_TOKENER_STRICT | JSON_TOKENER_VALIDATE_UTF8);
	o = json_tokener_parse_ex(tok, text.p, (int)text.n);
	whole = json_tokener_get_error(tok) == json_tokener_success &&
	    json_tokener_get_parse_end(tok) == text.n;
	json_tokener_free(tok);
	if (whole && json_object_is_type(o, json_type_object)) {
		*ret = o;
		return OK;
	}
	json_object_put(o);
	return import_bad(im, S(""), whole ? S("строка — не объект JSON") :
	    S("строка — не JSON: проверьте кавычки и скобки"));
}

struct str
import_member(struct arena *a, struct json_object *o, const char *key)
{
	struct json_object *v;

	if (!json_object_object_get_ex(o, key, &v) ||
	    !(json_object_is_type(v, json_type_string) || json_object_is_type(v, json_type_int)))
		return S("");
	return str_dup(a, str_trim(str_c(json_object_get_string(v))));
}
