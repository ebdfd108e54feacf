/* reply_file.c - an answer that is kept as a file: its name told both ways (RFC 6266). */
#include "text/text.h"
#include "web/web.h"

enum err
reply_file(struct req *rq, const char *type, struct str name)
{
	struct buf b;

	buf_init(&b, rq->arena, 2 * KiB);
	buf_put(&b, S("attachment; filename=\""));
	size_t dot = name.n;
	while (dot > 0 && name.p[dot - 1] != '.')
		dot--;
	if (dot == 0)
		dot = name.n + 1;
	buf_put(&b, text_slug(rq->arena, (struct str){ name.p, dot - 1 }, 60));
	if (dot <= name.n) { /* the ending as it is; a slug has no dots */
		buf_putc(&b, '.');
		buf_put(&b, (struct str){ name.p + dot, name.n - dot });
	}
	buf_put(&b, S("\"; filename*=UTF-8''"));
	put_url(&b, name);
	TRY(buf_err(&b));
	rq->type = str_c(type);
	return reply_header(rq, "Content-Disposition", buf_str(&b));
}
