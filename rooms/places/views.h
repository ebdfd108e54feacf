/* views.h - what the pages of territories show. */
#pragma once
#include "web/frame.h"
#include "web/ui.h"

struct place_row {
	struct str name, url, code, kind, where, population, center, note;
	bool former;
};
struct place_rows { struct place_row *p; size_t n; };
struct view_place_table { struct place_rows rows; };

/* Shapes of regions; shade 1 to 4 says how many municipalities, 0: none of it. */
struct map_shape { struct str name, url, path; int shade; bool own; };
struct map_shapes { struct map_shape *p; size_t n; };

struct region_row { struct str name, url, population; int municipalities, former; };
struct region_rows { struct region_row *p; size_t n; };
struct district_group {
	struct str name, url;
	struct region_rows rows;
	int municipalities, former;
};
struct district_groups { struct district_group *p; size_t n; };

struct view_list {
	struct page page;
	struct str q;
	bool asked, guessed, more;
	struct place_rows rows;
	int64_t total, shown;
	int n_municipalities, n_former, n_regions;
	struct map_shapes map;
	struct district_groups districts;
	struct str mine_name, mine_url;
};
struct view_suggest { struct place_rows rows; bool guessed; };
struct view_missing { struct page page; struct str code; struct place_rows rows; };

struct passport_row {
	struct str label, value, year, source, fill;
	bool known;
};
struct passport_rows { struct passport_row *p; size_t n; };
struct like_row { struct str name, url, region, population, same, differs; int score; };
struct like_rows { struct like_row *p; size_t n; };
struct near_row { struct str name, url, region, population, km; };
struct near_rows { struct near_row *p; size_t n; };
struct event { struct str when, text; struct place_rows links; bool now; };
struct events { struct event *p; size_t n; };
struct word_rows { struct str *p; size_t n; };

struct below {			/* what lies within */
	struct place_rows rows;
	struct str title;
	int64_t total, former, from, to;
	bool by_population, with_former;
	struct str url_name, url_population, url_former, url_prev, url_next, url_csv;
};

struct view_show {
	struct page page;
	struct str heading, kicker, lead, code, code_spaced, name;
	bool municipality, former, may_edit, is_mine, has_map, can_be_mine;
	struct str gone;		/* year it ended */
	struct place_rows now;		/* what a former one is today */
	struct word_rows statuses;
	struct passport_rows passport;
	int64_t n_known, n_fields;
	struct str up_url, up_name;	/* the municipality a settlement lies in */
	struct str passport_url, measures_url, mine_url, back;
	struct like_rows likes;
	struct near_rows nears;
	struct below below;
	struct events events;
	struct str kind, region, region_url, center, point, region_no, valid;
	struct map_shapes map;
	struct str map_box, dot_x, dot_y, dot_r, map_title, map_desc;
	struct str note;
	int64_t n_all;			/* municipalities to be like */
};

struct choice { struct str code, label; bool on; };
struct choices { struct choice *p; size_t n; };
/* One text field: its name, what stands in it, what is wrong with it. */
struct form_input { const char *name, *mode; int max; struct str label, value, bad, hint, about; };
struct view_input { const struct form_input *in; };
struct form_row {
	const char *name;
	struct str label, help, known, bad;
	struct form_input value, year, source;
	struct choices choices;
};
struct form_rows { struct form_row *p; size_t n; };
struct revision_row { struct str when, iso, who, label, before, after; };
struct revision_rows { struct revision_row *p; size_t n; };
struct view_passport {
	struct page page;
	struct str heading, url, save_url;
	struct form_rows numbers, sets, flags;
	struct revision_rows revisions;
};
