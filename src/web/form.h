/* form.h - parts of long forms that rooms share: a field by its kind, a list of rows, a difference.
 *
 * Owns    nothing.
 * Memory  the request's arena.
 * Errors  sticky in ui->out.
 * Threads one page.
 */
#pragma once
#include "text/diff.h"
#include "web/ui.h"

/* A link or an option that may be the chosen one. */
struct view_choice { struct str label, url, value, count; bool on; };
struct view_choices { struct view_choice *p; size_t n; };

/* One field; a line of text when nothing else is said. */
struct form_input {
	struct str name, label, hint, value, bad;
	int64_t max;		/* characters */
	bool area, flag, select, boxes, number, required, on, wide, hidden;
	struct view_choices options;
};
struct form_inputs { struct form_input *p; size_t n; };
/* Rows that buttons add, take away, move up: `do` is «add:steps», «del:steps:2», «up:steps:2». */
struct form_row {
	struct form_inputs cells, more;	/* more: folded away until they have something to show */
	struct str more_label;
	int64_t no;
	bool up, more_open;
};
struct form_rows { struct form_row *p; size_t n; };
struct form_part {
	struct str title, name, add, none, self;	/* self: where the form goes */
	struct str one;		/* «Шаг»: a row's own name; empty: the title */
	struct form_rows rows;
};
struct form_parts { struct form_part *p; size_t n; };

/* What two editors changed at once, each in his own way: which of them to leave is asked. */
struct form_clash { struct str label, name; struct diff_spans diff; };
struct form_clashes { struct form_clash *p; size_t n; };
/* A history: changes of one save stand together. back_url: brings back what was before; empty: no
 * way back. */
struct form_change { struct str label; struct diff_spans diff; };
struct form_changes { struct form_change *p; size_t n; };
struct form_turn { struct str when, iso, who, back_url; struct form_changes changes; };
struct form_turns { struct form_turn *p; size_t n; };

/* Views call them by {{use}}. */
MUST_USE enum err view_form_field(struct ui *ui, const struct form_input *in);
MUST_USE enum err view_form_list(struct ui *ui, const struct form_part *p);
/* Nothing when there are none. */
MUST_USE enum err view_form_clashes(struct ui *ui, const struct form_clashes *c);
MUST_USE enum err view_form_history(struct ui *ui, const struct form_turns *t);
/* <del> what went, <ins> what came. */
MUST_USE enum err view_word_diff(struct ui *ui, const struct diff_spans *d);
