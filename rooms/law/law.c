/* law.c - the room in the list of rooms. It has no pages so far and stands in no menu. */
#include "law/law.h"

const struct room law_room = { .name = "law", .url = "/law" };
