package field

// A Type is what a field can be.
type Type string

// The types of fields, by the names they have on the command line.
const (
	String Type = "string"
	Text   Type = "text"
	Int    Type = "int"
	Int32  Type = "int32"
	Int64  Type = "int64"
	Float  Type = "float64"
	Bool   Type = "bool"
	Time   Type = "time"
	UUID   Type = "uuid"
)

// types are all of them, in the order of help texts.
var types = []string{"string", "text", "int", "int32", "int64", "float64", "bool", "time", "uuid"}

// meant are words of other languages and databases for a type.
var meant = map[string]Type{
	"str": String, "varchar": String, "char": String, "integer": Int, "number": Float, "long": Int64,
	"bigint": Int64, "float": Float, "float32": Float, "double": Float, "decimal": Float, "real": Float,
	"boolean": Bool, "date": Time, "datetime": Time, "timestamp": Time, "guid": UUID,
}

// Go is the type in Go.
func (t Type) Go() string {
	switch t {
	case Text, UUID:
		return "string"
	case Time:
		return "time.Time"
	default:
		return string(t)
	}
}

// SQLite is the type of a column in SQLite.
func (t Type) SQLite() string {
	switch t {
	case Int, Int32, Int64:
		return "INTEGER"
	case Float:
		return "REAL"
	case Bool:
		return "BOOLEAN"
	case Time:
		return "TIMESTAMP"
	default:
		return "TEXT"
	}
}

// Postgres is the type of a column in PostgreSQL.
func (t Type) Postgres() string {
	switch t {
	case Int, Int64:
		return "BIGINT"
	case Int32:
		return "INTEGER"
	case Float:
		return "DOUBLE PRECISION"
	case Bool:
		return "BOOLEAN"
	case Time:
		return "TIMESTAMPTZ"
	case UUID:
		return "UUID"
	default:
		return "TEXT"
	}
}

func (t Type) text() bool { return t == String || t == Text }

func (t Type) number() bool { return t == Int || t == Int32 || t == Int64 || t == Float }
