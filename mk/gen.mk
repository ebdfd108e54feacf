# gen.mk - the generators, and what they make into build/gen/. Rooms are those of rooms.def.

ROOMS := $(shell sed -n 's/^ROOM(\([a-z_]*\)).*/\1/p' rooms/rooms.def)
T := build/tools
TOOL_CFLAGS := -std=c11 -D_GNU_SOURCE -O1 -g -Wall -Wextra -Wpedantic -Wshadow -Werror
SCHEMA := $(foreach k,web entry search audit jobs,$(addprefix $(k)=,$(sort $(wildcard src/$(k)/schema/*.sql)))) \
	$(foreach r,$(ROOMS),$(addprefix $(r)=,$(sort $(wildcard rooms/$(r)/schema/*.sql))))
SCHEMA_FILES := $(foreach s,$(SCHEMA),$(word 2,$(subst =, ,$(s))))
queries_of = $(wildcard src/$(1)/queries*.sql rooms/$(1)/queries*.sql)
views_of = $(wildcard src/$(1)/views/*.html rooms/$(1)/views/*.html)
QUERIED := $(foreach q,web entry audit jobs $(ROOMS),$(if $(call queries_of,$(q)),$(q)))
ALL_QUERIES := $(foreach q,$(QUERIED),$(call queries_of,$(q)))
G := build/gen
VIEWED := $(foreach r,web $(ROOMS),$(if $(call views_of,$(r)),$(r)))

GEN_C := $(G)/steps.c $(G)/assets.c $(foreach q,$(QUERIED),$(G)/$(q)/q.c) $(foreach r,$(VIEWED),$(G)/$(r)/v.c)
GEN_H := $(G)/ids.h $(G)/queried.def $(G)/steps.h $(G)/assets.h $(foreach q,$(QUERIED),$(G)/$(q)/q.h) \
	$(foreach r,$(VIEWED),$(G)/$(r)/v.h) $(foreach r,$(ROOMS),$(if $(wildcard rooms/$(r)/routes.def),$(G)/$(r)/u.h))

.PHONY: gen
gen: $(GEN_C) $(GEN_H)

$(T)/tplc: $(wildcard tools/tplc*.c tools/*.h) tools/tool.c
$(T)/sqlc: $(wildcard tools/sqlc*.c tools/*.h) tools/tool.c
$(T)/assetc: $(wildcard tools/assetc*.c tools/*.h) tools/tool.c
$(T)/checksrc: $(wildcard tools/checksrc*.c tools/*.h) tools/tool.c
$(T)/routec: tools/routec.c
$(T)/stepc: tools/stepc.c
$(T)/tplc $(T)/sqlc $(T)/assetc $(T)/checksrc $(T)/routec $(T)/stepc:
	@mkdir -p $(T)
	gcc $(TOOL_CFLAGS) -o $@ $(filter %.c,$^) $(if $(findstring sqlc,$@),-lsqlite3)

# Every file reads it: it is made anew, and they with it, when there is another kind of id, not another query.
$(G)/ids.stamp: $(ALL_QUERIES) $(T)/sqlc
	@mkdir -p $(@D)
	$(T)/sqlc --ids $(G)/ids.new $(ALL_QUERIES)
	@cmp -s $(G)/ids.new $(G)/ids.h && rm $(G)/ids.new || mv $(G)/ids.new $(G)/ids.h
	@touch $@
$(G)/ids.h: $(G)/ids.stamp
	@test -e $@ || { rm -f $<; $(MAKE) --no-print-directory $<; }

# Who has statements, for the test that prepares them all.
$(G)/queried.def: rooms/rooms.def mk/gen.mk $(ALL_QUERIES)
	@mkdir -p $(@D)
	@printf 'QUERIED(%s)\n' $(QUERIED) > $@

$(G)/schema.list: $(SCHEMA_FILES) rooms/rooms.def
	@mkdir -p $(@D)
	@printf '%s\n' $(SCHEMA_FILES) > $@

$(G)/steps.h: mk/gen.mk
	@mkdir -p $(@D)
	@printf '#pragma once\n#include "db/db.h"\nextern const struct db_step db_steps[];\nextern const size_t db_steps_n;\n' > $@

$(G)/steps.c: $(SCHEMA_FILES) $(T)/stepc rooms/rooms.def
	@mkdir -p $(@D)
	$(T)/stepc $@ $(SCHEMA)

define QUERIES
$(G)/$(1)/q.c $(G)/$(1)/q.h &: $$(call queries_of,$(1)) $(G)/schema.list $(T)/sqlc
	@mkdir -p $$(@D)
	$(T)/sqlc $(1) $(G)/$(1)/q.h $(G)/$(1)/q.c $(G)/schema.list $$(call queries_of,$(1))
endef
$(foreach q,$(QUERIED),$(eval $(call QUERIES,$(q))))

define VIEWS
$(G)/$(1)/v.c $(G)/$(1)/v.h &: $$(call views_of,$(1)) $(T)/tplc
	@mkdir -p $$(@D)
	$(T)/tplc $(1) $(G)/$(1)/v.h $(G)/$(1)/v.c $$(call views_of,$(1))
endef
$(foreach r,$(VIEWED),$(eval $(call VIEWS,$(r))))

define LINKS
$(G)/$(1)/u.h: rooms/$(1)/routes.def $(T)/routec
	@mkdir -p $$(@D)
	$(T)/routec $(1) $$@ $$<
endef
$(foreach r,$(ROOMS),$(eval $(call LINKS,$(r))))

include mk/assets.mk

# For tools that read our sources as the compiler does.
.PHONY: print-pkgs
print-pkgs:
	@echo '$(PKG_CFLAGS)'
