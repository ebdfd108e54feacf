# test.mk - the gate and its parts.
#
#   make test       everything below but soak and bench; ends in «N passed, N failed»
#   make unit       C tests with sanitizers, on SQLite and PostgreSQL
#   make journeys   stories and pages over HTTP and in Chromium, on both
#   make lint       checksrc, clang-format, clang-tidy, cppcheck, clang's warnings
#   make fuzz       replay corpus and regress, then 20 s a target (FUZZ_S=)
#   make bench      ratios against nginx, Fossil and PostgreSQL, with sizes
#   make eval       how well questions of law are answered, plain BM25 beside (EVAL_DATA=../shared/data)
#   make soak       the long ones
#   make security   sqlmap, wapiti, slowhttptest against the demonstration; SECURITY=quick is shorter
#   make dist       release tarball with the browser's files built
#   make screenshots  the pictures of the README, off the demonstration
#   make fresh-check  both README commands in a bare Debian
#   make deb-check  the package installed in a bare Debian, serving
#   make office-check  our DOCX and ODT through LibreOffice, and its files read by us

UNIT_SRC := $(wildcard tests/unit/*/*_test.c tests/unit/*/test_*.c rooms/*/test/*_test.c)
MATCH_EXTRA := $(wildcard tests/unit/match/brute.c tests/unit/match/tree.c)
UNIT_BIN := $(UNIT_SRC:%.c=$(B)/t/%)

# A test brings its own main; what it shares stands beside it.
$(B)/t/%: %.c $(B)/libveche.a $(MATCH_EXTRA)
	@mkdir -p $(@D)
	$(CC) $(filter-out -MMD -MP,$(CFLAGS)) -Wno-unused-function -Itests -I$(<D) -MMD -MP -MF $@.d -o $@ $< \
	  $(if $(findstring unit/match,$<),$(MATCH_EXTRA)) $(B)/libveche.a $(TEST_LDFLAGS) $(LDLIBS) -lcmocka

-include $(UNIT_BIN:%=%.d)

.PHONY: eval screenshots security test unit-build journeys unit lint fuzz bench soak dist fresh-check deb-check office-check
unit-build: $(UNIT_BIN)

test:
	@sh scripts/setup.sh test
	@node tests/gate.mjs all

unit:
	@node tests/gate.mjs unit

journeys:
	@node tests/gate.mjs journeys

lint:
	@node tests/gate.mjs lint

FUZZ := $(basename $(notdir $(wildcard tests/fuzz/fuzz_*.c)))
$(B)/fuzz/%: tests/fuzz/%.c $(B)/libveche.a
	@mkdir -p $(@D)
	$(CC) $(filter-out -MMD -MP,$(CFLAGS)) -Itests -o $@ $< $(B)/libveche.a $(LDFLAGS) $(LDLIBS)
.PHONY: fuzz-build
fuzz-build: $(FUZZ:%=$(B)/fuzz/%)

fuzz:
	@node tests/gate.mjs fuzz

BENCH_BIN := $(B)/t/bench/match_bench $(B)/t/bench/search_bench $(B)/t/bench/cite_bench
$(B)/t/bench/%: tests/bench/%.c tests/bench/words.c $(wildcard tests/bench/*.h) $(B)/libveche.a
	@mkdir -p $(@D)
	$(CC) $(filter-out -MMD -MP,$(CFLAGS)) -Itests/bench -o $@ $(filter %.c,$^) $(B)/libveche.a $(LDFLAGS) $(LDLIBS)

bench: $(B)/veche $(BENCH_BIN)
	@sh scripts/setup.sh test
	@sh tests/bench/run.sh

# Questions with the articles that answer them are no part of the repository.
EVAL_DATA ?= ../shared/data
$(B)/t/eval/eval: $(wildcard tests/eval/*.c tests/eval/*.h) $(B)/libveche.a
	@mkdir -p $(@D)
	$(CC) $(filter-out -MMD -MP,$(CFLAGS)) -Itests/eval -o $@ $(filter %.c,$^) $(B)/libveche.a $(LDFLAGS) $(LDLIBS)

eval:
	@if [ -d '$(EVAL_DATA)/laws' ]; then \
	  $(MAKE) --no-print-directory -s $(B)/t/eval/eval && $(B)/t/eval/eval '$(EVAL_DATA)' demo/situations $(EVAL); \
	else echo "eval: $(EVAL_DATA) is not there: nothing to measure on"; fi

screenshots: $(B)/veche
	@sh scripts/setup.sh test
	@node scripts/screenshots.mjs

security: $(B)/veche
	@sh scripts/setup.sh security
	@node tests/security/run.mjs

soak:
	@node tests/gate.mjs soak

dist:
	@sh scripts/dist.sh

fresh-check:
	@sh scripts/fresh-check.sh

deb-check: deb
	@sh scripts/deb-check.sh

office-check: $(B)/veche
	@sh scripts/office-check.sh
