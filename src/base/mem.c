/* mem.c - the heap behind arenas and buffers, and allocations that fail on request. */
#include "base/mem.h"
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* One a thread, so that a sweep in one thread stays repeatable while others work. */
static _Thread_local int64_t fail_in;
static _Thread_local bool fail_done;

void
alloc_fail_at(int64_t nth)
{
	fail_in = nth;
	fail_done = false;
}

bool
alloc_failed(void)
{
	return fail_done;
}

bool
mem_refused(void)
{
	if (fail_in == 0 || --fail_in > 0)
		return false;
	fail_in = 0;
	fail_done = true;
	return true;
}

void *
mem_alloc(size_t n)
{
	return mem_refused() ? NULL : malloc(n);
}

void *
mem_realloc(void *p, size_t n)
{
	return mem_refused() ? NULL : realloc(p, n);
}

void
mem_free(void *p)
{
	free(p);
}

int64_t
mem_resident(void)
{
	FILE *f = fopen("/proc/self/statm", "r");
	char line[128];
	char *rest = NULL;
	long long pages = 0;

	if (f == NULL)
		return 0;
	if (fgets(line, sizeof line, f) != NULL) { /* the whole size, then what is in memory */
		(void)strtoll(line, &rest, 10);
		pages = strtoll(rest, NULL, 10);
	}
	fclose(f);
	return pages > 0 ? pages * sysconf(_SC_PAGESIZE) : 0;
}
