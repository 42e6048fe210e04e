package ivrsim

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"strings"
)

// loginCallID is the CallId of messages that belong to no call, because the envelope requires one.
const loginCallID = "session"

// message returns the frame of one message: the element in its envelope, encoded in
// ISO-8859-1 as declared. The element is well-formed XML of characters below U+0100.
func message(callID, element string) frame {
	text := `<?xml version="1.0" encoding="ISO-8859-1"?>` + "\n" +
		`<!DOCTYPE GctiMsg SYSTEM "IServer.dtd">` + "\n" +
		"<GctiMsg>\n  <CallId>" + callID + "</CallId>\n  " + element + "\n</GctiMsg>"
	return frame{kind: xmlData, body: latin1(text)}
}

func latin1(text string) []byte {
	out := make([]byte, 0, len(text))
	for _, r := range text {
		out = append(out, byte(r))
	}
	return out
}

// One sample of each message that is sent.
const (
	loginReq  = `<LoginReq ClientName="IVR_Zürich" Version="4.0" ReportStatus="true" ServerMonitor="clear"/>`
	loginResp = `<LoginResp IServerVersion="8.5.100.09" Result="Success" Status="OK"/>`
)

func newCall(port, ani string, data ...string) string {
	var b strings.Builder
	b.WriteString(`<NewCall CallControlMode="Network" Version="4.0">`)
	fmt.Fprintf(&b, "<CalledNum>%s</CalledNum><DNIS>8005550100</DNIS><ANI>%s</ANI><UDataEx>", port, ani)
	for i := 0; i+1 < len(data); i += 2 {
		fmt.Fprintf(&b, `<Node Name="%s" Type="Str" Val="%s"/>`, data[i], data[i+1])
	}
	b.WriteString("</UDataEx></NewCall>")
	return b.String()
}

func callStatus(event string) string { return fmt.Sprintf(`<CallStatus Event="%s"/>`, event) }
func endCall(cause string) string    { return fmt.Sprintf(`<EndCall EndCause="%s"/>`, cause) }

func serverInfo(name, status string) string {
	return fmt.Sprintf(`<MonitorInfo><Server Name="%s" Switch="Switch_A" Status="%s"/></MonitorInfo>`, name, status)
}

func portInfo(port, status string) string {
	return fmt.Sprintf(`<MonitorInfo><Port PortNum="%s" Status="%s"/></MonitorInfo>`, port, status)
}

func agentInfo(port, status string) string {
	return fmt.Sprintf(`<MonitorInfo><Agent PortNum="%s" Status="%s"/></MonitorInfo>`, port, status)
}

// received is the part of a message that the other end reads.
type received struct {
	XMLName xml.Name `xml:"GctiMsg"`
	CallID  string   `xml:"CallId"`
	Message struct {
		XMLName   xml.Name
		Event     string `xml:"Event,attr"`
		CalledNum string
	} `xml:",any"`
}

func (m received) name() string { return m.Message.XMLName.Local }

func parse(body []byte) (received, error) {
	d := xml.NewDecoder(bytes.NewReader(body))
	d.CharsetReader = func(_ string, in io.Reader) (io.Reader, error) {
		raw, err := io.ReadAll(in)
		runes := make([]rune, len(raw))
		for i, b := range raw {
			runes[i] = rune(b)
		}
		return strings.NewReader(string(runes)), err
	}
	var m received
	err := d.Decode(&m)
	return m, err
}
