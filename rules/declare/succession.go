// Templates with two arms: the second demands the reverse of the first.

package declare

var successions = []*Template{
	{
		Name: "succession", Formula: "G(a -> F b) & (!b W a)", Awaits: true, Both: true,
		Text:    "Every `when` must be followed by a `then`, and every `then` must have a `when` before it.",
		Message: "{now} came with no {when} before it",
		Missing: "{then} did not come after {now}{within}",
		arms:    []arm{{automaton: response}, {automaton: precedence, swapped: true}},
	},
	{
		Name: "alternate-succession", Formula: "G(a -> X(!a U b)) & (!b W a) & G(b -> Xw(!b W a))", Awaits: true, Both: true,
		Text:    "`when` and `then` must take turns, `when` first.",
		Message: "{now} is out of turn: {when} and {then} have to alternate",
		Missing: "{then} did not come after {now}{within}",
		arms:    []arm{{automaton: alternateResponse}, {automaton: alternatePrecedence, swapped: true}},
	},
	{
		Name: "chain-succession", Formula: "G(a -> X b) & !b & G(X b -> a)", Awaits: true, Both: true, Adjacent: true, LooksBack: true,
		Text:    "`when` and `then` must be adjacent, `when` first.",
		Message: "{now} is out of turn: {then} has to come right after {when}",
		Missing: "{then} did not come next after {now}{within}",
		arms:    []arm{{automaton: chainResponse}, {automaton: chainPrecedence, swapped: true}},
	},
	{
		Name: "co-existence", Formula: "(F a -> F b) & (F b -> F a)", Both: true,
		Text:    "`when` and `then` must both be there, or neither.",
		Missing: "{now} came without the other: {when} and {then} go together",
		arms:    []arm{{automaton: respondedExistence}, {automaton: respondedExistence, swapped: true}},
	},
}
