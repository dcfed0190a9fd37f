#!/bin/sh
# Brings a version of Redoc into dist/ and writes assets.lock.
#
#   ./update.sh            checks dist/ against assets.lock and npm
#   ./update.sh 2.5.4      changes to that version
cd "$(dirname "$0")"
npm=redoc
files="bundles/redoc.standalone.js"
licences="LICENSE bundles/redoc.standalone.js.LICENSE.txt"
edit="s|https://cdn.redoc.ly/redoc/logo-mini.svg|data:,|" # a page that asks no other host
. ../ui/update.sh
