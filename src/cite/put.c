/* put.c - a citation as JSON, in the shape of the reference set. */
#include "cite/impl.h"

static const char *const kinds[] = {
	NULL,
#define KIND(id, name) name,
#include "cite/kinds.def"
#undef KIND
};

static const char *const levels[] = { "section", "chapter", "article", "part", "point", "subpoint",
	"paragraph" };

const char *
cite_kind_name(enum cite_kind k)
{
	return kinds[k];
}

const char *
cite_level_name(enum cite_level l)
{
	return levels[l];
}

static void
put_str(struct buf *b, struct str s)
{
	if (s.n == 0) {
		buf_putz(b, "null");
		return;
	}
	buf_putc(b, '"');
	put_json(b, s);
	buf_putc(b, '"');
}

static void
put_key(struct buf *b, const char *key, struct str v)
{
	buf_fmt(b, ", \"%s\": ", key);
	put_str(b, v);
}

static void
put_act(struct buf *b, const struct cite *c)
{
	static const char *const relative[] = { "", "this_act", "this_article", "named_before" };

	buf_putz(b, "{\"kind\": ");
	put_str(b, str_c(kinds[c->act.kind]));
	put_key(b, "short", c->act.shrt);
	put_key(b, "number", c->act.number);
	put_key(b, "date", c->act.date);
	put_key(b, "issuer", c->act.issuer);
	put_key(b, "relative", str_c(relative[c->relative]));
	if (c->act.title.n > 0)
		put_key(b, "title", c->act.title);
	buf_putc(b, '}');
}

static void
put_target(struct buf *b, const struct cite_target *t)
{
	for (int l = 0; l < CITE_LEVELS; l++) {
		buf_fmt(b, "%s\"%s\": ", l ? ", " : "{", levels[l]);
		if (t->at[l].to.n == 0) {
			put_str(b, t->at[l].from);
			continue;
		}
		buf_putz(b, "{\"from\": ");
		put_str(b, t->at[l].from);
		put_key(b, "to", t->at[l].to);
		buf_putc(b, '}');
	}
	if (t->annex.n > 0)
		put_key(b, "annex", t->annex);
	if (t->other.n > 0)
		put_key(b, "other", t->other);
	buf_putc(b, '}');
}

void
cite_put_json(struct buf *b, struct str text, const struct cite *c)
{
	buf_fmt(b, "{\"start\": %zu, \"end\": %zu, \"quote\": ", c->start, c->end);
	put_str(b, (struct str){ text.p + c->from, c->to - c->from });
	buf_putz(b, ", \"act\": ");
	put_act(b, c);
	buf_putz(b, ", \"targets\": [");
	for (size_t i = 0; i < c->n_targets; i++) {
		if (i > 0)
			buf_putz(b, ", ");
		put_target(b, &c->targets[i]);
	}
	buf_putc(b, ']');
	if (c->defines.n > 0)
		put_key(b, "defines", c->defines);
	buf_putc(b, '}');
}
