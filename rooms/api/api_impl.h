/* api_impl.h - what the files of the room share.
 *
 * Owns    nothing.
 * Memory  the request's arena.
 * Errors  as web.h.
 * Threads any.
 */
#pragma once
#include "api/api.h"

/* opendata.c */
enum err api_open_page(struct req *rq);
enum err api_open_list(struct req *rq);
enum err api_open_catalog(struct req *rq);
enum err api_open_file(struct req *rq);
