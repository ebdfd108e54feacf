# flags.mk - compilers, warnings, variants. V= picks a variant: (release), asan, tsan, fuzz (by clang).
#
#   make V=asan     build/asan/veche with AddressSanitizer and UBSan

V ?=
COMMA := ,
B := build$(if $(V),/$(V))
CC := gcc
PKGS := libmicrohttpd sqlite3 libpq hunspell libsodium json-c xlsxwriter libcmark libutf8proc zlib libcurl liboath libqrencode librhonabwy libxml-2.0 libzip
PKG_CFLAGS := $(shell pkg-config --cflags $(PKGS) 2>/dev/null)
LDLIBS := $(shell pkg-config --libs $(PKGS) 2>/dev/null) -lstemmer -lroaring -lm -lpthread

WARN := -Wall -Wextra -Wpedantic -Wshadow -Wcast-qual -Wwrite-strings -Wvla -Wswitch-enum \
	-Wmissing-prototypes -Wstrict-prototypes -Wconversion -Wno-sign-conversion -Werror
HARDEN := -fstack-protector-strong -D_FORTIFY_SOURCE=2 -fPIE -fcf-protection
OPT := -O2 -g
CFLAGS = -std=c11 -D_GNU_SOURCE $(OPT) $(HARDEN) $(WARN) $(GEN_WARN) -MMD -MP -Isrc -Irooms -Ibuild $(PKG_CFLAGS) \
	-DVECHE_VERSION='"$(VERSION)"'
# Our own sources, not generated ones, may not call what is banned.
OWN := -include src/base/banned.h
LDFLAGS = -pie -Wl,-z,relro,-z,now $(SAN)

ifeq ($(V),asan)
  OPT := -O1 -g -fno-omit-frame-pointer
  HARDEN := -fPIE
  SAN := -fsanitize=address,undefined -fno-sanitize-recover=undefined
  CFLAGS += $(SAN)
else ifeq ($(V),tsan)
  OPT := -O1 -g
  HARDEN := -fPIE
  SAN := -fsanitize=thread
  CFLAGS += $(SAN)
else ifeq ($(V),fuzz)
  # Memory in large pages: a fifth less to compile, since a page touched anew is what a compiler pays for.
  CC := GLIBC_TUNABLES=glibc.malloc.hugetlb=1 clang
  # Half the time of building at -O1; reports name lines, nobody steps through it.
  OPT := -O0 -gline-tables-only -fno-omit-frame-pointer
  HARDEN :=
  SAN := -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=undefined
  CFLAGS += $(SAN)
  # Eighty programs are linked: half the time with this linker, where there is one.
  LDFLAGS := -fsanitize=fuzzer,address,undefined $(if $(shell command -v ld.lld),-fuse-ld=lld -Wl$(COMMA)--threads=1)
endif
# A test brings its own main.
TEST_LDFLAGS = $(subst fuzzer$(COMMA),,$(LDFLAGS))
