package bind

import (
	"reflect"
	"unsafe"
)

func (t Types) isNullable(of reflect.Type) bool { return t.Nullable != nil && t.Nullable(of) }

// nullable reads a value that may be null and notes that it was there.
func (c *compiler) nullable(t reflect.Type) decode {
	value, _ := t.FieldByName("Value")
	set, _ := t.FieldByName("Set")
	null, _ := t.FieldByName("Null")
	d := c.decode(value.Type)
	if d == nil {
		return nil
	}
	return func(r *reader, p unsafe.Pointer) error {
		*(*bool)(unsafe.Add(p, set.Offset)) = true
		if r.dec.PeekKind() == 'n' {
			*(*bool)(unsafe.Add(p, null.Offset)) = true
			_, err := r.dec.ReadToken()
			return err
		}
		return d(r, unsafe.Add(p, value.Offset))
	}
}
