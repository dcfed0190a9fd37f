package cookies

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"time"

	drey "github.com/dreygo/drey/framework"
)

// DefaultMaxAge is how long a value is valid when its cookie does not say.
const DefaultMaxAge = 24 * time.Hour

// maxSize is what browsers keep of a cookie, name and attributes included.
const maxSize = 4096

// ErrNone says that a request has no such cookie.
var ErrNone = errors.New("cookies: there is no such cookie")

// A Cookie describes a sealed cookie that holds a T. Declare it once, as a
// package variable.
type Cookie[T any] struct {
	// Name is the cookie's name. With the prefix "__Host-" no other host, no
	// subdomain and no plain connection can set it.
	Name string
	// MaxAge is how long a value is valid, for the server as well as for the
	// browser. The default is [DefaultMaxAge].
	MaxAge time.Duration
	// Path and Domain are as in http.Cookie; the default Path is "/".
	Path, Domain string
	// SameSite is Lax unless it says otherwise.
	SameSite http.SameSite
}

// Set seals a value, as JSON, and sets the cookie on the answer to the request
// behind ctx, by [drey.Context.SetCookie]. Call it before the answer begins.
// It is an error when the cookie is longer than browsers keep.
func (k Cookie[T]) Set(ctx context.Context, jar *Jar, value T) error {
	c, err := k.context(ctx)
	if err != nil {
		return err
	}
	text, err := json.Marshal(value)
	if err != nil {
		return fmt.Errorf("cookies: %s: %w", k.Name, err)
	}
	age := k.MaxAge
	if age <= 0 {
		age = DefaultMaxAge
	}
	cookie := k.cookie() //nolint:gosec // SetCookie fills in the rest
	cookie.MaxAge = max(int(age/time.Second), 1)
	cookie.Value = jar.Seal(k.Name, text, time.Now().Add(age))
	if size := len(cookie.String()); size > maxSize {
		return fmt.Errorf("cookies: %s has %d bytes, of which browsers keep %d (hold the value on the server, and its id in the cookie)", k.Name, size, maxSize)
	}
	return c.SetCookie(cookie)
}

// Get is the value that the request behind ctx brings. The error is [ErrNone]
// or [ErrInvalid].
func (k Cookie[T]) Get(ctx context.Context, jar *Jar) (value T, err error) {
	c, err := k.context(ctx)
	if err != nil {
		return value, err
	}
	err = ErrNone
	for _, cookie := range c.Request().CookiesNamed(k.Name) {
		var text []byte
		if text, err = jar.Open(k.Name, cookie.Value); err != nil {
			continue // another path or domain may have set one of the same name
		}
		if json.Unmarshal(text, &value) != nil {
			return *new(T), ErrInvalid // sealed when T was another type
		}
		return value, nil
	}
	return value, err
}

// Clear makes the browser forget the cookie.
func (k Cookie[T]) Clear(ctx context.Context) error {
	c, err := k.context(ctx)
	if err != nil {
		return err
	}
	cookie := k.cookie() //nolint:gosec // SetCookie fills in the rest
	cookie.MaxAge = -1
	return c.SetCookie(cookie)
}

func (k Cookie[T]) context(ctx context.Context) (*drey.Context, error) {
	c, ok := drey.From(ctx)
	if !ok {
		return nil, fmt.Errorf("cookies: %s is used outside a request (pass the handler's context)", k.Name)
	}
	return c, nil
}

func (k Cookie[T]) cookie() *http.Cookie {
	cookie := &http.Cookie{Name: k.Name, Path: k.Path, Domain: k.Domain, SameSite: k.SameSite, HttpOnly: true} //nolint:gosec // SetCookie says Secure over TLS
	if cookie.Path == "" {
		cookie.Path = "/"
	}
	return cookie
}
