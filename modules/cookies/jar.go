package cookies

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"time"
)

// Config configures the module.
type Config struct {
	// Keys are secrets of at least 32 bytes, which an attacker cannot guess:
	// "openssl rand -base64 48". The first one seals, all of them open; put a
	// new one in front, and remove an old one when what it has sealed has ended.
	Keys []string
}

const minKey = 32

// ErrInvalid is why a sealed value does not open: it has ended, was sealed
// for another name or with a key that is not known, or was changed. A client
// need not know which.
var ErrInvalid = errors.New("cookies: the sealed value is not valid")

// A Jar seals and opens values. It is safe for concurrent use.
type Jar struct{ keys []cipher.AEAD }

// New returns the jar of a config. The error lists every key that is none.
func New(config Config) (*Jar, error) {
	if len(config.Keys) == 0 {
		return nil, errors.New("cookies: there is no key (set Config.Keys to a secret of 32 bytes or more, from the environment)")
	}
	jar := &Jar{}
	var problems []error
	for i, secret := range config.Keys {
		switch {
		case len(secret) < minKey:
			problems = append(problems, fmt.Errorf("cookies: key %d has %d bytes (use %d or more: openssl rand -base64 48)", i+1, len(secret), minKey))
			continue
		case slices.Contains(config.Keys[:i], secret):
			problems = append(problems, fmt.Errorf("cookies: key %d is there twice (remove it)", i+1))
			continue
		}
		key, err := aead(secret)
		if err != nil {
			return nil, err
		}
		jar.keys = append(jar.keys, key)
	}
	return jar, errors.Join(problems...)
}

// aead derives a key of the cipher's length, which serves nothing else that the
// secret may serve.
func aead(secret string) (cipher.AEAD, error) {
	key, err := hkdf.Key(sha256.New, []byte(secret), nil, "drey cookies 1", 32)
	if err != nil {
		return nil, err
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCMWithRandomNonce(block)
}

// Seal encrypts a value for a name. It opens until the time given.
func (j *Jar) Seal(name string, value []byte, until time.Time) string {
	plain := binary.BigEndian.AppendUint64(nil, uint64(until.Unix()))
	sealed := j.keys[0].Seal(nil, nil, append(plain, value...), []byte(name)) //nolint:gosec // NewGCMWithRandomNonce makes a nonce itself
	return base64.RawURLEncoding.EncodeToString(sealed)
}

// Open is the value that was sealed for a name, or [ErrInvalid].
func (j *Jar) Open(name, sealed string) ([]byte, error) {
	raw, err := base64.RawURLEncoding.Strict().DecodeString(sealed)
	if err != nil {
		return nil, ErrInvalid
	}
	for _, key := range j.keys {
		plain, err := key.Open(nil, nil, raw, []byte(name))
		if err != nil || len(plain) < 8 {
			continue
		}
		until := time.Unix(int64(binary.BigEndian.Uint64(plain)), 0)
		if !time.Now().Before(until) {
			return nil, ErrInvalid
		}
		return plain[8:], nil
	}
	return nil, ErrInvalid
}

// NewKey returns a random secret for [Config.Keys], for tests and for a first
// start. A service that makes one at each start forgets all cookies.
func NewKey() string { return rand.Text() + rand.Text() }
