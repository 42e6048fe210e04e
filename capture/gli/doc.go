// Package gli cuts the byte stream of one direction of a connection into GLI
// frames, and tells GLI from other protocols.
//
// What flows in: the bytes of one direction in order, with the packets that
// brought them, and the holes between them. What flows out: trace units, in
// the order of the stream: a Document for each XML body, a Frame for each
// other frame, a Gap for what is missing or had to be skipped. A unit that is
// framed wrongly carries the fault.
//
// GLI has no checksum and no magic number, and real drivers write wrong
// lengths, so a length is believed only if what it delimits looks right: the
// body ends with the root's end tag, or the next header stands behind it.
// Where it does not, the true end is looked for, so that one wrong length
// costs one finding and no message.
//
// What becomes of a byte depends on the stream alone, never on how it was
// cut into segments: each decision is taken on the shortest prefix that
// suffices for it, and a longer one does not change it.
package gli
