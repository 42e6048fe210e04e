#!/usr/bin/env bash
# Records testdata/captures/recorded-* anew: plays the scenarios of
# internal/ivrsim over the loopback interface and captures them. It needs root
# (or the right to capture) and Linux, whose loopback is called lo and whose
# "any" interface is cooked. What it writes differs in times, ports and
# sequence numbers each time, so the goldens beside the captures have to be
# made anew too.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

port=${PORT:-7009}
out=testdata/captures
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$out"
go build -o "$work/record" ./internal/ivrsim/cmd/record

# anonymise FILE: dumpcap writes down the machine's processor and kernel, which
# are nobody's business; as many x take their place.
anonymise() {
	local told
	capinfos "$1" | sed -nE 's/^Capture (hardware|oper-sys): +//p' | while read -r told; do
		LC_ALL=C sed -i "s/$told/${told//?/x}/" "$1"
	done
}

# record NAME SCENARIO ADDRESS COMMAND...: captures with COMMAND, which writes
# to the file named last, while the scenario is played. tcpdump says
# "listening on", dumpcap "File:", when it is ready.
record() {
	local file=$1 scenario=$2 address=$3
	shift 3
	"$@" "$work/$file" 2>"$work/log" &
	local capturing=$!
	for _ in $(seq 100); do
		grep -qE 'listening on|^File:' "$work/log" && break
		if ! kill -0 "$capturing" 2>/dev/null; then
			cat "$work/log" >&2
			return 1
		fi
		sleep 0.1
	done
	"$work/record" -scenario "$scenario" -listen "$address:$port"
	sleep 1 # the last packets are still on their way to the file
	kill -INT "$capturing"
	wait "$capturing"
	anonymise "$work/$file"
	install -m 644 "$work/$file" "$out/$file"
	echo "$out/$file: $scenario over $address"
}

# -Z root: tcpdump would give up the right to write into our folder. -U and
# --immediate-mode: each packet is written as it comes.
tcp=(tcpdump -Z root --immediate-mode -U -s 0)
record recorded-good.pcap good 127.0.0.1 "${tcp[@]}" -i lo "tcp port $port" -w
record recorded-bad.pcap bad 127.0.0.1 "${tcp[@]}" -i lo "tcp port $port" -w
record recorded-big.pcap big 127.0.0.1 "${tcp[@]}" -i lo "tcp port $port" -w
record recorded-any.pcap good 127.0.0.1 "${tcp[@]}" -i any "tcp port $port" -w
record recorded-ipv6.pcapng bad '[::1]' dumpcap -q -i lo -s 0 -f "tcp port $port" -w
echo "now: go test ./internal/cli -update, and read what changed in $out"
