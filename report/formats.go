package report

import "fmt"

// formats are the formats of one kind of output; F writes or opens one.
type formats[F any] []struct {
	name string
	open F
}

func (fs formats[F]) names() []string {
	names := make([]string, len(fs))
	for i, f := range fs {
		names[i] = f.name
	}
	return names
}

func (fs formats[F]) find(name string) (open F, err error) {
	for _, f := range fs {
		if f.name == name {
			return f.open, nil
		}
	}
	return open, fmt.Errorf("unknown format %q, use %s", name, OneOf(fs.names()))
}
