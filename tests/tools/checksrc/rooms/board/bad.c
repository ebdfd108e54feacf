#include "gen/places/q.h"
#include "places/impl.h"
#include "places/match/places.h"
