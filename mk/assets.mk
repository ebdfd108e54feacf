# assets.mk - css, scripts, fonts and icons: gathered from npm's packages by scripts/assets.mjs
# (a release tarball brings dist-assets/ instead), packed, compiled in under hashed names.

ASSETS_SRC := $(wildcard assets/css/*.css assets/js/*.js assets/icons/*.svg) assets/icons.list \
	assets/mark.svg
A := build/assets
S := build/served

$(A)/.done: $(ASSETS_SRC) scripts/assets.mjs scripts/assets.sh package.json
	@[ -d dist-assets ] || [ -d node_modules ] || sh scripts/setup.sh run
	@sh scripts/assets.sh
	@touch $@

build/en.mo: po/en.po
	@mkdir -p build
	msgfmt --check-format -o $@ $<

# The topic tree and the synonyms go in too: `veche init` lays them into a new database.
# The same files as served (references rewritten), with .gz and .br beside.
$(S)/.done: $(A)/.done build/en.mo $(T)/assetc demo/navigator/topics.json demo/words/synonyms.tsv
	@rm -rf $(S) && mkdir -p $(S)
	$(T)/assetc --rewrite $(S) \
	  css:veche.css=$(A)/normalize.css,$(A)/base.css,$(A)/components.css,$(A)/pages.css \
	  $$(for f in $(A)/*.woff2 $(A)/*.js $(A)/*.svg $(A)/*.txt; do echo "$${f##*/}=$$f"; done) \
	  en.mo=build/en.mo topics.json=demo/navigator/topics.json synonyms.txt=demo/words/synonyms.tsv
	@for f in $(S)/*.css $(S)/*.js $(S)/*.svg; do gzip -9nk "$$f"; brotli -q 11 -k "$$f"; done
	@touch $@

$(G)/assets.c $(G)/assets.h &: $(S)/.done
	@mkdir -p $(G)
	$(T)/assetc $(G)/assets.h $(G)/assets.c \
	  $$(cd $(S) && for f in *; do case $$f in *.gz|*.br) ;; *) echo "$$f=$(S)/$$f" ;; esac; done)
