package drey_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"io"
	"math/big"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	drey "github.com/dreygo/drey/framework"
	"github.com/dreygo/drey/framework/dreytest"
)

func ExampleListen() {
	dir, _ := os.MkdirTemp("", "drey")
	defer os.RemoveAll(dir)
	app := drey.New(GreetModule, quiet,
		drey.Addr("127.0.0.1:0"),
		drey.Listen("unix:"+filepath.Join(dir, "app.sock")),
		drey.Listen("127.0.0.1:0", drey.H2C()),
	)
	ctx := context.Background()
	if err := app.Start(ctx); err != nil {
		fmt.Println(err)
		return
	}
	for _, at := range app.URLs() {
		kind, _, _ := strings.Cut(at, ":")
		fmt.Println(kind)
	}
	fmt.Println(app.Stop(ctx))
	// Output:
	// http
	// unix
	// http
	// <nil>
}

func ExampleTLSFiles() {
	app := drey.New(GreetModule, quiet, drey.Addr("127.0.0.1:0"), drey.TLSFiles("missing.crt", "missing.key"))
	fmt.Println(app.Start(context.Background()))
	// Output: listen on 127.0.0.1:0: open missing.crt: no such file or directory (the files are those of drey.TLSFiles)
}

// certificate makes one for 127.0.0.1, as files and as the pool that trusts it.
func certificate(t *testing.T) (cert, key string, trusted *x509.CertPool) {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1),
		NotAfter:     time.Now().Add(time.Hour),
		IPAddresses:  []net.IP{net.IPv4(127, 0, 0, 1)},
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &private.PublicKey, private)
	if err != nil {
		t.Fatal(err)
	}
	secret, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		t.Fatal(err)
	}
	cert, key = filepath.Join(t.TempDir(), "cert.pem"), filepath.Join(t.TempDir(), "key.pem")
	for path, block := range map[string]*pem.Block{cert: {Type: "CERTIFICATE", Bytes: der}, key: {Type: "PRIVATE KEY", Bytes: secret}} {
		if err := os.WriteFile(path, pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	parsed, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	trusted = x509.NewCertPool()
	trusted.AddCert(parsed)
	return cert, key, trusted
}

// clientFor speaks to one of an app's URLs; the URL it returns is for requests.
func clientFor(t *testing.T, at string, trusted *x509.CertPool, protocols *http.Protocols) (*http.Client, string) {
	t.Helper()
	transport := &http.Transport{Protocols: protocols, TLSClientConfig: &tls.Config{RootCAs: trusted}}
	t.Cleanup(transport.CloseIdleConnections)
	if path, unix := strings.CutPrefix(at, "unix:"); unix {
		transport.DialContext = func(ctx context.Context, _, _ string) (net.Conn, error) {
			return new(net.Dialer).DialContext(ctx, "unix", path)
		}
		at = "http://localhost"
	}
	return &http.Client{Transport: transport, Timeout: 30 * time.Second}, at
}

func protocols(set ...func(*http.Protocols, bool)) *http.Protocols {
	p := new(http.Protocols)
	for _, f := range set {
		f(p, true)
	}
	return p
}

// get answers with status, protocol and body.
func get(t *testing.T, client *http.Client, at string) string {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, at, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	res, err := client.Do(r)
	if err != nil {
		return err.Error()
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	return fmt.Sprint(res.StatusCode, " ", res.Proto, " ", string(body), errString(err))
}

// Every kind of listener serves, waits for its requests at the stop, and is
// closed then.
func TestListeners(t *testing.T) {
	t.Parallel()
	cert, key, trusted := certificate(t)
	pair, err := tls.LoadX509KeyPair(cert, key)
	if err != nil {
		t.Fatal(err)
	}
	socket := filepath.Join(t.TempDir(), "app.sock")
	arrived := make(chan struct{})
	var app *dreytest.App
	slow := func(ctx context.Context, _ drey.None) (string, error) {
		arrived <- struct{}{}
		<-dreytest.Resolve[*drey.State](app).Stopping()
		return "done", ctx.Err()
	}
	app = dreytest.New(t, drey.NewModule("test", drey.Controllers(drey.Controller("").With(
		drey.Get("/fast", answer("ok")), drey.Get("/slow", slow)))),
		drey.Listen("unix:"+socket),
		drey.Listen("127.0.0.1:0", drey.TLSFiles(cert, key)),
		drey.Listen("127.0.0.1:0", drey.TLS(&tls.Config{Certificates: []tls.Certificate{pair}, MinVersion: tls.VersionTLS13})),
		drey.Listen("127.0.0.1:0", drey.H2C()),
		drey.Listen("127.0.0.1:0", drey.H2C()),
	)
	urls := app.URLs()
	if len(urls) != 6 || urls[0] != app.URL() {
		t.Fatalf("URLs %q, the first of them %q", urls, app.URL())
	}
	var (
		one       = protocols((*http.Protocols).SetHTTP1)
		two       = protocols((*http.Protocols).SetHTTP2)
		plainTwo  = protocols((*http.Protocols).SetUnencryptedHTTP2)
		answers   = make(chan string)
		addresses []string
	)
	for i, tt := range []struct {
		scheme    string
		protocols *http.Protocols
		proto     string
	}{
		{"http", one, "HTTP/1.1"},
		{"unix", one, "HTTP/1.1"},
		{"https", one, "HTTP/1.1"},
		{"https", two, "HTTP/2.0"},
		{"http", one, "HTTP/1.1"},
		{"http", plainTwo, "HTTP/2.0"},
	} {
		if scheme, _, _ := strings.Cut(urls[i], ":"); scheme != tt.scheme {
			t.Errorf("URL %d is %s, want %s", i, urls[i], tt.scheme)
		}
		client, at := clientFor(t, urls[i], trusted, tt.protocols)
		if got, want := get(t, client, at+"/fast"), "200 "+tt.proto+" ok"; got != want {
			t.Errorf("%s %s\n got %s\nwant %s", urls[i], tt.proto, got, want)
		}
		go func() { answers <- strings.TrimPrefix(get(t, client, at+"/slow"), "200 "+tt.proto+" ") }()
		<-arrived
		addresses = append(addresses, urls[i])
	}
	if err := app.Stop(context.Background()); err != nil {
		t.Error(err)
	}
	for range addresses {
		if got := <-answers; got != "done" {
			t.Errorf("a request in flight got %s", got)
		}
	}
	for _, at := range addresses {
		client, at := clientFor(t, at, trusted, one)
		if got := get(t, client, at+"/fast"); strings.HasPrefix(got, "200") {
			t.Errorf("%s still serves", at)
		}
	}
	if _, err := os.Stat(socket); !os.IsNotExist(err) {
		t.Errorf("the socket is still there: %v", err)
	}
}

// The app's own listener takes the same options.
func TestAddrWithTLS(t *testing.T) {
	t.Parallel()
	cert, key, trusted := certificate(t)
	app := dreytest.New(t, one(answer("ok")), drey.TLSFiles(cert, key))
	client, at := clientFor(t, app.URL(), trusted, nil)
	if got := get(t, client, at+"/x"); !strings.HasPrefix(at, "https://") || !strings.HasPrefix(got, "200 ") {
		t.Errorf("%s: %s", at, got)
	}
}

func TestUnixSocket(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name    string
		prepare func(t *testing.T, path string)
		want    string // of the error
	}{
		{"nothing there", func(*testing.T, string) {}, ""},
		{"a stale socket is replaced", leaveStale, ""},
		{"a live socket is left alone", func(t *testing.T, path string) {
			dreytest.New(t, one(answer("ok")), drey.Addr("unix:"+path))
		}, "is taken"},
		{"a file is left alone", func(t *testing.T, path string) {
			if err := os.WriteFile(path, []byte("mine"), 0o600); err != nil {
				t.Fatal(err)
			}
		}, "a file that is no socket"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), "s")
			tt.prepare(t, path)
			app := drey.New(one(answer("ok")), drey.Addr("127.0.0.1:0"), drey.Listen("unix:"+path), quiet)
			err := app.Start(t.Context())
			if tt.want == "" && err != nil || tt.want != "" && (err == nil || !strings.Contains(err.Error(), tt.want)) {
				t.Errorf("error %v, want %q", err, tt.want)
			}
			if err := app.Stop(context.Background()); err != nil {
				t.Error(err)
			}
			if _, err := os.Lstat(path); os.IsNotExist(err) != (tt.want == "") {
				t.Errorf("after the stop: %v", err)
			}
			if tt.want == "is taken" {
				client, at := clientFor(t, "unix:"+path, nil, nil)
				if got := get(t, client, at+"/x"); !strings.HasPrefix(got, "200 ") {
					t.Errorf("the other application: %s", got)
				}
			}
		})
	}
}

// leaveStale does what a crashed process does.
func leaveStale(t *testing.T, path string) {
	l, err := new(net.ListenConfig).Listen(t.Context(), "unix", path)
	if err != nil {
		t.Fatal(err)
	}
	l.(*net.UnixListener).SetUnlinkOnClose(false)
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
}

// When one address cannot be opened, no hook runs and no other stays open.
func TestListenAllOrNothing(t *testing.T) {
	t.Parallel()
	taken := dreytest.New(t, one(answer("ok")))
	socket := filepath.Join(t.TempDir(), "s")
	app := drey.New(one(answer("ok")), quiet, drey.Addr("unix:"+socket), drey.Listen(strings.TrimPrefix(taken.URL(), "http://")))
	err := app.Start(t.Context())
	if err == nil || !strings.Contains(err.Error(), strings.TrimPrefix(taken.URL(), "http://")+": the port is taken") {
		t.Errorf("error %v", err)
	}
	if _, err := os.Lstat(socket); !os.IsNotExist(err) {
		t.Errorf("the first listener is still there: %v", err)
	}
}

// A listener that breaks, whichever, ends Serve with its reason.
func TestBrokenListener(t *testing.T) {
	t.Parallel()
	app := drey.New(one(answer("ok")), quiet, drey.Addr("127.0.0.1:0"), drey.Listen("127.0.0.1:0"))
	served := make(chan error, 1)
	go func() { served <- app.Serve(t.Context()) }()
	for !ready(t, app) {
		select {
		case err := <-served:
			t.Fatal(err)
		default:
		}
	}
	second := app.URLs()[1]
	breakListener(t, second)
	if err := <-served; err == nil || !strings.Contains(err.Error(), second) {
		t.Errorf("error %v, want one that names %s", err, second)
	}
}

// ready reports whether an application that is started elsewhere serves.
func ready(t *testing.T, app *drey.App) bool {
	t.Helper()
	state, err := drey.Resolve[*drey.State](app)
	if err != nil {
		t.Fatal(err)
	}
	return state.Ready()
}

// breakListener shuts the socket behind an address, as a kernel may.
func breakListener(t *testing.T, at string) {
	t.Helper()
	parsed, err := url.Parse(at)
	if err != nil {
		t.Fatal(err)
	}
	for fd := range 4096 {
		addr, err := syscall.Getsockname(fd)
		if err != nil {
			continue
		}
		inet, ok := addr.(*syscall.SockaddrInet4)
		if listens, err := syscall.GetsockoptInt(fd, syscall.SOL_SOCKET, syscall.SO_ACCEPTCONN); err != nil || listens == 0 {
			continue
		}
		if ok && fmt.Sprint(inet.Port) == parsed.Port() {
			if err := syscall.Shutdown(fd, syscall.SHUT_RDWR); err != nil {
				t.Fatal(err)
			}
			return
		}
	}
	t.Fatalf("no socket listens on %s", at)
}
