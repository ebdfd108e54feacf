/* merged.c - filters that are followed when a topic they name becomes a part of another. */
#include "alerts/alerts_impl.h"
#include "navigator/navigator.h"

/* The address with each pair topic=was as topic=into; p NULL: it has none. */
static struct str
renamed(struct arena *a, struct str address, struct str was, struct str into)
{
	struct str rest, path = str_cut(address, '?', &rest), name = S("topic=");
	bool met = false;
	struct buf b;
	char between = '?';

	buf_init(&b, a, 32 * KiB);
	buf_put(&b, path);
	while (rest.n > 0) {
		struct str pair = str_cut(rest, '&', &rest);
		bool it = str_starts(pair, name) &&
		    str_eq((struct str){ pair.p + name.n, pair.n - name.n }, was);

		buf_putc(&b, between);
		buf_put(&b, it ? name : pair);
		if (it)
			buf_put(&b, into);
		met |= it;
		between = '&';
	}
	return met ? buf_str(&b) : STR_NONE;
}

static enum err
move_one(struct req *rq, struct str target, struct str address)
{
	struct str now, label;

	if (str_starts(address, S("/law/")))
		now = address;
	else /* in its one spelling */
		TRY(navigator_filter_name(rq, address, &now, &label));
	if (str_eq(now, target))
		return OK;
	TRY(q_target_back(rq->db, target, now));
	TRY(q_target_move(rq->db, target, now));
	return q_target_end(rq->db, target); /* those who follow the new one already */
}

enum err
alerts_topic_merged(struct req *rq, struct str was, struct str into)
{
	struct q_targets_kept_rows all;

	TRY(q_targets_kept(rq->db, rq->arena, &all));
	for (size_t i = 0; i < all.n; i++) {
		struct str address = renamed(rq->arena, all.p[i].target, was, into);

		if (address.p != NULL)
			TRY(move_one(rq, all.p[i].target, address));
	}
	return OK;
}
