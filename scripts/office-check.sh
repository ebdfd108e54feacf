#!/bin/sh
# Are our DOCX and ODT what an office program takes them for, and do we read what it writes?
#
#   scripts/office-check.sh           needs LibreOffice and poppler-utils; installs nothing
#
# No part of the gate: the packages are half a gigabyte, and a run takes a minute.
set -eu
cd "$(dirname "$0")/.."

lacks() {
	echo "office-check: no $1. Install it, then run this again:" >&2
	echo "  apt-get install --no-install-recommends libreoffice-writer-nogui poppler-utils fonts-liberation" >&2
	exit 1
}
for program in soffice pdftotext; do
	command -v $program >/dev/null || lacks $program
done
exec node --test tests/office/office.test.mjs
