/* views_lawyer.h - what the pages of questions to lawyers show.
 *
 * Owns    nothing.
 * Memory  the request's arena.
 * Errors  none.
 * Threads one page.
 */
#pragma once
#include "law/lawyer_impl.h"
#include "law/recheck.h"
#include "web/frame.h"

struct view_lawyer_prose { const struct lawyer_text *t; };
struct lawyer_option { struct str value, label; bool on, child; };
struct lawyer_options { struct lawyer_option *p; size_t n; };
struct lawyer_warning { struct str what, text; };
struct lawyer_warnings { struct lawyer_warning *p; size_t n; };

/* The topic tree as choices, children after their parents. */
MUST_USE enum err lawyer_topics(struct req *rq, int64_t now, struct lawyer_options *ret);
/* What looks like personal data, added to the list. */
MUST_USE enum err lawyer_warn(struct req *rq, struct str text, struct lawyer_warnings *ret);
/* The page of a question, again when a form came back. */
MUST_USE enum err lawyer_question_page(struct req *rq, const struct lawyer_case *c,
    const struct lawyer_warnings *w);

/* ---- asking ------------------------------------------------------------------------ */

struct view_lawyer_new {
	struct page page;
	struct lawyer_options topics, places;
	struct lawyer_warnings warnings;
	struct str title, text, term;
	bool consent, nowhere;	/* nowhere: the reader works nowhere */
	bool one;		/* there is one territory to choose */
};
struct view_lawyer_warn { const struct lawyer_warnings *w; };
struct view_lawyer_area {
	struct str name, label, hint, now;
	int rows, max;
};

struct lawyer_row {
	struct str url, title, state, term, topic, place, who, when;
	bool late, soon, answered, mine, demo, wants;	/* wants: the reader's turn */
};
struct lawyer_rows { struct lawyer_row *p; size_t n; };
struct view_lawyer_mine {
	struct page page;
	struct lawyer_rows rows;
	struct str older;
	bool lawyer, more;
};

/* ---- the queue ------------------------------------------------------------------------ */

struct lawyer_tab { struct str url, label, n; bool on; };
struct lawyer_tabs { struct lawyer_tab *p; size_t n; };
struct view_lawyer_queue {
	struct page page;
	struct str summary, prev, next, state;
	struct lawyer_tabs tabs;
	struct lawyer_options topics;
	struct lawyer_rows rows;
	bool late, filtered;
};

/* ---- one question ----------------------------------------------------------------------- */

struct lawyer_turn {
	struct str iso, when, what, who;
	struct lawyer_text text;
	bool has, answer, ask;
};
struct lawyer_turns { struct lawyer_turn *p; size_t n; };
struct view_lawyer_question {
	struct page page;
	const struct lawyer_case *c;
	struct str title, state, term, topic, place, at_place, asker, lawyer, when, number;
	struct str self, queue, act, publish, publish_state, public_url, rated;
	struct lawyer_text text, answer;
	struct str answered;
	struct lawyer_norms norms;
	struct lawyer_turns turns;
	struct lawyer_options ways, rates;	/* ways: where it may be passed up */
	struct lawyer_warnings warnings;
	bool late, soon, open;
	bool may_claim, may_answer, may_release, may_pass, may_reply, may_withdraw, may_rate;
	bool may_consent, consented, may_publish, unsaid;
};
struct view_lawyer_thread { const struct view_lawyer_question *v; };
struct view_lawyer_reply { const struct view_lawyer_question *v; };
struct view_lawyer_work { const struct view_lawyer_question *v; };

/* ---- answers for everybody --------------------------------------------------------------- */

MUST_USE enum err lawyer_publish_link(struct req *rq, const struct lawyer_case *c,
    struct view_lawyer_question *v);
struct view_lawyer_publish {
	struct page page;
	struct str self, back, state, title, asked, answer, author, remark, public_url;
	struct lawyer_text asked_text, answer_text;
	struct lawyer_warnings warnings;
	struct law_checks checks;
	bool there, consented, mine, may_edit, may_review, may_withdraw, is_public;
};
struct view_lawyer_answers {
	struct page page;
	struct str q, prev, next, follow_url;	/* follow_url: of the topic chosen */
	struct lawyer_options topics;
	struct lawyer_rows rows;
	bool filtered;
};
struct view_lawyer_answer {
	struct page page;
	struct str title, topic, topic_url, when, follow_url;
	struct law_checks checks;
	struct lawyer_text asked, answer;
	struct lawyer_norms norms;
	bool demo;
};
