package openapi

// The objects that may have extensions. A type without methods stands in for
// each of them, which encoding/json then writes and reads by its fields.
type (
	bareDocument       Document
	bareInfo           Info
	bareTag            Tag
	bareOperation      Operation
	bareParameter      Parameter
	bareRequestBody    RequestBody
	bareResponse       Response
	bareSchema         Schema
	bareSecurityScheme SecurityScheme
)

// MarshalJSON writes the fields, then the extensions.
func (d Document) MarshalJSON() ([]byte, error) { return extended(bareDocument(d), d.Extensions) }

// UnmarshalJSON reads the fields and the extensions.
func (d *Document) UnmarshalJSON(text []byte) (err error) {
	if err = exact(text, (*bareDocument)(d)); err == nil {
		d.Extensions, err = extensions(text)
	}
	return err
}

// MarshalJSON writes the fields, then the extensions.
func (i Info) MarshalJSON() ([]byte, error) { return extended(bareInfo(i), i.Extensions) }

// UnmarshalJSON reads the fields and the extensions.
func (i *Info) UnmarshalJSON(text []byte) (err error) {
	if err = exact(text, (*bareInfo)(i)); err == nil {
		i.Extensions, err = extensions(text)
	}
	return err
}

// MarshalJSON writes the fields, then the extensions.
func (t Tag) MarshalJSON() ([]byte, error) { return extended(bareTag(t), t.Extensions) }

// UnmarshalJSON reads the fields and the extensions.
func (t *Tag) UnmarshalJSON(text []byte) (err error) {
	if err = exact(text, (*bareTag)(t)); err == nil {
		t.Extensions, err = extensions(text)
	}
	return err
}

// MarshalJSON writes the fields, then the extensions.
func (o Operation) MarshalJSON() ([]byte, error) { return extended(bareOperation(o), o.Extensions) }

// UnmarshalJSON reads the fields and the extensions.
func (o *Operation) UnmarshalJSON(text []byte) (err error) {
	if err = exact(text, (*bareOperation)(o)); err == nil {
		o.Extensions, err = extensions(text)
	}
	return err
}

// MarshalJSON writes the fields, then the extensions.
func (p Parameter) MarshalJSON() ([]byte, error) { return extended(bareParameter(p), p.Extensions) }

// UnmarshalJSON reads the fields and the extensions.
func (p *Parameter) UnmarshalJSON(text []byte) (err error) {
	if err = exact(text, (*bareParameter)(p)); err == nil {
		p.Extensions, err = extensions(text)
	}
	return err
}

// MarshalJSON writes the fields, then the extensions.
func (r RequestBody) MarshalJSON() ([]byte, error) { return extended(bareRequestBody(r), r.Extensions) }

// UnmarshalJSON reads the fields and the extensions.
func (r *RequestBody) UnmarshalJSON(text []byte) (err error) {
	if err = exact(text, (*bareRequestBody)(r)); err == nil {
		r.Extensions, err = extensions(text)
	}
	return err
}

// MarshalJSON writes the fields, then the extensions.
func (r Response) MarshalJSON() ([]byte, error) { return extended(bareResponse(r), r.Extensions) }

// UnmarshalJSON reads the fields and the extensions.
func (r *Response) UnmarshalJSON(text []byte) (err error) {
	if err = exact(text, (*bareResponse)(r)); err == nil {
		r.Extensions, err = extensions(text)
	}
	return err
}

// MarshalJSON writes the fields, then the extensions.
func (s Schema) MarshalJSON() ([]byte, error) { return extended(bareSchema(s), s.Extensions) }

// UnmarshalJSON reads the fields and the extensions.
//
// The schema true is the one that allows anything, false the one that allows
// nothing.
func (s *Schema) UnmarshalJSON(text []byte) (err error) {
	switch string(text) {
	case "true":
		*s = Schema{}
		return nil
	case "false":
		*s = Schema{Not: &Schema{}}
		return nil
	}
	if err = exact(text, (*bareSchema)(s)); err == nil {
		s.Extensions, err = extensions(text)
	}
	return err
}

// MarshalJSON writes the fields, then the extensions.
func (s SecurityScheme) MarshalJSON() ([]byte, error) {
	return extended(bareSecurityScheme(s), s.Extensions)
}

// UnmarshalJSON reads the fields and the extensions.
func (s *SecurityScheme) UnmarshalJSON(text []byte) (err error) {
	if err = exact(text, (*bareSecurityScheme)(s)); err == nil {
		s.Extensions, err = extensions(text)
	}
	return err
}
