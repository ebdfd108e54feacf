/* mem.h - the one door to the heap, for base/ alone.
 *
 * Owns    the countdown of alloc_fail_at, one a thread.
 * Memory  what mem_alloc gives is ended by mem_free.
 * Errors  NULL when the heap is out, or when the test asked for it.
 * Threads any.
 */
#pragma once
#include "base/base.h"

struct arena;

/* True when the test asked this very allocation to fail. */
bool mem_refused(void) MUST_USE;
void *mem_alloc(size_t n) MUST_USE;
void *mem_realloc(void *p, size_t n) MUST_USE;
void mem_free(void *p);

/* As arena_grow, but what is gained is not zeroed: for buf, text and vec. */
void *arena_grow_raw(struct arena *a, void *old, size_t old_n, size_t new_n) MUST_USE;
