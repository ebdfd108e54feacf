#!/bin/sh
# build/veche-VERSION.tar.xz: the files git knows, and the browser's files already built
# (dist-assets/), so that whoever builds from it needs neither node nor npm.
#
#   scripts/dist.sh [VERSION]     by default the file VERSION, else what git describe says
#
# The same commit gives the same bytes: order, times, owners and modes are fixed.
set -eu
cd "$(dirname "$0")/.."

version=${1:-$(cat VERSION 2>/dev/null || git describe --tags --always --dirty | sed 's/^v//')}
case $version in
''|*[!A-Za-z0-9.+~-]*) echo "dist: not a version: $version" >&2; exit 2 ;;
esac
stamp=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct)}
name=veche-$version
out=build/$name.tar.xz

if [ -n "$(git status --porcelain)" ]; then
	echo "dist: there are changes that are not committed; they go in as they are" >&2
fi
scripts/assets.sh
mkdir -p build
stage=$(mktemp -d build/dist.XXXXXX)
trap 'rm -rf "$stage"' EXIT
mkdir "$stage/$name"
git ls-files -z >"$stage/names"
tar --no-recursion --null -T "$stage/names" -cf "$stage/files"
tar -C "$stage/$name" -xf "$stage/files"
cp -R build/assets "$stage/$name/dist-assets"
tar --sort=name --format=gnu --mtime="@$stamp" --owner=0 --group=0 --numeric-owner \
    --mode='u=rwX,go=rX' -C "$stage" -cf "$stage/all" "$name"
xz -T1 -9 <"$stage/all" >"$out.tmp"
mv "$out.tmp" "$out"
echo "$out $(wc -c <"$out") bytes $(sha256sum <"$out" | cut -d' ' -f1)"
