package suggest

import "testing"

func TestClosest(t *testing.T) {
	t.Parallel()
	schematics := []string{"module", "controller", "service", "resource", "app"}
	for _, tt := range []struct{ word, want string }{
		{"resorce", "resource"},
		{"Controler", "controller"},
		{"srevice", "service"},
		{"modul", "module"},
		{"gateway", ""},
		{"foo", ""},
		{"apo", "app"},
		{"", ""},
	} {
		if got := Closest(tt.word, schematics); got != tt.want {
			t.Errorf("Closest(%q) = %q, want %q", tt.word, got, tt.want)
		}
	}
}
