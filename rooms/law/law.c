/* law.c - the room: its jobs. */
#include "jobs/jobs.h"
#include "law/kept.h"
#include "law/law_impl.h"

static const struct job_kind jobs[] = {
	{ .name = "law.show", .title = N_("Право: редакции, вступившие в силу, — в поиск"),
	    .fn = law_show_due, .every_s = 3600, .lease_s = 300 },
};

const struct room law_room = { .name = "law", .url = "/law", .jobs = jobs, .n_jobs = LEN(jobs),
	.person = &law_person_hook };
