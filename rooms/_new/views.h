/* views.h - what the room's pages show. */
#pragma once
#include "gen/NAME/q.h"
#include "web/frame.h"

struct thing_list { const struct q_things *p; size_t n; };
struct view_list { struct page page; struct thing_list things; };
