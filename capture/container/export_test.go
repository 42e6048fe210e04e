package container

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"ivrcheck/capture/window"
)

// packets lists the packets of a text.
func packets(t testing.TB, text string) (kind Export, list []string) {
	in := window.New(strings.NewReader(text))
	if kind = FindExport(in); kind == 0 {
		return kind, nil
	}
	r := NewExport(in, kind)
	var p Packet
	for {
		err := r.Next(&p)
		if errors.Is(err, io.EOF) {
			return kind, list
		}
		if err != nil {
			t.Fatal(err)
		}
		if p.Wire != len(p.Data) {
			t.Errorf("%d bytes of %d", len(p.Data), p.Wire)
		}
		list = append(list, fmt.Sprintf("%d %s %d %x", p.Number, p.Time.Time().Format("05.000"), p.Link, p.Data))
	}
}

const (
	jsonHead = "[\n  {\n \"_index\": \"packets-2024\",\n \"_source\": {\n \"layers\": {\n "
	// The same frame, without its bytes, as an IPv4 packet.
	made = "4500002a00004000400600000a0000010a000002c0001b61000003e8000013895018ffff000000000003"
)

func TestExport(t *testing.T) {
	for _, c := range []struct {
		name, text string
		kind       Export
		want       []string
	}{
		{"JSON", jsonHead + `"frame": {"frame.time_epoch": "1709283600.5", "frame.number": "7", "frame.encap_type": "1"}, "ip": {"ip.src": "10.0.0.1", "ip.dst": "10.0.0.2"},
			"tcp": {"tcp.srcport": "49152", "tcp.dstport": "7009", "tcp.seq": "1", "tcp.seq_raw": "1000", "tcp.ack": "1", "tcp.ack_raw": "5001", "tcp.flags": "0x0018", "tcp.payload": "00:03"}, "data": {"data.data": "00:03"}}}}]`,
			ExportJSON, []string{"7 00.500 101 " + made}},
		{"JSON with bytes", jsonHead + "\"frame_raw\": [\n\"0102\", 0, 2, 0, 1],\n\"frame\": {\"frame.number\": \"7\", \"frame.encap_type\": \"1\"}, \"tcp\": {\"tcp.payload_raw\": [\"ff\", 0]}}}},\n{\"_index\": \"p\", \"_source\": {\"layers\": {\"frame\": {\"frame.number\": \"9\"}}}}]",
			ExportJSON, []string{"7 00.000 1 0102", "9 00.000 65535 "}},
		{"EK", `{"index":{"_index":"packets-2024","_type":"doc"}}` + "\n" + `{"timestamp":"1709283600500","layers":{"frame":{"frame_frame_number":"7"},"ip":{"ip_ip_src":["10.0.0.1"],"ip_ip_dst":"10.0.0.2"},"tcp":{"tcp_tcp_srcport":"49152","tcp_tcp_dstport":"7009","tcp_tcp_seq":"1","tcp_tcp_seq_raw":"1000","tcp_tcp_ack_raw":5001,"tcp_tcp_flags":"0x0018","tcp_tcp_payload":"00:03"}}}` + "\n",
			ExportJSON, []string{"7 00.500 101 " + made}},
		{"PDML", `<?xml version="1.0"?>` + "\n" + `<?xml-stylesheet type="text/xsl"?><pdml version="0"><packet><proto name="geninfo"><field name="num" show="7" value="7"/><field name="timestamp" show="Mar" value="1709283600.5"/></proto>` +
			`<field name="ip.src" show="10.0.0.1" value="0a"/><field name="ip.dst" show="10.0.0.2"/><field name="tcp.srcport" show="49152"/><field name="tcp.dstport" show="7009"/><field name="tcp.seq_raw" show="1000"/>` +
			`<field name="tcp.ack_raw" show="5001"/><field name="tcp.flags" show="0x0018" value="18"/><field name="tcp.payload" value="0003" show="00:03"/></packet></pdml>`, ExportPDML, []string{"7 00.500 101 " + made}},
		{"text with bytes", "Frame 7: 18 bytes on wire (144 bits), 18 bytes captured\n    Encapsulation type: Ethernet (1)\n    Epoch Arrival Time: 1709283600.500000000 seconds\n    Frame Number: 7\n0000  01 02 03 04 05 06 07 08 09 0a 0b 0c 0d 0e 0f 10   ................\n0010  11 12                                             ..\n\n0000  ff ff                                             ..\n\nFrame 8: 1 bytes on wire (8 bits)\n    Frame Number: 8\n0000  aa   .\n",
			ExportText, []string{"7 00.500 1 0102030405060708090a0b0c0d0e0f101112", "8 00.000 1 aa"}},
		{"JSON of -e with all of a packet", jsonHead + `"frame.time_epoch": ["1709283600.5"], "frame.number": ["7"], "ip.src": ["10.0.0.1"], "ip.dst": ["10.0.0.2"], "tcp.srcport": ["49152"], "tcp.dstport": ["7009"],
			"tcp.seq_raw": ["1000"], "tcp.ack_raw": ["5001"], "tcp.flags": ["0x0018"], "tcp.payload": ["0003"]}}}]`, ExportJSON, []string{"7 00.500 101 " + made}},
		{name: "JSON of -e without sequence numbers", text: jsonHead + `"frame.number": ["7"], "ip.src": ["10.0.0.1"], "ip.dst": ["10.0.0.2"], "tcp.srcport": ["49152"], "tcp.dstport": ["7009"], "tcp.flags": ["0x0018"], "tcp.payload": ["0003"]}}}]`},
		{name: "EK of -e", text: `{"index":{"_index":"packets-2024","_type":"doc"}}` + "\n" + `{"timestamp":"1709283600500","layers":{"frame_number":["7"],"tcp_payload":["0003"]}}` + "\n"},
		{name: "other JSON", text: "[\n {\"line\": \"<GctiMsg>\", \"layers\": 3}\n]\n"},
		{name: "other XML", text: `<?xml version="1.0"?><GctiMsg/>`},
		{name: "other text", text: "Frame was here\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			kind, got := packets(t, c.text)
			if kind != c.kind || strings.Join(got, "\n") != strings.Join(c.want, "\n") {
				t.Errorf("kind %d, got\n%s, want\n%s", kind, strings.Join(got, "\n"), strings.Join(c.want, "\n"))
			}
		})
	}
}

// FuzzExport reads any text as each kind: it ends, and no packet is longer than the text.
func FuzzExport(f *testing.F) {
	f.Add([]byte(jsonHead+`"frame_raw": ["01", 0], "tcp.payload": "0:1"`), uint8(1))
	f.Add([]byte(`<packet><field name="tcp.payload" value="00`), uint8(2))
	f.Add([]byte("Frame 1: 2 bytes on wire\n0000  01\n0001  02\n"), uint8(3))
	f.Fuzz(func(t *testing.T, text []byte, kind uint8) {
		r := NewExport(window.New(bytes.NewReader(text)), Export(kind%3+1))
		var p Packet
		for n := 0; ; n++ {
			if err := r.Next(&p); err != nil {
				if !errors.Is(err, io.EOF) {
					t.Fatal(err)
				}
				return
			}
			if n > len(text) || len(p.Data) > len(text)+64 {
				t.Fatalf("%d packets, %d bytes", n, len(p.Data))
			}
		}
	})
}
