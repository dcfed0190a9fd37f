package access

import (
	"crypto/rand"
	"crypto/subtle"
	"log/slog"
)

// Role is what a caller may be.
type Role string

// Admin may change cats.
const Admin Role = "admin"

// A Keyring knows which key belongs to which role.
type Keyring struct{ admin string }

// NewKeyring holds the configured key. Without one it makes a key for this
// run and logs it: an example has no password that everybody knows.
func NewKeyring(c *Config, log *slog.Logger) *Keyring {
	if c.AdminKey != "" {
		return &Keyring{admin: c.AdminKey}
	}
	key := rand.Text()
	log.Warn("ADMIN_KEY is not set; made a key for this run", "X-Api-Key", key)
	return &Keyring{admin: key}
}

// Has reports whether a key gives a role.
func (k *Keyring) Has(key string, role Role) bool {
	return role == Admin && subtle.ConstantTimeCompare([]byte(key), []byte(k.admin)) == 1
}
