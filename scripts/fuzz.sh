#!/bin/sh
# Runs every fuzz target there is, one after the other, for FUZZTIME each
# (default 30s). A crash stops it; its input is then in testdata/fuzz of the
# package and becomes a test by being committed.
set -eu

fuzztime=${FUZZTIME:-30s}
go=${GO:-go}
targets=0
for package in $($go list ./...); do
	for target in $($go test -list '^Fuzz' "$package" | grep '^Fuzz' || true); do
		echo "fuzz: $target in $package for $fuzztime"
		$go test -run '^$' -fuzz "^$target\$" -fuzztime "$fuzztime" "$package"
		targets=$((targets + 1))
	done
done
if [ "$targets" -eq 0 ]; then
	echo "fuzz: no fuzz target found" >&2
	exit 1
fi
echo "fuzz: $targets targets, $fuzztime each, nothing found"
