/* sheet.c - a spreadsheet made in memory. */
#include "web/sheet.h"

#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>
#include <xlsxwriter.h>

static enum err
take_file(int fd, struct buf *out)
{
	char part[16384];
	off_t at = 0;
	ssize_t n;

	while ((n = pread(fd, part, sizeof part, at)) > 0) {
		buf_put(out, (struct str){ part, (size_t)n });
		at += n;
	}
	return n < 0 ? E_IO : buf_err(out);
}

static enum err
make(struct req *rq, bool large, sheet_fill *fill, void *ctx, int fd)
{
	lxw_doc_properties made = {
		.created = (time_t)day_start(rq->ui.today, rq->ui.tz_min)
	};
	lxw_workbook_options options = { .constant_memory = large };
	lxw_workbook *book;
	char path[64];
	enum err e;

	snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	book = workbook_new_opt(path, &options);
	if (book == NULL)
		return E_NOMEM;
	e = workbook_set_properties(book, &made) == LXW_NO_ERROR ? fill(ctx, book) : E_NOMEM;
	if (workbook_close(book) != LXW_NO_ERROR && e == OK) /* frees it, whatever it says */
		e = E_IO;
	return e == OK ? take_file(fd, rq->out) : e;
}

/* The library writes to a file by name: one in memory, known by its descriptor. */
enum err
sheet_make(struct req *rq, bool large, sheet_fill *fill, void *ctx)
{
	int fd = memfd_create("sheet", MFD_CLOEXEC);
	enum err e;

	if (fd < 0)
		return E_IO;
	e = make(rq, large, fill, ctx, fd);
	close(fd);
	return e;
}
