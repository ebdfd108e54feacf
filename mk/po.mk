# po.mk - texts in two languages. Russian is in the source; po/en.po is the English.
#
#   make po         bring new texts to po/en.po
#   make po-check   fails when one has no translation

PO_SRC = $(wildcard src/*/*.c src/*/*.def rooms/*/*.c rooms/*/*.h) $(GEN_C)
PO_KEYS := -kN_ -ktr:2 -ktrf:2 -ktrn:3 -kput_tr:3 -kput_trf:3 -kput_trn:4 -knotice:2 -kERR:4 \
	-kF_TEXT:3 -kF_INT:3 -kF_REAL:3 -kF_BOOL:3 -kF_DAY:3 -kF_CHOICE:3

build/veche.pot: $(GEN_C) $(wildcard src/*/*.c rooms/*/*.c)
	@xgettext -L C --from-code=UTF-8 --no-location --omit-header -s $(PO_KEYS) -o $@ $(PO_SRC)

.PHONY: po po-check
po: build/veche.pot
	msgmerge -q --update --backup=none --no-fuzzy-matching --no-wrap po/en.po $<
	@msgattrib --untranslated --no-obsolete po/en.po | grep -c '^msgid' || true

po-check: build/veche.pot
	@msgcmp --use-untranslated po/en.po $< 2>&1 | grep . && exit 1; \
	n=$$(msgattrib --untranslated --no-obsolete po/en.po | grep -c '^msgstr ""'); \
	if [ "$$n" -gt 0 ]; then echo "po/en.po: $$n texts have no translation (make po, then translate)"; exit 1; fi
