# Sets $tools to a folder outside the repository that has the node packages,
# installing them on first use. Nothing a package brings is run, no tool may
# phone home.
here=$(cd "$(dirname "$0")" && pwd)
tools=${DREY_OPENAPI_TOOLS:-${TMPDIR:-/tmp}/drey-openapi-tools-$(cksum <"$here/package-lock.json" | cut -d' ' -f1)}
export REDOCLY_TELEMETRY=off REDOCLY_SUPPRESS_UPDATE_NOTICE=true

if [ ! -e "$tools/installed" ]; then
	mkdir -p "$tools"
	cp "$here/package.json" "$here/package-lock.json" "$tools"
	(cd "$tools" && npm ci --silent --no-audit --no-fund --ignore-scripts && touch installed)
fi
