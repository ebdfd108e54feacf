/* clock.c - what time it is, and how long something took. */
#include "base/base.h"
#include <pthread.h>
#include <stdlib.h>
#include <time.h>

static int64_t fixed;
static bool is_fixed;
static pthread_once_t once = PTHREAD_ONCE_INIT;

/* YYYY-MM-DD or YYYY-MM-DDTHH:MM:SSZ, always UTC. */
static bool
parse(const char *z, int64_t *ret)
{
	struct tm tm = { 0 };
	const char *end;

	if (str_int(str_c(z), ret))
		return true;
	end = strptime(z, strlen(z) == 10 ? "%Y-%m-%d" : "%Y-%m-%dT%H:%M:%SZ", &tm);
	if (!end || *end)
		return false;
	*ret = timegm(&tm);
	return true;
}

static void
read_env(void)
{
	const char *z = getenv("VECHE_NOW");

	if (!z || !*z)
		return;
	is_fixed = parse(z, &fixed);
	if (!is_fixed)
		log_line(LOG_ERROR, "clock", "what=\"VECHE_NOW is no time, ignored\" value=%s", z);
}

int64_t
time_now(void)
{
	struct timespec t;

	pthread_once(&once, read_env);
	if (is_fixed)
		return fixed;
	clock_gettime(CLOCK_REALTIME, &t);
	return t.tv_sec;
}

int64_t
time_mono_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}
