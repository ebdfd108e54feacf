/* ask_page.h - what the pages of a dialogue with the acts share.
 *
 * Owns    nothing.
 * Memory  the request's arena.
 * Errors  as answer.h.
 * Threads one request.
 */
#pragma once
#include "law/answer.h"
#include "law/pages.h"

#define ASK_POINTS 700	/* characters of a question */

/* The dialogue is in its address: the question, those before it, the day, what was chosen. */
struct ask_talk {
	struct law_question q;
	struct str on;		/* the day as typed; empty: today */
	bool on_bad, dated;	/* dated: a day was said that is one */
};
/* From the address, or from the fields of a form. */
void ask_talk_read(struct req *rq, const struct http_pairs *from, struct ask_talk *ret);
/* «/law/ask?q=…&was=…&on=…&in=…»; p NULL: memory is out. */
struct str ask_talk_url(struct arena *a, const struct law_question *q, bool dated);

#define ASK_SAID_DAYS 400	/* what readers say of answers is kept */
struct job_run;
MUST_USE enum err law_said_sweep(struct job_run *r);
