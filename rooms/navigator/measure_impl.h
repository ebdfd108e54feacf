/* measure_impl.h - what the pages of one measure share: its terms, who asks, how it is said.
 *
 * Owns    the process-wide snapshot of municipalities with their passports (fits_munis.c).
 * Memory  the arena given; struct nav_munis is the snapshot's own and lives until the thread
 *         asks again, as the places index does.
 * Errors  as web.h.
 * Threads a struct measure belongs to one request.
 */
#pragma once
#include "gen/navigator/q.h"
#include "navigator/forecast.h"
#include "navigator/pages_impl.h"

struct nav_strs { struct str *p; size_t n; };

/* ---- one measure ----------------------------------------------------------------- */

/* What must be true of a municipality: the rule, the kinds of applicants (bits; 0: any the rule
 * lets), the territories. Those are places in force; a settlement brings its municipality along. */
struct nav_terms {
	struct rule rule;
	uint64_t applicants;
	bool bounded;		/* false: the whole country */
	int64_t *places; size_t n_places;
};
struct measure {
	struct q_measure_get row;
	struct q_places_of_rows places;
	struct nav_terms terms;
	struct str rule_problem;	/* the stored rule does not read: it says no to everyone */
	int status;			/* enum navigator_status today */
};
/* A published one; E_NOT_FOUND. */
MUST_USE enum err nav_measure(struct web_thread *th, struct db *db, struct arena *a, struct str key,
    int32_t today, bool en, struct measure *ret);
/* A draft or an archived one too: for curators. */
MUST_USE enum err nav_measure_any(struct web_thread *th, struct db *db, struct arena *a,
    struct str key, int32_t today, bool en, struct measure *ret);
/* The rule of stored JSON; when it does not read, one that nobody meets, and why. */
MUST_USE enum err nav_rule(struct arena *a, const struct places_index *x, struct str json, bool en,
    struct rule *ret, struct str *ret_problem);
MUST_USE enum err nav_terms_places(struct arena *a, const struct places_index *x,
    const int64_t *ids, size_t n, struct nav_terms *t);
/* «вся Россия»; «Ивановская область, Пермский край и ещё 3». */
struct str nav_where(const struct ui *ui, const struct q_places_of_rows *places);

/* ---- does it fit ----------------------------------------------------------------- */

struct nav_fit {
	enum verdict verdict;	/* territories and kind of applicant are part of it */
	bool outside;		/* the municipality lies elsewhere */
	bool not_theirs;	/* this kind of applicant may not apply */
	struct match_answer answer;
};
bool nav_reaches(const struct nav_terms *t, const struct passport *p);
enum verdict nav_verdict(const struct nav_terms *t, const struct passport *p, uint64_t applicant);
MUST_USE enum err nav_fit(struct arena *a, const struct nav_terms *t, const struct passport *p,
    uint64_t applicant, bool en, struct nav_fit *ret);
/* What decided, a sentence each; never empty. */
MUST_USE enum err nav_reasons(const struct ui *ui, const struct nav_terms *t, struct str where,
    const struct nav_fit *fit, struct nav_strs *ret);
/* «муниципалитет или ТОС» */
struct str nav_applicants(const struct ui *ui, uint64_t mask);
/* From «tos»; else the municipality when it may apply, else the first that may. */
uint64_t nav_applicant(struct str code, uint64_t admitted);
enum match_level nav_level(int64_t level);
int nav_days(struct opt_int closes, int32_t today);	/* for match_score */

/* All municipalities in force, most people first; by_name: the same by short name. */
struct nav_town { struct str code, name, region, region_code; int64_t population; };
struct nav_munis {
	struct passport *passports; struct nav_town *towns; uint32_t *by_name; size_t n;
};
MUST_USE enum err nav_munis(struct web_thread *th, const struct nav_munis **ret);

/* ---- who asks -------------------------------------------------------------------- */

struct nav_asker {
	int place;			/* -1: nobody */
	struct str code, name;
	struct passport passport;
	uint64_t applicant;
	struct str note;		/* why not: the place asked for is not a municipality */
	struct str typed;		/* what was typed, when it names several places or none */
	int *choices; size_t n_choices;	/* which may be meant */
};
/* ?place= or ?q=, the reader's municipality, the first one a signed reader works for; ?as=. */
MUST_USE enum err nav_asker(struct req *rq, const struct places_index *x, struct nav_asker *ret);

/* ---- how it is said -------------------------------------------------------------- */

/* «От 5 до 60 млн ₽» */
struct str nav_amount(const struct ui *ui, struct opt_int min, struct opt_int max);
struct str nav_cofin(const struct ui *ui, struct opt_real min, struct opt_real max);
struct str nav_left(const struct ui *ui, int64_t days);	/* «ещё 7 дней», «сегодня последний день» */
struct str nav_mask_words(const struct ui *ui, enum list l, int64_t mask);
/* When the next round will open, by the rounds of past years and the present one. */
MUST_USE enum err nav_forecast(struct arena *a, const struct q_rounds_rows *rounds,
    struct opt_int opens, struct opt_int closes, int32_t today, struct forecast *ret);
struct str nav_absolute(const struct ui *ui, struct str path);	/* with scheme and host */
