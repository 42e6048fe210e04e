#!/bin/sh
# Runs all fuzz targets in turn, for FUZZTIME each (default 30s). A failure stops it; the
# input is then in testdata/fuzz of the package: commit it as a test.
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
	echo "fuzz: there is no fuzz target" >&2
	exit 1
fi
echo "fuzz: $targets targets, $fuzztime each, no failure"
