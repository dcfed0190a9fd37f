package server

import (
	"bufio"
	"io"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"time"
)

// A pace is what a client must keep up with while it sends a body or takes an
// answer: rate bytes per second, after a grace. Fixed time-outs cannot tell a
// slow honest client from one that only holds a connection.
type pace struct {
	grace   time.Duration
	rate    int
	leaving *atomic.Bool // answers say that their connection ends
	hijacks *hijacks
}

// wrap serves h to clients that keep pace; others are cut off. Nobody waits
// but for a client: the time a handler takes does not count.
func (p pace) wrap(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		x := &paced{ResponseWriter: w, request: r, control: http.NewResponseController(w), pace: p, multiplexed: r.ProtoMajor > 1}
		// Whether a length came beside the chunks net/http does not tell, and
		// then nothing may be read after it: RFC 9112, section 6.1.
		x.last = !x.multiplexed && len(r.TransferEncoding) > 0
		if r.Body != http.NoBody {
			x.body = &pacedBody{ReadCloser: r.Body, x: x, credit: p.grace}
			copied := *r // net/http looks at the body of its own when the answer begins
			copied.Body = x.body
			r = &copied
		}
		inOrder := false
		defer func() { x.end(inOrder) }()
		h.ServeHTTP(x, r)
		inOrder = true
	})
}

// lasting is how long n bytes may take.
func (p pace) lasting(n int) time.Duration {
	return time.Duration(n) * time.Second / time.Duration(p.rate)
}

// paced is the writer of one request.
type paced struct {
	http.ResponseWriter
	request     *http.Request // as it came
	control     *http.ResponseController
	pace        pace
	multiplexed bool       // HTTP/2: a deadline that passes ends the stream, in use or not
	body        *pacedBody // nil without
	last        bool       // the connection ends with this answer

	mu        sync.Mutex
	readOver  bool // reading is no concern of ours any more
	writeOver bool // neither is writing
	taken     *hijacked
}

// Unwrap lets http.ResponseController reach what is not here.
func (x *paced) Unwrap() http.ResponseWriter { return x.ResponseWriter }

// piece bounds what is written under one deadline, so that the client of a
// large answer cannot stall for as long as all of it may take: by default for 16
// seconds beyond the grace.
const piece = 8 << 10

// WriteHeader begins the answer.
func (x *paced) WriteHeader(status int) {
	x.announce()
	x.ResponseWriter.WriteHeader(status)
}

// announce says that the connection ends with this answer, when it does. What
// has been sent already stays as it is.
func (x *paced) announce() {
	if x.last || x.pace.leaving.Load() {
		x.Header().Set("Connection", "close")
	}
}

func (x *paced) Write(b []byte) (written int, err error) {
	x.announce()
	defer x.writeBy(time.Time{})
	for {
		part := b[written:min(len(b), written+piece)]
		x.expect(len(part))
		n, err := x.ResponseWriter.Write(part)
		written += n
		if err != nil || written == len(b) {
			return written, err
		}
	}
}

// Flush is for handlers that ask for an http.Flusher.
func (x *paced) Flush() { _ = x.FlushError() }

// FlushError is what http.ResponseController looks for.
func (x *paced) FlushError() error {
	x.announce()
	defer x.writeBy(time.Time{})
	x.expect(0)
	return x.control.Flush()
}

// expect gives the client time to take n bytes. When an answer begins before
// its request has been read, net/http reads some of the rest first, which has
// a time of its own.
func (x *paced) expect(n int) {
	by := time.Now().Add(x.pace.grace)
	if !x.multiplexed && x.body != nil && x.body.state.Load() == unread {
		x.readBy(by)
		by = by.Add(x.pace.grace)
	}
	x.writeBy(by.Add(x.pace.lasting(n)))
}

// end gives the client time to take what is left in buffers, and to send what
// no handler has read. Then net/http sets its own deadlines again.
func (x *paced) end(inOrder bool) {
	if taken := x.given(); taken != nil {
		taken.returned(inOrder)
		return
	}
	x.announce()
	x.expect(0)
	x.mu.Lock()
	defer x.mu.Unlock()
	x.readOver, x.writeOver = true, true
}

// given is the connection, once it has been given away.
func (x *paced) given() *hijacked {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.taken
}

func (x *paced) readBy(t time.Time) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if !x.readOver {
		_ = x.control.SetReadDeadline(t) // a connection that is gone says so when it is read
	}
}

func (x *paced) writeBy(t time.Time) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if !x.writeOver {
		_ = x.control.SetWriteDeadline(t) // likewise
	}
}

// SetReadDeadline is for handlers that know better.
func (x *paced) SetReadDeadline(t time.Time) error {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.readOver = true
	return x.control.SetReadDeadline(t)
}

// SetWriteDeadline is for handlers that know better.
func (x *paced) SetWriteDeadline(t time.Time) error {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.writeOver = true
	return x.control.SetWriteDeadline(t)
}

// Hijack gives the connection away, without deadlines. The server waits for its
// end when it stops.
func (x *paced) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	x.mu.Lock()
	defer x.mu.Unlock()
	taken, buffered, err := x.pace.hijacks.take(x.control, x.request)
	if err != nil {
		return nil, nil, err
	}
	x.readOver, x.writeOver, x.taken = true, true, taken
	return taken, buffered, nil
}

// What has become of a body.
const (
	unread int32 = iota // not all of it
	ended
	broken
)

// A pacedBody counts the time that reading takes against what has come.
type pacedBody struct {
	io.ReadCloser
	x      *paced
	credit time.Duration // how long the next bytes may be waited for
	state  atomic.Int32
}

func (b *pacedBody) Read(p []byte) (int, error) {
	if b.state.Load() != unread {
		return b.ReadCloser.Read(p)
	}
	began := time.Now()
	b.x.readBy(began.Add(b.credit))
	n, err := b.ReadCloser.Read(p)
	b.credit = min(b.x.pace.grace, b.credit-time.Since(began)+b.x.pace.lasting(n))
	switch {
	case err == io.EOF:
		b.state.Store(ended)
		b.x.readBy(time.Time{}) // from now on net/http waits for the client to leave
	case err != nil:
		b.state.Store(broken) // and the deadline stays, so that nobody waits again
	case b.x.multiplexed:
		b.x.readBy(time.Time{})
	}
	return n, err
}
