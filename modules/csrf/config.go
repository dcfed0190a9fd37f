package csrf

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
)

// Config says what passes beside the application's own pages. The zero value
// is nothing.
type Config struct {
	// Origins are other sites whose pages may act in a visitor's name:
	// "https://shop.example". Pages that the cors module lets call need to be
	// listed here too if they change something.
	Origins []string
}

// protection is net/http's check with the origins of c. The error lists every
// origin that is none.
func (c Config) protection() (*http.CrossOriginProtection, error) {
	p := http.NewCrossOriginProtection()
	var problems []error
	for _, origin := range c.Origins {
		if err := p.AddTrustedOrigin(origin); err != nil {
			problems = append(problems, fmt.Errorf("csrf: %q is no origin (write scheme://host or scheme://host:port): %w", origin, err))
		} else if lower := strings.ToLower(origin); origin != lower {
			problems = append(problems, fmt.Errorf("csrf: no browser sends the origin %q (write %q)", origin, lower))
		}
	}
	return p, errors.Join(problems...)
}
