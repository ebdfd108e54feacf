/* map.c - from the globe to the drawing of the outlines.
 *
 * Albers equal-area conic on a sphere (J. P. Snyder, "Map Projections: A Working Manual", 1987,
 * p. 98): parallels 52 and 64 N, meridian 105 E, origin 60 N; then scaled into 0 0 1000 560.
 * The outlines that places_import_map takes are drawn so.
 */
#include "places/places_impl.h"

#include <math.h>

#define CONE_N  0.8434023999529445	/* (sin 52 + sin 64) / 2 */
#define CONE_C  1.7082593737614418
#define CONE_R0 0.5897979385165728
#define SCALE   761.9176351482082
#define LEFT    575.1694514518858
#define TOP     354.6184562381952
#define DEGREE  0.017453292519943295

void
places_project(double lat, double lon, double *ret_x, double *ret_y)
{
	double th, r;

	if (lon < 0)
		lon += 360; /* Chukotka goes over the 180th meridian */
	th = CONE_N * (lon - 105) * DEGREE;
	r = sqrt(CONE_C - 2 * CONE_N * sin(lat * DEGREE)) / CONE_N;
	*ret_x = r * sin(th) * SCALE + LEFT;
	*ret_y = -(CONE_R0 - r * cos(th)) * SCALE + TOP;
}

/* ---- boxes ----------------------------------------------------------------------- */

/* The next number of a path; *at moves behind it. */
static bool
number(struct str s, size_t *at, double *ret)
{
	size_t i = *at, from;
	double v = 0, unit = 1;
	bool minus = false;

	while (i < s.n && (s.p[i] == ' ' || s.p[i] == ','))
		i++;
	if (i < s.n && s.p[i] == '-') {
		minus = true;
		i++;
	}
	for (from = i; i < s.n && s.p[i] >= '0' && s.p[i] <= '9'; i++)
		v = v * 10 + (s.p[i] - '0');
	if (i < s.n && s.p[i] == '.')
		for (i++; i < s.n && s.p[i] >= '0' && s.p[i] <= '9'; i++)
			v += (s.p[i] - '0') * (unit /= 10);
	if (i == from)
		return false;
	*ret = minus ? -v : v;
	*at = i;
	return true;
}

/* Commands M, l and L with pairs of numbers, and z, as outlines have; others end the walk. */
bool
places_box_of(struct str path, struct places_box *ret)
{
	struct places_box b = { 1e9, 1e9, -1e9, -1e9 };
	double x = 0, y = 0, u, v;
	char cmd = 'M';

	for (size_t i = 0; i < path.n;) {
		char c = path.p[i];

		if (c == 'z' || c == 'Z' || c == ' ') {
			i++;
			continue;
		}
		if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')) {
			cmd = c;
			i++;
		}
		if (strchr("MLl", cmd) == NULL || !number(path, &i, &u) || !number(path, &i, &v))
			break;
		x = cmd == 'l' ? x + u : u;
		y = cmd == 'l' ? y + v : v;
		places_box_add(&b, &(struct places_box){ x, y, x, y });
	}
	*ret = b;
	return b.x0 <= b.x1;
}

void
places_box_add(struct places_box *b, const struct places_box *more)
{
	b->x0 = more->x0 < b->x0 ? more->x0 : b->x0;
	b->y0 = more->y0 < b->y0 ? more->y0 : b->y0;
	b->x1 = more->x1 > b->x1 ? more->x1 : b->x1;
	b->y1 = more->y1 > b->y1 ? more->y1 : b->y1;
}

void
places_box_frame(struct places_box *b)
{
	double w = (b->x1 - b->x0) * 1.5 + 10, h = (b->y1 - b->y0) * 1.5 + 10;
	double cx = (b->x0 + b->x1) / 2, cy = (b->y0 + b->y1) / 2;

	w = w < h * 1.4 ? h * 1.4 : w;
	h = w / 1.4;
	*b = (struct places_box){ cx - w / 2, cy - h / 2, cx + w / 2, cy + h / 2 };
}

bool
places_box_meet(const struct places_box *a, const struct places_box *b)
{
	return a->x0 <= b->x1 && b->x0 <= a->x1 && a->y0 <= b->y1 && b->y0 <= a->y1;
}
