/* views.h - what the pages of account/ show. */
#pragma once
#include "web/frame.h"
#include "web/person.h"
#include "web/ui.h"

struct demo_row { struct str email, name, roles, places; };
struct demo_rows { struct demo_row *p; size_t n; };

/* Services that say who it is: the code in the address, the words on the button. */
struct way_row { struct str code, name; };
struct way_rows { struct way_row *p; size_t n; };
struct view_ways { const struct way_rows *rows; struct str back, token; };

struct view_login {
	struct page page;
	struct str back;
	struct way_rows ways;
	struct str who;		/* the one who is signed in already; empty: nobody */
	struct str password;	/* of the demonstration */
	struct demo_rows demo;	/* none: not a demonstration */
};

/* principal: whose deputy; empty: nobody's */
struct role_row { struct str role, place, until, principal; };
struct role_rows { struct role_row *p; size_t n; };
struct session_row { int64_t id; struct str device, peer, created, seen; bool mine; };
struct session_rows { struct session_row *p; size_t n; };

struct view_profile {
	struct page page;
	struct str name, email, since;
	struct role_rows roles;
	struct session_rows sessions;
	struct str days;		/* a session lives without use */
	struct str home_name, home_code;/* the municipality kept with the account; empty: none */
	bool second;			/* a code is asked for at sign-in */
	bool services;			/* the portal knows another way in */
	int64_t linked;			/* of them this person has */
	bool gives;			/* may hand out roles */
	bool can_keep;			/* the one chosen in this browser is another */
	struct str erase_on;		/* the day of the erasure; empty: nobody asked */
};

struct choice_row { struct str value, label; bool on; };
struct choice_rows { struct choice_row *p; size_t n; };

/* ---- parts ---- */

/* code: digits only, a large field. value never holds a password. */
struct view_field {
	const char *name, *type, *fill;
	struct str label, hint, value;
	int max;
	bool optional, code;
};
struct view_role_select { struct choice_rows list; };

/* ---- invitations, lost password ---- */

struct invite_row { int64_t id; struct str email, role, place, author, expires; };
struct invite_rows { struct invite_row *p; size_t n; };
struct view_invites {
	struct page page;
	struct str link, link_until, sent_to;	/* of the invitation just made; empty: none */
	struct invite_rows rows;
	struct choice_rows roles;
	struct str place, life;
	bool everywhere;
};

enum invite_state {
	INVITE_NONE,	/* no token in the address */
	INVITE_DEAD,
	INVITE_NEW,	/* nobody has this e-mail yet */
	INVITE_MINE,	/* the reader is the one who was invited */
	INVITE_OTHER,	/* the reader is somebody else */
	INVITE_SIGN_IN,	/* there is such an account, and nobody is signed in */
};
struct view_invite {
	struct page page;
	enum invite_state state;
	struct str token, author, role, place, until, email, who, login_url;
	struct way_rows ways;
};

/* ---- sign-in by another service ---- */

enum trouble { TROUBLE_WRONG, TROUBLE_AWAY, TROUBLE_REFUSED, TROUBLE_EXPIRED, TROUBLE_NONE,
	TROUBLE_TAKEN, TROUBLE_CLOSED, TROUBLE_INVITE, TROUBLE_OFF, TROUBLE_N };
struct view_trouble { struct page page; enum trouble kind; };

/* known: the service is in the settings still. last: nothing else lets this person in. */
struct link_row { int64_t id; struct str name, created, seen; bool known; };
struct link_rows { struct link_row *p; size_t n; };
struct view_links {
	struct page page;
	struct link_rows rows;
	struct way_rows ways;		/* not linked yet */
	const struct link_row *drop;	/* to be confirmed; NULL: none */
	bool password, last;
};

struct view_forgot { struct page page; struct str sent; };
/* email empty: a dead link */
struct view_reset { struct page page; struct str token, email; };

/* ---- the second factor ---- */

/* waits: a password was shown in this browser, a code is due */
struct view_step { struct page page; bool waits; };
struct str_rows { const struct str *p; size_t n; };
enum second_state { SECOND_OFF, SECOND_SETUP, SECOND_ON };
struct view_second {
	struct page page;
	enum second_state state;
	struct str qr; int side;	/* squares as a path; how many a side has */
	struct str secret, since;
	int64_t left;
	struct str_rows codes;	/* just made: shown once */
};

/* ---- people, deputies ---- */

struct person_row { int64_t id; struct str email, name, roles, seen; bool blocked; };
struct person_rows { struct person_row *p; size_t n; };
struct view_people {
	struct page page;
	struct str words;
	struct person_rows rows;
	int64_t after;		/* 0: the last page */
	bool acts;		/* may see the acts of erasure */
};

struct grant_row {
	int64_t id;
	struct str role, place, until, principal;
	bool ended, ours;
};
struct grant_rows { struct grant_row *p; size_t n; };
struct view_person {
	struct page page;
	int64_t id, sessions;
	struct str name, email, since, seen;
	bool blocked, second, self, everywhere;
	bool all_ours;			/* the reader decides about the whole account */
	bool ask_block, ask_second;	/* to be confirmed */
	const struct grant_row *revoke;	/* the same; NULL: none */
	struct str erase_on;		/* the day this account is erased; empty: it is not */
	struct grant_rows grants;
	struct choice_rows roles;
};

struct deputy_row { int64_t id; struct str name, email, role, place, until; };
struct deputy_rows { struct deputy_row *p; size_t n; };
struct view_deputies { struct page page; struct deputy_rows rows; struct choice_rows mine; };

/* ---- my data ---- */

struct kept_kind {
	const struct person_kept *kept;
	struct str title, why, fate, n;
	struct person_cells head;
	struct person_lines lines;
};
struct kept_kinds { struct kept_kind *p; size_t n; };
/* kinds: what there is; empty: the titles of what there could be, in a row. */
struct kept_room { struct str name, title, empty; struct kept_kinds kinds; };
struct kept_rooms { struct kept_room *p; size_t n; };
struct view_kept_tables { const struct kept_rooms *rooms; };
struct view_mydata {
	struct page page;
	struct str name, email, operator, letter_days;
	struct str waits, waits_until;	/* an e-mail that is not confirmed yet; empty: none */
	struct str erase_on;		/* the day of the erasure; empty: nobody asked */
	struct kept_rooms rooms;
};
struct view_mydata_read { struct page page; struct str made, account; struct kept_rooms rooms; };
/* email empty: a dead link */
struct view_email { struct page page; struct str token, email, old; };

/* stop, place: why not yet (enum erase_stop). */
struct view_erase {
	struct page page;
	int stop;
	struct str place, days, day, name, post_url;
	bool other;		/* an administrator does it for somebody */
	bool second, no_password;
	struct kept_rooms rooms;
};
struct erasure_row { int64_t id; struct str account, by, asked, state, when; bool waits, act; };
struct erasure_rows { struct erasure_row *p; size_t n; };
struct view_erasures { struct page page; struct erasure_rows rows; int64_t before; };
