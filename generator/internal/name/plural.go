package name

import "strings"

// Plural is the plural of an English noun; a plural stays as it is.
func Plural(w string) string {
	w = Singular(w)
	if uncountable[w] {
		return w
	}
	for _, p := range irregular {
		if stem, ok := strings.CutSuffix(w, p.one); ok && p.fits(stem) {
			return stem + p.many
		}
	}
	switch {
	case hasAnySuffix(w, "s", "x", "z", "ch", "sh"):
		return w + "es"
	case strings.HasSuffix(w, "y") && !endsInVowel(w[:len(w)-1]):
		return w[:len(w)-1] + "ies"
	default:
		return w + "s"
	}
}

// Singular is the singular of an English noun; a singular stays as it is.
func Singular(w string) string {
	if uncountable[w] {
		return w
	}
	for _, p := range irregular {
		if stem, ok := strings.CutSuffix(w, p.many); ok && p.fits(stem) {
			return stem + p.one
		}
		if stem, ok := strings.CutSuffix(w, p.one); ok && p.fits(stem) {
			return w
		}
	}
	switch {
	case len(w) < 2 || !strings.HasSuffix(w, "s"):
		return w
	case hasAnySuffix(w, "ss", "us", "is", "as"):
		return w
	case hasAnySuffix(w, "sses", "shes", "ches", "xes", "zes", "uses"):
		return w[:len(w)-2]
	case strings.HasSuffix(w, "ies") && len(w) > 4:
		return w[:len(w)-3] + "y"
	default:
		return w[:len(w)-1]
	}
}

// An irregularity is a pair of endings. whole says that the ending must be
// the whole word: oxen, but not boxen.
type irregularity struct {
	one, many string
	whole     bool
}

func (p irregularity) fits(stem string) bool { return !p.whole || stem == "" }

var irregular = []irregularity{
	{"person", "people", false},
	{"woman", "women", false},
	{"human", "humans", true},
	{"man", "men", true},
	{"child", "children", false},
	{"mouse", "mice", false},
	{"goose", "geese", true},
	{"foot", "feet", true},
	{"tooth", "teeth", true},
	{"ox", "oxen", true},
	{"quiz", "quizzes", true},
	{"matrix", "matrices", true},
	{"vertex", "vertices", true},
	{"criterion", "criteria", true},
	{"phenomenon", "phenomena", true},
	{"analysis", "analyses", true},
	{"basis", "bases", true},
	{"crisis", "crises", true},
	{"diagnosis", "diagnoses", true},
	{"axis", "axes", true},
	{"database", "databases", true},
	{"case", "cases", false},
	{"house", "houses", false},
	{"cause", "causes", false},
	{"clause", "clauses", false},
	{"pause", "pauses", true},
	{"use", "uses", true},
	{"excuse", "excuses", true},
	{"cache", "caches", true},
	{"axe", "axes", true},
	{"size", "sizes", true},
	{"prize", "prizes", true},
	{"canvas", "canvases", true},
	{"alias", "aliases", true},
	{"atlas", "atlases", true},
	{"bias", "biases", true},
	{"gas", "gases", true},
	{"hero", "heroes", true},
	{"echo", "echoes", true},
	{"potato", "potatoes", true},
	{"tomato", "tomatoes", true},
	{"leaf", "leaves", true},
	{"life", "lives", true},
	{"knife", "knives", true},
	{"wife", "wives", true},
	{"half", "halves", true},
	{"shelf", "shelves", false},
	{"wolf", "wolves", true},
	{"calf", "calves", true},
	{"loaf", "loaves", true},
	{"thief", "thieves", true},
	{"movie", "movies", true},
	{"cookie", "cookies", true},
	{"pie", "pies", true},
	{"tie", "ties", true},
	{"zombie", "zombies", true},
	{"rookie", "rookies", true},
	{"calorie", "calories", true},
	{"lens", "lenses", true},
	{"api", "apis", true},
	{"ui", "uis", true},
}

// uncountable nouns are their own plural.
var uncountable = set(`aircraft data equipment feedback fish furniture hardware health information luggage
	media metadata money music news police rice series sheep software species staff stuff traffic weather`)

func hasAnySuffix(w string, endings ...string) bool {
	for _, e := range endings {
		if strings.HasSuffix(w, e) {
			return true
		}
	}
	return false
}

// endsInVowel tells a day from a category; the u of qu does not count.
func endsInVowel(w string) bool {
	return w != "" && strings.ContainsRune("aeiou", rune(w[len(w)-1])) && !strings.HasSuffix(w, "qu")
}
