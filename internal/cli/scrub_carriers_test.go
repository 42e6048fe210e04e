package cli

import (
	"bytes"
	"fmt"
	"os/exec"
	"strings"
	"testing"

	"ivrcheck/internal/pcaptest"
)

// Whatever is around and inside the packets, a secret is nowhere in the result, the messages are the
// same but for their values, and tshark finds no bad checksum.
func TestScrubCarriers(t *testing.T) {
	wrapped := func(around ...pcaptest.Wrapper) func(*pcaptest.Builder) {
		return func(b *pcaptest.Builder) { b.Around = around }
	}
	link := func(l pcaptest.Link) func(*pcaptest.Builder) {
		return func(b *pcaptest.Builder) { b.Link = l }
	}
	erspan := pcaptest.InProtocol(47, pcaptest.Framed, 0x10, 0, 0x88, 0xbe, 0, 0, 0, 1, 0x10, 0, 0, 0, 0, 0, 0, 0)
	for i, tc := range []struct {
		name     string
		set      func(b *pcaptest.Builder)
		fragment int // size, 0 for none
		after    func(b *pcaptest.Builder)
	}{
		{"Ethernet", func(*pcaptest.Builder) {}, 0, nil},
		{"a VLAN tag", func(b *pcaptest.Builder) { b.VLAN = []uint16{7} }, 0, nil},
		{"two VLAN tags", func(b *pcaptest.Builder) { b.VLAN = []uint16{7, 8} }, 0, nil},
		{"hop-by-hop options", func(b *pcaptest.Builder) { b.HopByHop = true }, 0, nil},
		{"loopback", link(pcaptest.Null), 0, nil},
		{"PPP", link(pcaptest.PPP), 0, nil},
		{"raw IP", link(pcaptest.Raw), 0, nil},
		{"Linux cooked", link(pcaptest.SLL), 0, nil},
		{"Linux cooked, version 2", link(pcaptest.SLL2), 0, nil},
		{"MPLS", wrapped(pcaptest.MPLS), 0, nil},
		{"PPPoE", wrapped(pcaptest.PPPoE), 0, nil},
		{"GRE", wrapped(pcaptest.GRE, pcaptest.InIPv4), 0, nil},
		{"a bridge in GRE", wrapped(pcaptest.BridgedGRE), 0, nil},
		{"ERSPAN", wrapped(erspan), 0, nil},
		{"VXLAN", wrapped(pcaptest.VXLAN), 0, nil},
		{"Geneve", wrapped(pcaptest.Geneve), 0, nil},
		{"GTP", wrapped(pcaptest.GTP), 0, nil},
		{"IP in IP", wrapped(pcaptest.InIPv4), 0, nil},
		{"IP in IPv6", wrapped(pcaptest.InIPv6), 0, nil},
		{"VXLAN in VXLAN with a tag", func(b *pcaptest.Builder) {
			b.Around, b.VLAN = []pcaptest.Wrapper{pcaptest.VXLAN, pcaptest.VXLAN}, []uint16{9}
		}, 0, nil},
		{"fragments", func(*pcaptest.Builder) {}, 64, nil},
		{"fragments of eight bytes", func(*pcaptest.Builder) {}, 8, nil},
		{"fragments with a tag", func(b *pcaptest.Builder) { b.VLAN = []uint16{7} }, 128, nil},
		{"fragments in another order", func(*pcaptest.Builder) {}, 64, func(b *pcaptest.Builder) { b.Swap(6, 8) }},
		{"a fragment twice", func(*pcaptest.Builder) {}, 64, func(b *pcaptest.Builder) { b.Move(b.Duplicate(6), 7) }},
		{"a fragment is missing", func(*pcaptest.Builder) {}, 64, func(b *pcaptest.Builder) { b.Drop(7) }},
		{"a fragment was cut", func(*pcaptest.Builder) {}, 64, func(b *pcaptest.Builder) { b.Cut(7, 50) }},
	} {
		for v, ends := range [][2]string{{"10.0.0.5:49152", "10.0.0.1:7009"}, {"[2001:db8::5]:49152", "[2001:db8::1]:7009"}} {
			name := fmt.Sprintf("%s, IPv%d", tc.name, 4+2*v)
			s, b := aSecret(2*i+v), pcaptest.New()
			tc.set(b)
			c := b.Connect(ends[0], ends[1])
			c.IVR(callWith(`<LoginReq ClientName="IVR1" Version="4.0"/>`))
			c.Server(callWith(`<LoginResp IServerVersion="8.5" Result="Success" Status="OK"/>`))
			at := c.Data(pcaptest.Client, pcaptest.XML(aNewCall("", "<ANI>"+s+"</ANI>")))
			if tc.fragment > 0 && b.Fragment(at, tc.fragment) < 3 {
				t.Fatal(name)
			}
			if tc.after != nil {
				tc.after(b)
			}
			c.IVR(callWith("<EndCall/>"))
			c.Close()
			input := saved(t, b.Pcap())
			status, said, result := scrubFile(t, input)
			if status != 0 {
				t.Errorf("%s: status %d: %s", name, status, said)
				continue
			}
			copied := saved(t, result)
			before, after := run(t, "messages", "-f", "gli", input), run(t, "messages", "-f", "gli", copied)
			if len(before) == 0 || shape(strings.ToUpper(string(before))) != shape(strings.ToUpper(string(after))) {
				t.Errorf("%s: the messages\n%q\nbecame\n%q", name, before, after)
			}
			for what, b := range map[string][]byte{"the result": result, "a stream of the result": after} {
				if at := leak(b, s); at != "" {
					t.Errorf("%s: in %s: %s", name, what, at)
				}
			}
			if strings.Contains(name, "was cut") || strings.Contains(name, "is missing") || i%2 != v {
				continue
			}
			if bad := badChecksums(t, copied); bad != "" && bad != badChecksums(t, input) {
				t.Errorf("%s: bad checksums:\n%s", name, bad)
			}
		}
	}
}

// badChecksums lists the frames with bad checksums by tshark; nothing without tshark.
func badChecksums(t *testing.T, file string) string {
	t.Helper()
	tshark, err := exec.LookPath("tshark")
	if err != nil || testing.Short() {
		return ""
	}
	out, err := exec.CommandContext(t.Context(), tshark, "-r", file, "-o", "tcp.check_checksum:TRUE", "-o", "ip.check_checksum:TRUE", "-o", "udp.check_checksum:TRUE",
		"-Y", "tcp.checksum.status==0 || ip.checksum.status==0 || udp.checksum.status==0").Output()
	if err != nil {
		t.Fatal(err)
	}
	return string(bytes.TrimSpace(out))
}
