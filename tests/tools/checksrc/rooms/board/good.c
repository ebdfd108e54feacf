#include "board/board.h"
#include "gen/board/q.h"
#include "jobs/jobs.h"
#include "places/places.h"
