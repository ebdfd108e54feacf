/* good.c - nothing to complain about. */
#include <stdio.h>
#include "base/base.h"
#include "gen/web/v.h"
#include "gen/ids.h"
#include "web/web.h"

/* malloc(1) in a comment, "malloc(1)" in a string and s->free(1) are all fine. */
enum err
good(struct req *rq,
    int n)
{
	const char *s = "malloc(1) SELECT <b>";

	s->free(n);
	sql_add(&rq->q,
	    "SELECT 1 FROM t WHERE a = ?", DBV_INT(n));
	free(rq);	/* checksrc: allow free it was made by a library */
	return s ? OK : E_BUG;
}
