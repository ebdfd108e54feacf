/* score.c - one number to sort a list of measures by, and what it is made of. */
#include "navigator/match/match.h"

#define FAR 180		/* days after which a deadline gives nothing */

static const int base[] = { [MATCH_NO] = 0, [MATCH_UNKNOWN] = 200, [MATCH_YES] = 600 };

static int
share(int met, int total, int most)
{
	return total > 0 ? met * most / total : 0;
}

static int
near(int days_left)
{
	if (days_left == MATCH_NO_DEADLINE)
		return 60;
	if (days_left < 0 || days_left >= FAR)
		return 0;
	return 250 * (FAR - days_left) / FAR;
}

static int
narrow(enum match_level level)
{
	return level == LEVEL_LOCAL ? 150 : level == LEVEL_REGION ? 75 : 0;
}

/* Points by part: verdict, conditions met, deadline, level. */
static void
parts(enum verdict v, int met, int total, enum match_level level, int days_left, int ret[4])
{
	int part = v == MATCH_YES ? 1 : 5; /* UNKNOWN: a fifth of what a sure fit gets */

	ret[0] = base[v];
	ret[1] = v == MATCH_UNKNOWN ? share(met, total, 250) :
	    v == MATCH_NO           ? share(met, total, 100) :
				      0;
	ret[2] = v == MATCH_NO ? 0 : near(days_left) / part;
	ret[3] = v == MATCH_NO ? 0 : narrow(level) / part;
}

int
match_score(enum verdict v, int met, int total, enum match_level level, int days_left)
{
	int p[4];

	parts(v, met, total, level, days_left, p);
	return p[0] + p[1] + p[2] + p[3];
}

enum err
match_score_explain(struct arena *a, enum verdict v, int met, int total,
    enum match_level level, int days_left, bool en, struct match_score *ret)
{
	static const char *const verdicts[2][3] = {
		{ "Не подходит", "Не хватает данных", "Подходит" },
		{ "Does not fit", "Data are missing", "Fits" },
	};
	static const char *const levels[2][3] = {
		{ "Федеральная мера", "Региональная мера: заявок меньше",
		    "Местная мера: заявок меньше всего" },
		{ "Federal measure", "Regional measure: fewer rivals",
		    "Local measure: fewest rivals" },
	};
	struct match_score s = { 0 };
	struct str text[4];
	int p[4];
	size_t i;

	parts(v, met, total, level, days_left, p);
	text[0] = str_c(verdicts[en][v]);
	text[1] = str_fmt(a, en ? "Conditions met: %d of %d" :
	    "Выполнено условий: %d из\xc2\xa0%d", met, total);
	text[2] = days_left == MATCH_NO_DEADLINE ?
	    str_c(en ? "Open all year" : "Заявки принимают весь год") :
	    str_fmt(a, en ? "Days to the deadline: %d" : "Дней до срока: %d", days_left);
	text[3] = str_c(levels[en][level]);
	if (text[1].p == NULL || text[2].p == NULL)
		return E_NOMEM;
	for (i = 0; i < LEN(p); i++) {
		s.score += p[i];
		if (i == 0 || p[i] > 0)
			s.part[s.n++] = (struct match_points){ p[i], text[i] };
	}
	*ret = s;
	return OK;
}
