#!/usr/bin/env bash
# A gate before a release, for a shell: checks a capture, prints in a few lines
# what is wrong, and ends with the exit status of ivrcheck. A baseline that does not
# exist yet is left out.
#
#     docs/ci/pre-release.sh run.pcap [known.json]
#
# FAIL_ON is the lowest severity that refuses the release (default: warning).
set -euo pipefail

capture=${1:?name the capture of the test run}
baseline=${2:-}
report=$(mktemp)
trap 'rm -f "$report"' EXIT

known=""
args=(--format json --assume-complete --fail-on "${FAIL_ON:-warning}" --require-activated SEQ010)
if [[ -n $baseline && -f $baseline ]]; then
	args+=(--baseline "$baseline")
	known=" that $baseline does not list"
fi
status=0
ivrcheck check "${args[@]}" "$capture" >"$report" || status=$?

case $status in
0) echo "released: $(jq '.summary.messages' "$report") messages, nothing at or above ${FAIL_ON:-warning}$known" ;;
1)
	echo "refused:"
	jq -r '.findings | map(select(.verdict == "violated" and .severity != "info")) | group_by(.rule)[]
		| "  \(length) x \(.[0].rule) \(.[0].name), first at \(.[0].file):\(.[0].frame // .[0].line // 0): \(.[0].message)"' "$report"
	;;
3) echo "refused: $capture is not there, or could not be read to its end" ;;
4) echo "refused: no message in the capture, nothing was checked" ;;
*) echo "refused: ivrcheck ended with status $status" ;;
esac
exit "$status"
