#include "base/base.h"

void *
mem(size_t n)
{
	return malloc(n);
}
