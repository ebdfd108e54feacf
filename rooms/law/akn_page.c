/* akn_page.c - the act as a file of Akoma Ntoso. */
#include "law/akn.h"
#include "law/pages.h"

#define AKN_BYTES (256 * MiB)

enum err
law_akn_page(struct req *rq)
{
	struct law_at at;

	TRY(law_path(rq, &at));
	TRY(law_out_large(rq, AKN_BYTES));
	TRY(law_akn(rq->db, rq->arena, at.act, at.ed, rq->out));
	return reply_file(rq, "application/xml; charset=utf-8",
	    str_fmt(rq->arena, "%.*s %.*s.akn.xml", FMT(at.act->shrt),
		FMT(ui_day_iso(&rq->ui, at.ed->since))));
}
