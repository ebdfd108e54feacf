/* views.h - what the pages of law/ show.
 *
 * Owns    nothing.
 * Memory  the request's arena.
 * Errors  none.
 * Threads one page.
 */
#pragma once
#include "law/views_lawyer.h"
