/* api_law.h - the room's operations for programs.
 *
 * Owns    nothing.
 * Memory  static tables; answers in the request's arena.
 * Errors  E_INPUT: a parameter was refused; E_RATE: a guest asks too often; as law.h.
 * Threads any.
 */
#pragma once
#include "law/pages.h"
#include "web/api.h"

#define LAW_OPS 5
extern const struct api_op law_ops[LAW_OPS];

enum err law_api_ask(struct req *rq);
enum err law_api_acts(struct req *rq);
enum err law_api_act(struct req *rq);
enum err law_api_articles(struct req *rq);
enum err law_api_article(struct req *rq);

/* The day of `on`, or today. E_INPUT: there is no such day. */
MUST_USE enum err law_api_day(struct req *rq, int32_t *ret);
extern const struct api_param law_on_param[1];
#define LAW_ACTS_PARAMS 4
extern const struct api_param law_acts_params[LAW_ACTS_PARAMS];
extern const struct api_schema law_act_brief, law_act_whole, law_article_brief, law_articles_of,
    law_article_whole;
