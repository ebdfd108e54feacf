/* admin_impl.h - what the files of the room share. */
#pragma once
#include "admin/admin.h"
#include "admin/views.h"
#include "audit/audit.h"
#include "entry/import_log.h"
#include "jobs/jobs.h"
#include "navigator/navigator.h"

#define ROUTE(verb, path, fn, who, at, csrf, body, rate, run) handler admin_##fn;
#include "admin/routes.def"
#undef ROUTE

#define ADMIN_PAGE 50		/* rows a page of a long list */
#define ADMIN_VERIFY "admin.verify"

/* The page's title, its place in the room's own menu, and the way back to the overview. */
MUST_USE enum err admin_page(struct req *rq, struct str title, const char *here, struct page *ret,
    struct view_tabs *ret_tabs);

/* ---- how things are said ------------------------------------------------------------ */

struct str admin_bytes(const struct ui *ui, int64_t n);		/* «14,5 МиБ» */
struct str admin_span(const struct ui *ui, int64_t seconds);	/* «3 часа» */
struct str admin_count(const struct ui *ui, int64_t n, const char *forms);	/* «12 строк» */
/* «и…@example.org»: enough to tell letters apart, not to write to a person. */
struct str admin_masked(struct arena *a, struct str to, enum out_channel channel);

/* Who did it: a name, a number when the name is gone, «портал» for 0. */
MUST_USE enum err admin_who(struct req *rq, int64_t user, struct str *ret);

/* ---- kinds of jobs -------------------------------------------------------------------- */

/* NULL: no room has it any more. */
const struct job_kind *admin_kind(const struct req *rq, struct str name);
/* What a kind is called on pages: its title, or its name when nobody has it. */
struct str admin_kind_title(const struct req *rq, struct str name);

/* Notes what an administrator did; in the transaction of the act itself, last. */
MUST_USE enum err admin_note(
    struct req *rq, const char *action, struct str object, struct str detail);

/* ---- passports of municipalities (fields.c) ------------------------------------------------ */

/* Does an administrator fill it? The others come of the tree or of the question. */
bool admin_field_filled(enum match_field f);
#define ADMIN_FIELDS_N (MF_N - 3)
/* Tabs of the two pages: fields, territories. */
MUST_USE enum err admin_passport_parts(struct req *rq, bool places, struct tab_list *ret);

/* ---- files that came in (imports.c) --------------------------------------------------------- */

struct str admin_import_kind(const struct ui *ui, struct str kind);	/* «меры» */
struct str admin_import_outcome(const struct ui *ui, enum import_outcome o);
/* When `veche backup` last left a copy, and how large; 0: never. */
MUST_USE enum err admin_backup(struct req *rq, int64_t *ret_at, int64_t *ret_bytes);
/* Versions of the libraries this program runs with (libraries.c). */
MUST_USE enum err admin_libraries(struct arena *a, struct facts *ret);

job_fn admin_verify_job;
