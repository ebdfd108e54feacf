/* zone.c - which time the clocks of a territory show. */
#include "places/places.h"

static const struct zone { const char *digits; int hours; } zones[] = {
#define ZONE(digits, hours) { digits, hours },
#include "places/zones.def"
#undef ZONE
};

int
places_zone(struct str code, int other)
{
	size_t longest = 0;
	int found = other;

	for (size_t i = 0; i < LEN(zones); i++) {
		size_t n = strlen(zones[i].digits);

		if (n > longest && code.n >= n && memcmp(code.p, zones[i].digits, n) == 0) {
			longest = n;
			found = zones[i].hours * 60;
		}
	}
	return found;
}
