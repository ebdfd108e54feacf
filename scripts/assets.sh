#!/bin/sh
# build/assets/: copied from dist-assets/ where an archive brought them, else built by node.
set -eu
cd "$(dirname "$0")/.."
if [ -f dist-assets/.built ] && [ ! -d node_modules ]; then
	if ! cmp -s dist-assets/.built build/assets/.built; then
		mkdir -p build
		rm -rf build/assets
		cp -R dist-assets build/assets
	fi
	exit 0
fi
exec node scripts/assets.mjs "$@"
