/* metrics.c - counters of requests, in shards that threads share as little as they can. */
#include "web/metrics.h"

#include <pthread.h>
#include <stdatomic.h>

#define SHARDS 16

const char *const metrics_class_names[METRICS_CLASSES] = { "none", "asset", "read", "cache",
	"write", "slow" };
const int metrics_statuses[METRICS_STATUSES] = { 200, 204, 206, 301, 303, 304, 400, 401, 403, 404,
	405, 408, 409, 410, 412, 413, 415, 416, 422, 428, 429, 431, 500, 503, 0 };
const int64_t metrics_bounds[METRICS_BOUNDS] = { 1000, 2500, 5000, 10000, 25000, 50000, 100000,
	250000, 500000, 1000000, 2500000, 5000000 };

typedef _Atomic int64_t counter;

struct shard {
	_Alignas(64) counter requests[METRICS_CLASSES][METRICS_STATUSES];
	counter took[METRICS_CLASSES][METRICS_BOUNDS + 1];
	counter took_us[METRICS_CLASSES];
	counter bytes, cache[2];
};

static struct shard shards[SHARDS];
static atomic_uint next_shard;
static pthread_mutex_t server_lock = PTHREAD_MUTEX_INITIALIZER;
static struct http_server *server;

static struct shard *
mine(void)
{
	static _Thread_local struct shard *s;

	if (s == NULL)
		s = &shards[atomic_fetch_add(&next_shard, 1) % SHARDS];
	return s;
}

static void
add(counter *c, int64_t n)
{
	atomic_fetch_add_explicit(c, n, memory_order_relaxed);
}

static int64_t
get(counter *c)
{
	return atomic_load_explicit(c, memory_order_relaxed);
}

unsigned char
metrics_class(enum route_run run)
{
	switch (run) {
	case READ: return METRICS_READ;
	case CACHE: return METRICS_CACHE;
	case WRITE: return METRICS_WRITE;
	case SLOW: return METRICS_SLOW;
	}
	return METRICS_NONE;
}

void
metrics_request(unsigned char class, int status, size_t bytes, int64_t us)
{
	struct shard *s = mine();
	int c = class < METRICS_CLASSES ? class : METRICS_NONE, st = 0, b = 0;

	while (st < METRICS_STATUSES - 1 && metrics_statuses[st] != status)
		st++;
	while (b < METRICS_BOUNDS && us > metrics_bounds[b])
		b++;
	add(&s->requests[c][st], 1);
	add(&s->took[c][b], 1);
	add(&s->took_us[c], us);
	add(&s->bytes, (int64_t)bytes);
}

void
metrics_cache(bool hit)
{
	add(&mine()->cache[hit], 1);
}

void
metrics_read(struct metrics *ret)
{
	struct metrics m = { 0 };

	for (size_t i = 0; i < SHARDS; i++) {
		struct shard *s = &shards[i];

		for (int c = 0; c < METRICS_CLASSES; c++) {
			for (int k = 0; k < METRICS_STATUSES; k++)
				m.requests[c][k] += get(&s->requests[c][k]);
			for (int k = 0; k <= METRICS_BOUNDS; k++)
				m.took[c][k] += get(&s->took[c][k]);
			m.took_us[c] += get(&s->took_us[c]);
		}
		m.bytes += get(&s->bytes);
		m.cache_misses += get(&s->cache[0]);
		m.cache_hits += get(&s->cache[1]);
	}
	*ret = m;
}

void
metrics_server(struct http_server *s)
{
	pthread_mutex_lock(&server_lock);
	server = s;
	pthread_mutex_unlock(&server_lock);
}

bool
metrics_server_stats(struct http_stats *ret)
{
	bool there;

	pthread_mutex_lock(&server_lock);
	there = server != NULL;
	if (there)
		http_stats(server, ret);
	pthread_mutex_unlock(&server_lock);
	return there;
}
