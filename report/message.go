package report

// The types of a Message.
const (
	TypeMessage = "message" // an XML document
	TypeFrame   = "frame"   // a GLI frame without XML: keep-alive, error ack
	TypeGap     = "gap"     // bytes that were lost
)

// Message is one line of `ivrcheck messages`. Its keys are those of findings if they have the same meaning.
type Message struct {
	Type      string   `json:"type"` // TypeMessage, TypeFrame or TypeGap
	File      string   `json:"file"`
	Frame     int      `json:"frame,omitempty"`
	Frames    []int    `json:"frames,omitempty"`
	Line      int      `json:"line,omitempty"`
	Offset    *int64   `json:"offset,omitempty"` // only in logs and raw streams
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
	// Bytes is the length of the XML body, or of a gap. It is nil for a frame without XML.
	Bytes *int64 `json:"bytes,omitempty"`
	// XML is the body as text. If it is nil, the writer derives it from Body, which is UTF-8 or otherwise ISO-8859-1,
	// the encodings of the protocol.
	XML *string `json:"xml,omitempty"`

	// Body is the XML on the wire, Raw the whole GLI frame, nil in a log. The caller owns both.
	Body []byte `json:"-"`
	Raw  []byte `json:"-"`
	// Brief has the most relevant values, such as "Status=OK". Only text shows it.
	Brief string `json:"-"`
}

// GLI is the header of a frame.
type GLI struct {
	Type        int `json:"type"`
	Length      int `json:"length"`
	Version     int `json:"version"`
	Application int `json:"application"`
}

// MessageWriter writes messages in one format. For errors and the writer, see Report.
type MessageWriter interface {
	Message(*Message) error
	Close() error // once and last
}
