/* data.h - what import and the demonstration share.
 *
 * Owns    nothing.
 * Memory  cli->arena.
 * Errors  as import.h.
 * Threads one.
 */
#pragma once
#include "cli/cli.h"
#include "law/law.h"

/* --short, --number, --title … are taken out of the arguments. */
void cli_acts_options(struct cli *c, struct law_meta *ret);
/* One file of acts; with --dry-run what was understood goes to stdout. */
MUST_USE enum err cli_acts(struct cli *c, struct web_thread *th, struct import *im,
    const char *file, struct str data, const struct law_meta *said);
/* What changed texts cite, or (all) what every text does. */
MUST_USE enum err cli_cites(struct cli *c, struct db *db, bool all);
