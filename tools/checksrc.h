/* checksrc.h - what the parts of checksrc share: a file and the way to complain.
 *
 * Owns    nothing.
 * Memory  never freed.
 * Errors  complaints are counted; the program ends with 1 when there were any.
 * Threads one.
 */
#pragma once
#include "tool.h"

struct source {
	const char *file;
	const char *text;	/* as it is */
	const char *code;	/* same length: comments and what is in quotes blanked */
	size_t n;
	const char *layer;	/* "base", "web"; a room's name; "main"; "" outside src and rooms */
	bool room;
};

/* At a place of text (or of code: both are measured alike). A line may allow a rule:
 * a comment on it says "checksrc: allow RULE why", RULE being the rule or the word. */
void complain(const struct source *s, size_t at, const char *rule, const char *word,
    const char *fmt, ...) PRINTF(5, 6);
void warn_at(const struct source *s, size_t at, const char *rule, const char *fmt, ...)
    PRINTF(4, 5);

bool is_c(const struct source *s);
bool has_ext(const char *file, const char *ext);

void check_c(const struct source *s);		/* functions, calls, literals */
void check_layers(const struct source *s);	/* who may include whom */
void check_sql(const struct source *s);		/* which tables a room may name */
