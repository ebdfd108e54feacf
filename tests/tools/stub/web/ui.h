/* A stand-in for web/ui.h: only what generated pages call. */
#pragma once
#include "base/base.h"

struct ui { struct buf *out; };

void put_tr(struct buf *out, const struct ui *ui, const char *ru);
void put_trf(struct buf *out, const struct ui *ui, const char *ru, const struct str *args, int n);
void put_trn(struct buf *out, const struct ui *ui, int64_t n, const char *forms);
#define put_href_x(out, x) _Generic((x), struct str: put_href, struct html: put_html)((out), (x))
#define put_url_x(out, x) _Generic((x), struct str: put_url, struct html: put_html)((out), (x))
