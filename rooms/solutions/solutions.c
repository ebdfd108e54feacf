/* solutions.c - the room: its routes. */
#include "solutions/api.h"
#include "solutions/kept.h"
#include "solutions/sol_impl.h"

#define ROUTE(verb, path, fn, who, at, csrf, body, rate, run) \
	{ #verb, path, #fn, solutions_##fn, ROLE_##who, at, csrf, body, rate, run },
static const struct route routes[] = {
#include "solutions/routes.def"
};
#undef ROUTE

const struct room solutions_room = {
	.name = "solutions", .title = N_("Готовые решения"), .url = "/solutions",
	.routes = routes, .n_routes = LEN(routes),
	.ops = sol_ops, .n_ops = SOL_OPS,
	.person = &solutions_person_hook,
};
