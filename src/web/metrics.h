/* metrics.h - what this process counts of its own work.
 *
 * Owns    the counters; they begin at nought with the process.
 * Memory  fixed: some hundred KiB.
 * Errors  none.
 * Threads any. Each thread adds to a shard of its own, so nobody waits for a cache line.
 */
#pragma once
#include "http/http.h"
#include "web/web.h"

/* What a request was, by its route's cell `run`; none: refused before a route was found. */
enum metrics_class {
	METRICS_NONE, METRICS_ASSET, METRICS_READ, METRICS_CACHE, METRICS_WRITE, METRICS_SLOW,
	METRICS_CLASSES
};
extern const char *const metrics_class_names[METRICS_CLASSES];

/* Statuses counted one by one; the last stands for all others (0: never sent). */
#define METRICS_STATUSES 25
extern const int metrics_statuses[METRICS_STATUSES];
/* Upper bounds of the histogram, microseconds; one more bucket has no bound. */
#define METRICS_BOUNDS 12
extern const int64_t metrics_bounds[METRICS_BOUNDS];

struct metrics {
	int64_t requests[METRICS_CLASSES][METRICS_STATUSES];
	int64_t took[METRICS_CLASSES][METRICS_BOUNDS + 1];	/* not cumulative */
	int64_t took_us[METRICS_CLASSES];
	int64_t bytes, cache_hits, cache_misses;
};

unsigned char metrics_class(enum route_run run);
void metrics_request(unsigned char class, int status, size_t bytes, int64_t us);
void metrics_cache(bool hit);
void metrics_read(struct metrics *ret);
/* Whose connections are told of; NULL: none yet or no more. */
void metrics_server(struct http_server *s);
bool metrics_server_stats(struct http_stats *ret);
