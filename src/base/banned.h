/* banned.h - calls that nobody here makes; forced into each of our files by the Makefile.
 *
 * Owns    nothing.
 * Memory  nothing.
 * Errors  a banned call does not compile, and its name says why.
 * Threads nothing.
 *
 * The headers that declare these names come first: declared once, they may be
 * hidden without breaking what is included later.
 */
#pragma once
#ifndef _GNU_SOURCE
#define _GNU_SOURCE 1
#endif
#include <alloca.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define BANNED(func) sorry_##func##_is_a_banned_function

/* No bound: str_dup, str_fmt, buf_put, snprintf. */
#undef strcpy
#define strcpy(to, from) BANNED(strcpy)
#undef strcat
#define strcat(to, from) BANNED(strcat)
#undef sprintf
#define sprintf(...) BANNED(sprintf)
#undef vsprintf
#define vsprintf(...) BANNED(vsprintf)
#undef gets
#define gets(to) BANNED(gets)
#undef alloca
#define alloca(n) BANNED(alloca)

/* Hidden state, or failure that looks like zero: str_cut, str_int, str_real. */
#undef strtok
#define strtok(s, sep) BANNED(strtok)
#undef atoi
#define atoi(s) BANNED(atoi)
#undef atol
#define atol(s) BANNED(atol)
#undef atof
#define atof(s) BANNED(atof)

/* One answer shared by all threads: gmtime_r, and the town's own time zone. */
#undef localtime
#define localtime(t) BANNED(localtime)
#undef gmtime
#define gmtime(t) BANNED(gmtime)
#undef ctime
#define ctime(t) BANNED(ctime)

/* A shell is no part of a server; chance comes from rand_bytes. */
#undef system
#define system(cmd) BANNED(system)
#undef popen
#define popen(cmd, mode) BANNED(popen)
#undef rand
#define rand() BANNED(rand)
#undef srand
#define srand(seed) BANNED(srand)
