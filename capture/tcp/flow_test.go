package tcp

import (
	"net/netip"
	"testing"
)

// A Flow gives back the ends that it was made of, and no two pairs of ends have the
// same one: not those of IPv4 and the same bytes in IPv6 either.
func TestFlow(t *testing.T) {
	seen := map[Flow][2]netip.AddrPort{}
	for _, pair := range [][2]string{
		{"192.0.2.1:1024", "192.0.2.2:80"},
		{"192.0.2.2:80", "192.0.2.1:1024"},
		{"192.0.2.1:80", "192.0.2.2:1024"},
		{"0.0.0.0:0", "0.0.0.0:0"},
		{"[::]:0", "[::]:0"},
		{"[::ffff:192.0.2.1]:1024", "[::ffff:192.0.2.2]:80"},
		{"[c000:201:c000:202::]:1024", "[::]:80"},
		{"[2001:db8::1]:65535", "[2001:db8::2]:65535"},
		{"[2001:db8::2]:65535", "[2001:db8::1]:65535"},
	} {
		ends := [2]netip.AddrPort{netip.MustParseAddrPort(pair[0]), netip.MustParseAddrPort(pair[1])}
		f := FlowOf(ends[0], ends[1])
		if src, dst := f.Ends(); src != ends[0] || dst != ends[1] {
			t.Errorf("%v: the ends are %v and %v", pair, src, dst)
		}
		if other, known := seen[f]; known {
			t.Errorf("%v has the flow of %v", pair, other)
		}
		for g := range seen {
			if f.same(&g) {
				t.Errorf("%v passes for %v", pair, seen[g])
			}
		}
		if g := f; !f.same(&g) {
			t.Errorf("%v is not the same as itself", pair)
		}
		seen[f] = ends
	}
}
