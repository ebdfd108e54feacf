/* rnd.c - random bytes from the kernel. */
#include "base/base.h"
#include <errno.h>
#include <sys/random.h>

void
rand_bytes(void *p, size_t n)
{
	char *at = p;

	while (n) {
		ssize_t got = getrandom(at, n, 0);

		/* Without chance there are no secrets: nothing may go on. */
		ASSERT(got > 0 || errno == EINTR);
		if (got > 0) {
			at += got;
			n -= (size_t)got;
		}
	}
}
