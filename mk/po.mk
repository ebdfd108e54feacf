# po.mk - texts in two languages. Russian is in the source; po/en.po is the English.
#
#   make po         bring new texts to po/en.po, drop those no longer used
#   make po-check   fails when one has no translation

# Pages come as generated C. Tables with an English column of their own are not read for it.
PO_SRC := $(filter-out rooms/_new/%,$(wildcard src/*/*.c rooms/*/*.c rooms/*/*.h) \
	$(foreach r,$(ROOMS),$(wildcard rooms/$(r)/*/*.c))) src/base/err.def src/conf/settings.def rooms/admin/actions.def \
	rooms/navigator/match/fields.def rooms/navigator/export_columns.def $(filter %/v.c,$(GEN_C))
PO_SRC := $(filter-out $(wildcard rooms/*/test/*),$(PO_SRC))
# Which argument of what is a msgid.
PO_KEYS := -k -kN_ -ktr:2 -ktrf:2 -ktrn:3 -kput_tr:3 -kput_trf:3 -kput_trn:4 -knotice:2 -kERR:4 -kSET:7 -kACTION:2 \
	-kF_TEXT:3 -kF_INT:3 -kF_REAL:3 -kF_BOOL:3 -kF_DAY:3 -kF_CHOICE:3 \
	-kAPI_F:3 -kAPI_FX:3 -kAPI_PART:3 -kAPI_CELL_AT:3 -kAPI_CODES_OF:3 -kCOLUMN:3 -kFIELD:8

# The header is ours (po/en.po): a date in it would change with every run.
# A call gives one msgid: the second text of a field is read in a second turn.
XGETTEXT := xgettext -L C --from-code=UTF-8 --no-location -s
build/veche.pot: $(PO_SRC) mk/po.mk
	@{ $(XGETTEXT) $(PO_KEYS) -o $@.new $(PO_SRC) && \
	  $(XGETTEXT) -j -k -kFIELD:9 -o $@.new $(filter %/fields.def,$(PO_SRC)) && \
	  $(XGETTEXT) -j -k -kSET:6 -o $@.new $(filter %/settings.def,$(PO_SRC)); } 2>$@.log || { cat $@.log; exit 1; }
	@sed -e '/^"POT-Creation-Date/d' -e '/^#, c-format$$/d' $@.new > $@ && rm $@.new $@.log

.PHONY: po po-check
po: build/veche.pot
	@msgmerge -q --no-fuzzy-matching --no-wrap -s po/en.po $< | msgattrib --no-obsolete --no-wrap -s -o $<.en -
	@cmp -s $<.en po/en.po || cp $<.en po/en.po
	@msgattrib --untranslated --no-wrap po/en.po | sed -n '/^msgid ""$$/d; s/^msgid /no translation: /p'

po-check: build/veche.pot
	@msgcmp --no-fuzzy-matching po/en.po $< 2>$<.log || { grep -v 'warning: this message is not used' $<.log; \
	  echo 'po/en.po lacks the English of some texts: make po names them'; exit 1; }
