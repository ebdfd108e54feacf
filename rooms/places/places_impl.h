/* places_impl.h - what the files of the room share; for rooms/places alone. */
#pragma once
#include "places/places.h"
#include "web/api.h"

/* A word of a name: as folded, and by its beginning (see stem.c). */
struct places_word { struct str fold, s1, s2; };
struct places_words { const struct places_word *p; size_t n; };

struct places_box { double x0, y0, x1, y1; };
/* How places are found; all arrays run beside those of struct places_index. */
struct places_keys {
	const int *by_code;		/* indexes in the order of codes */
	const struct str *fold;		/* short name, folded */
	const struct places_words *own;	/* words of the short name */
	const struct places_words *more;/* other words of the name, and of the centre */
	struct places_box *box;		/* of the outline; x1 < x0: none */
};

/* stem.c */
MUST_USE enum err places_words_of(struct arena *a, struct str folded, struct places_words *ret);
bool places_word_same(const struct places_word *a, const struct places_word *b);
/* «район», «область», «г»: words that say what a place is, not how it is called. */
bool places_word_generic(const struct places_word *w);

/* find.c */
MUST_USE enum err places_keys_make(struct arena *a, const struct place *p, size_t n,
    struct places_keys *ret);
/* 8 digits of a code as people write it, RU or FD-…; false: it is not a code. */
bool places_code_norm(struct str text, char out[16], struct str *ret);

/* index.c */
MUST_USE enum err places_load(struct db *db, int64_t key, void **ret, void (**ret_free)(void *));
const struct places_index *places_loaded(const void *data);
int places_field_find(const struct place *p, const char *field);	/* index in p->fields, -1 */
int place_kind_find(struct str code);		/* -1: no such kind */
int place_status_find(struct str code);

/* similar.c */
double places_km(const struct place *a, const struct place *b);

/* map.c: where a point of the globe lies on the drawing, and the box around an outline. */
void places_project(double lat, double lon, double *ret_x, double *ret_y);
bool places_box_of(struct str path, struct places_box *ret);
void places_box_add(struct places_box *b, const struct places_box *more);
/* Some air around it, 7 to 5. */
void places_box_frame(struct places_box *b);
bool places_box_meet(const struct places_box *a, const struct places_box *b);

/* The pages: place.c, table.c, passport.c */
enum err places_list_page(struct req *rq);
enum err places_suggest_part(struct req *rq, enum places_scope scope);
enum err places_show_page(struct req *rq);
enum err places_export_all(struct req *rq);
enum err places_export_below(struct req *rq);
enum err places_passport_page(struct req *rq);
enum err places_passport_save(struct req *rq);
/* The place of the path; E_NOT_FOUND. *ret_moved: the address was written in another way. */
MUST_USE enum err places_of_path(struct req *rq, const struct places_index **ret_x, int *ret);
/* Room › district › region › …, the place itself without a link unless `linked`. */
void places_crumbs(struct req *rq, const struct places_index *x, int place, bool linked,
    struct page *page);

/* api.c: the same for programs. */
enum err places_api_list(struct req *rq);
enum err places_api_show(struct req *rq);
#define PLACES_OPS 2
extern const struct api_op places_ops[PLACES_OPS];

extern const struct open_set places_open;	/* list.c */
