package tsclient

import (
	"slices"
	"strings"
	"unicode"
)

// typeNames are those that types.ts itself relies on, and the one that
// operations.ts exports for all: a schema of that name gets another one.
var typeNames = []string{"Api", "Blob", "Date", "DateTime"}

// coreNames are those that operations.ts, react-query.ts and angular.ts import:
// an operation whose names clash with them gets others.
var coreNames = []string{
	"Call", "CallOptions", "Client", "ClientConfig", "ClientErrorStatus", "HttpError", "Operation", "OtherStatus",
	"ServerErrorStatus", "ServerEvent", "StreamOptions", "Success", "TransportError",
	"call", "createApi", "createClient", "follow", "t",
	"byStatus", "date", "each", "list", "map", "object", "same", "tagged",
	"ApiProvider", "MutationConfig", "QueryConfig", "StreamConfig", "useClient", "useStream", "createContext", "createElement", "useContext",
	"useEffect", "useRef", "useMutation", "useQuery", "queryOptions", "skipToken",
	"API_CLIENT", "ApiHttp", "HttpOptions", "provideApi", "stream", "responseType", "dataOf", "errorOf", "failureOf", "parsed", "inject",
	"catchError", "defer", "from", "of", "switchMap", "throwError", "isJSON", "isPromise", "prepare", "makeEnvironmentProviders",
}

// reserved are the words that cannot name a function or a type.
var reserved = words(`any as async await bigint boolean break case catch class const continue debugger declare default delete do else enum
	export extends false finally for function if implements import in instanceof interface let never new null number object package
	private protected public return static string super switch symbol this throw true try type typeof undefined unknown var void while
	with yield arguments eval`)

func words(text string) map[string]bool {
	all := map[string]bool{}
	for _, w := range strings.Fields(text) {
		all[w] = true
	}
	return all
}

// names gives out each name once.
type names struct{ taken map[string]bool }

func newNames(taken ...string) *names {
	n := &names{map[string]bool{}}
	n.add(taken...)
	return n
}

// add takes names that are not to be given out.
func (n *names) add(all ...string) {
	for _, name := range all {
		n.taken[name] = true
	}
}

// unique returns the name, or the first of name2, name3... that is free.
func (n *names) unique(name string) string {
	free := name
	for i := 2; n.taken[free] || reserved[free]; i++ {
		free = name + itoa(i)
	}
	n.taken[free] = true
	return free
}

// family is unique for all names that are made of one: CatsFind gives catsFind,
// CatsFindInput and so on.
func (n *names) family(name string) string {
	free := name
	for i := 2; n.inUse(free); i++ {
		free = name + itoa(i)
	}
	n.add(relatives(free)...)
	return free
}

func (n *names) inUse(name string) bool {
	return slices.ContainsFunc(relatives(name), func(own string) bool { return n.taken[own] || reserved[own] })
}

// relatives are the names that are made for an operation.
func relatives(name string) []string {
	function := camel(name)
	return []string{function, function + "Operation", function + "Query", function + "Mutation", function + "Key", name + "Input", name + "Error", "use" + name}
}

// pascal makes an identifier of words: page-size is PageSize.
func pascal(text string) string {
	var b strings.Builder
	up := true
	for _, r := range text {
		switch {
		case !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '$':
			up = true
		case up:
			b.WriteRune(unicode.ToUpper(r))
			up = false
		default:
			b.WriteRune(r)
		}
	}
	return begin(b.String())
}

// camel is pascal with a small letter first: X-Tenant is xTenant.
func camel(text string) string {
	name := pascal(text)
	for i, r := range name {
		return string(unicode.ToLower(r)) + name[i+len(string(r)):]
	}
	return name
}

// begin puts a letter before a name that cannot begin as it does.
func begin(name string) string {
	if name == "" || unicode.IsDigit([]rune(name)[0]) {
		return "_" + name
	}
	return name
}

// isIdentifier reports whether a member can be written without quotes.
func isIdentifier(name string) bool {
	for i, r := range name {
		letter := r == '_' || r == '$' || unicode.IsLetter(r)
		if !letter && (i == 0 || !unicode.IsDigit(r)) {
			return false
		}
	}
	return name != ""
}

// key writes the name of a member.
func key(name string) string {
	if isIdentifier(name) {
		return name
	}
	return quote(name)
}
