package schema

import (
	"strings"
	"testing"

	"ivrcheck/schema/internal/xmltree"
)

// Colons in the targets of many processing instructions are hidden from libxml2. That changes
// nothing but the work: not the values, not what is well-formed, not what is wrong.
func TestColonsOfInstructions(t *testing.T) {
	for _, tc := range []struct{ name, body, value, diagnosis string }{
		{"many", strings.Repeat("<?a:b c:d?>", 100) + "x:y", "x:y", ""},
		{"in CDATA", strings.Repeat("<?a:b?>", 100) + "<![CDATA[<?c:d?>]]>", "<?c:d?>", ""},
		{"in a comment", strings.Repeat("<?a:b?>", 100) + "<!-- <?c:d?> -->z", "z", ""},
		{"a bad target", strings.Repeat("<?a:b?>", 100) + "<?c:d!?>", "", "c:d"},
		{"never closed", strings.Repeat("<?a:b?>", 100) + "<?c:d ", "", "Premature end"},
		{"the reserved target", strings.Repeat("<?a:b?>", 100) + "<?xml x?>", "", "XML declaration allowed only"},
	} {
		nodes, err := xmltree.Parse("<GctiMsg>"+tc.body+"</GctiMsg>", nil, Builtin().NameTable)
		switch {
		case tc.diagnosis != "":
			if err == nil || !strings.Contains(err.Error(), tc.diagnosis) {
				t.Errorf("%s: got %v, expected %q in the diagnosis", tc.name, err, tc.diagnosis)
			}
		case err != nil || len(nodes) != 1 || nodes[0].Value != tc.value:
			t.Errorf("%s: got %+v, %v", tc.name, nodes, err)
		}
	}
}
