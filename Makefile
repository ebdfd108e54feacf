# Makefile - the only front door.
#
#   make            build/veche
#   make run        set up, build, load the demonstration, serve on 127.0.0.1:8080
#   make test       the whole gate
#   make deb        a Debian package: build/veche_VERSION_ARCH.deb
#   make help       the rest

SHELL := /bin/sh
.DEFAULT_GOAL := all
MAKEFLAGS += --no-builtin-rules
VERSION := $(shell cat VERSION 2>/dev/null || echo 0)

include mk/flags.mk
include mk/gen.mk

# ---- the program ----------------------------------------------------------------

KERNELS := base conf http db text calendar facet cite doc fetch search entry audit jobs web
SRC := $(foreach k,$(KERNELS),$(wildcard src/$(k)/*.c)) $(wildcard src/cli/*.c) src/main.c \
	$(foreach r,$(ROOMS),$(wildcard rooms/$(r)/*.c) $(wildcard rooms/$(r)/*/*.c))
SRC := $(filter-out $(wildcard rooms/*/test/*.c),$(SRC))
OBJ := $(SRC:%.c=$(B)/obj/%.o) $(GEN_C:build/gen/%.c=$(B)/obj/gen/%.o)
LIB_OBJ := $(filter-out $(B)/obj/src/main.o,$(OBJ))
ifeq ($(V),tsan) # its tests are of kernels below the rooms: the rest is not built for them
LIB_OBJ := $(filter-out $(B)/obj/rooms/% $(B)/obj/src/cli/% $(foreach r,$(ROOMS),$(B)/obj/gen/$(r)/%),$(LIB_OBJ))
endif

.PHONY: all
all: $(B)/veche

$(B)/veche: $(OBJ)
	$(CC) $(LDFLAGS) -o $@ $(OBJ) $(LDLIBS)

$(B)/libveche.a: $(LIB_OBJ)
	@rm -f $@
	ar rcs $@ $(LIB_OBJ)

$(B)/obj/%.o: %.c mk/flags.mk | gen
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) $(OWN) -c -o $@ $<

$(B)/obj/gen/%.o: build/gen/%.c mk/flags.mk | gen
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) -c -o $@ $<

-include $(OBJ:.o=.d)

# The manual page comes from the program's own tables.
build/veche.1: build/veche
	build/veche print man > $@

PREFIX ?= /usr/local
.PHONY: install
install: build/veche build/veche.1
	install -D -m 755 build/veche $(DESTDIR)$(PREFIX)/bin/veche
	install -D -m 644 build/veche.1 $(DESTDIR)$(PREFIX)/share/man/ru/man1/veche.1
	install -d $(DESTDIR)$(PREFIX)/share/veche
	cp -R demo $(DESTDIR)$(PREFIX)/share/veche/

.PHONY: deb
deb: build/veche build/veche.1
	@sh scripts/deb.sh

# ---- doors ------------------------------------------------------------------------

DB ?= build/demo.db
PORT ?= 8080

.PHONY: run
run:
	@sh scripts/setup.sh run
	@$(MAKE) --no-print-directory -s $(B)/veche
	@exec $(B)/veche demo --serve --db '$(DB)' --listen 127.0.0.1:$(PORT)

include mk/test.mk
include mk/po.mk

.PHONY: clean
clean:
	rm -rf build

.PHONY: room
room:
	@sh scripts/room.sh '$(NAME)'

.PHONY: help
help:
	@sed -n 's/^#   //p' Makefile mk/*.mk
