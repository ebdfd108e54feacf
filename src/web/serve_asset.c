/* serve_asset.c - files compiled in: hashed names, pre-compressed, kept for a year. */
#include "gen/assets.h"
#include "web/web_impl.h"

static const struct asset *
by_path(struct str path)
{
	size_t lo = 0, hi = assets_n;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;
		int c = str_cmp(path, str_c(assets[mid].path));

		if (c == 0)
			return &assets[mid];
		if (c < 0)
			hi = mid;
		else
			lo = mid + 1;
	}
	return NULL;
}

static enum err
part(const struct http_req *in, struct http_reply *rp, bool whole)
{
	struct str want = whole ? http_header(in, "Range") : STR_NONE;
	size_t from, n;

	if (!whole || want.n == 0)
		return OK;
	switch (http_range(want, rp->body.n, &from, &n)) {
	case HTTP_RANGE_NONE: return OK;
	case HTTP_RANGE_BAD:
		rp->status = 416;
		TRY(http_reply_header(rp, in->arena, "Content-Range",
		    str_fmt(in->arena, "bytes */%zu", rp->body.n)));
		rp->body.n = 0;
		return OK;
	case HTTP_RANGE_OK: break;
	}
	TRY(http_reply_header(rp, in->arena, "Content-Range",
	    str_fmt(in->arena, "bytes %zu-%zu/%zu", from, from + n - 1, rp->body.n)));
	rp->status = 206;
	rp->body = (struct str){ rp->body.p + from, n };
	return OK;
}

enum err
serve_asset(const struct http_req *in, struct http_reply *rp, bool *ret_mine)
{
	const struct asset *as = by_path(in->path);
	struct str accept = http_header(in, "Accept-Encoding");
	const char *coding = NULL;
	struct str etag;

	*ret_mine = as != NULL && (in->verb == HTTP_GET || in->verb == HTTP_HEAD);
	if (!*ret_mine)
		return OK;
	rp->status = 200;
	rp->type = str_c(as->type);
	rp->body = (struct str){ (const char *)as->data, as->n };
	rp->body_static = true;
	if (as->br_n > 0 && pack_accepts(accept, "br")) {
		rp->body = (struct str){ (const char *)as->br, as->br_n };
		coding = "br";
	} else if (as->gz_n > 0 && pack_accepts(accept, "gzip")) {
		rp->body = (struct str){ (const char *)as->gz, as->gz_n };
		coding = "gzip";
	}
	etag = str_fmt(in->arena, "\"%s%s\"", strrchr(as->path, '/') + 1, coding ? coding : "");
	TRY(http_reply_header(rp, in->arena, "ETag", etag));
	TRY(http_reply_header(
	    rp, in->arena, "Cache-Control", S("public, max-age=31536000, immutable")));
	TRY(http_reply_header(rp, in->arena, "Vary", S("Accept-Encoding")));
	TRY(safe_headers(rp, in->arena, false));
	if (coding)
		TRY(http_reply_header(rp, in->arena, "Content-Encoding", str_c(coding)));
	else
		TRY(http_reply_header(rp, in->arena, "Accept-Ranges", S("bytes")));
	if (http_etag_match(http_header(in, "If-None-Match"), etag)) {
		rp->status = 304; /* the body is not sent; its length is told */
		return OK;
	}
	return part(in, rp, coding == NULL);
}
