package openapi

import "regexp"

var legalName = regexp.MustCompile(`^[A-Za-z0-9._-]+$`)

// chosenNames are the names that annotations choose for components. One that
// cannot be a name, or is another's, is reported, and the type is called as it
// would be without. Instances of a generic type have names of their own.
func (s *schemas) chosenNames(types []identity, taken map[string]bool) map[identity]string {
	names := map[identity]string{}
	for _, i := range types {
		symbol := i.symbol()
		if symbol != generic(symbol) {
			continue
		}
		name := s.prose.meta.Types[sourceName(symbol, s.prose.meta.Types)].Name
		switch {
		case name == "":
		case !legalName.MatchString(name):
			s.report("%s: @name %s cannot be the name of a component (write letters, digits, dots, - and _)", symbol, name)
		case taken[name]:
			s.report("%s: another type has the name %s, which @name chooses (choose another)", symbol, name)
		default:
			names[i], taken[name] = name, true
		}
	}
	return names
}
