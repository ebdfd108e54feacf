/* views.h - what the pages of account/ show. */
#pragma once
#include "web/frame.h"
#include "web/ui.h"

struct demo_row { struct str email, name, roles, places; };
struct demo_rows { struct demo_row *p; size_t n; };

struct view_login {
	struct page page;
	struct str back;
	struct str who;		/* the one who is signed in already; empty: nobody */
	struct str password;	/* of the demonstration */
	struct demo_rows demo;	/* none: not a demonstration */
};

struct role_row { struct str role, place, until; };
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
	bool can_keep;			/* the one chosen in this browser is another */
};
