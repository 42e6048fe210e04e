package report

// The types of a Message.
const (
	TypeMessage = "message" // an XML document
	TypeFrame   = "frame"   // a GLI frame without XML: keep-alive, error ack
	TypeGap     = "gap"     // bytes that were lost
)

// Message is one line of `ivrcheck messages`. Its keys are those of findings where
// they mean the same.
type Message struct {
	Type      string   `json:"type"` // TypeMessage, TypeFrame or TypeGap
	File      string   `json:"file"`
	Frame     int      `json:"frame,omitempty"`
	Frames    []int    `json:"frames,omitempty"`
	Line      int      `json:"line,omitempty"`
	Offset    *int64   `json:"offset,omitempty"` // in logs and raw streams only
	Time      string   `json:"time,omitempty"`
	Stream    *int     `json:"stream,omitempty"`
	VLAN      []uint16 `json:"vlan,omitempty"`
	Src       string   `json:"src,omitempty"`
	Dst       string   `json:"dst,omitempty"`
	Direction string   `json:"direction,omitempty"`
	GLI       *GLI     `json:"gli,omitempty"`
	Name      string   `json:"name,omitempty"`
	Subtype   string   `json:"subtype,omitempty"` // Server, Port or Agent of a MonitorInfo
	CallID    string   `json:"call_id,omitempty"`
	RequestID string   `json:"request_id,omitempty"`
	// Bytes is the length of the XML body, or of a gap; nil for a frame without
	// XML.
	Bytes *int64 `json:"bytes,omitempty"`
	// XML is the body as text. If nil, the writer makes it of Body, which is UTF-8,
	// else ISO-8859-1, as messages of the protocol declare.
	XML *string `json:"xml,omitempty"`

	// Body is the XML as on the wire, Raw the whole GLI frame, nil in a log. Both
	// belong to the caller.
	Body []byte `json:"-"`
	Raw  []byte `json:"-"`
	// Brief has the values that matter, such as "Status=OK"; only text shows it.
	Brief string `json:"-"`
}

// GLI is the header of a frame.
type GLI struct {
	Type        int `json:"type"`
	Length      int `json:"length"`
	Version     int `json:"version"`
	Application int `json:"application"`
}

// MessageWriter writes messages in one format. Errors and the writer are as for
// Report.
type MessageWriter interface {
	Message(*Message) error
	Close() error // once and last
}
