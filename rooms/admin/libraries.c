/* libraries.c - which versions of others' libraries this program runs with: asked of them, not of
 * the headers it was built with. Those that do not tell are packages of the system. */
#include "admin/admin_impl.h"

#include <cmark.h>
#include <curl/curl.h>
#include <gnu/libc-version.h>
#include <json-c/json.h>
#include <libpq-fe.h>
#include <liboath/oath.h>
#include <microhttpd.h>
#include <qrencode.h>
#include <sodium.h>
#include <sqlite3.h>
#include <utf8proc.h>
#include <xlsxwriter.h>
#include <zlib.h>

#define LIBRARIES 16

static void
library(struct facts *f, const char *name, const char *version)
{
	if (version != NULL && *version != 0 && f->n < LIBRARIES)
		f->p[f->n++] = (struct fact){ str_c(name), str_c(version) };
}

enum err
admin_libraries(struct arena *a, struct facts *ret)
{
	const curl_version_info_data *curl = curl_version_info(CURLVERSION_NOW);
	int pq = PQlibVersion();

	*ret = (struct facts){ arena_array(a, struct fact, LIBRARIES), 0 };
	if (ret->p == NULL)
		return E_NOMEM;
	library(ret, "glibc", gnu_get_libc_version());
	library(ret, "libmicrohttpd", MHD_get_version());
	library(ret, "SQLite", sqlite3_libversion());
	library(ret, "libpq", str_fmt(a, "%d.%d", pq / 10000, pq % 10000).p);
	library(ret, "libcurl", curl->version);
	library(ret, "TLS (libcurl)", curl->ssl_version);
	library(ret, "libsodium", sodium_version_string());
	library(ret, "json-c", json_c_version());
	library(ret, "cmark", cmark_version_string());
	library(ret, "utf8proc", utf8proc_version());
	library(ret, "libxlsxwriter", lxw_version());
	library(ret, "zlib", zlibVersion());
	library(ret, "liboath", oath_check_version(NULL));
	library(ret, "libqrencode", QRcode_APIVersionString());
	return OK;
}
