/* once.c - a program that got no answer asks again; what was done is not done twice.
 *
 * The key lies in the transaction of what it stands for: either both are there or neither is. On
 * PostgreSQL the second of two that came together waits for the first and gets its answer.
 */
#include "api/api_impl.h"
#include "web/api.h"

#define KEY_MAX 255

static struct str
key_of(const struct req *rq)
{
	return str_trim(http_header(rq->in, "Idempotency-Key"));
}

static bool
printable(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] < 0x21 || s.p[i] > 0x7e)
			return false;
	return s.n <= KEY_MAX;
}

static struct str
sum_of(struct req *rq)
{
	struct buf b;

	buf_init(&b, rq->arena, 1 * MiB);
	buf_put(&b, rq->in->path);
	buf_putc(&b, '\n');
	buf_put(&b, rq->in->body);
	return buf_err(&b) == OK ? web_seal(rq->arena, "api once", buf_str(&b)) : STR_NONE;
}

static enum err
again(struct req *rq, struct str key, struct str sum)
{
	struct q_once_get o;

	TRY(q_once_get(rq->db, rq->arena, rq->token, key, &o));
	if (!str_eq(o.sum, sum)) {
		rq->why = "key-reused";
		return E_INPUT;
	}
	rq->status = (int)o.status;
	rq->type = S("application/json");
	rq->etag = o.tag;
	if (o.location.n > 0)
		TRY(reply_header(rq, "Location", o.location));
	TRY(reply_header(rq, "Idempotent-Replayed", S("true")));
	buf_put(rq->out, o.body);
	return buf_err(rq->out);
}

enum err
api_once_begin(struct req *rq, bool *ret_kept)
{
	struct str key = key_of(rq), sum;
	int64_t n;

	*ret_kept = false;
	if (key.n == 0)
		return OK;
	if (!printable(key)) {
		rq->why = "bad-key";
		return E_INPUT;
	}
	sum = sum_of(rq);
	if (sum.p == NULL)
		return E_NOMEM;
	TRY(q_once_old(rq->db, rq->token, key, rq->now - ONCE_S));
	TRY(q_once_begin(rq->db, rq->token, key, sum, rq->now, &n));
	if (n > 0)
		return OK;
	*ret_kept = true;
	return again(rq, key, sum);
}

enum err
api_once_end(struct req *rq, struct str location)
{
	struct str key = key_of(rq);

	if (key.n == 0)
		return OK;
	return q_once_end(rq->db,
	    &(struct q_once_end_in){ .token = rq->token, .k = key, .status = rq->status,
		.location = location, .tag = rq->etag, .body = buf_str(rq->out) });
}
