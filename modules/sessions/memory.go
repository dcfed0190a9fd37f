package sessions

import (
	"bytes"
	"container/heap"
	"context"
	"log/slog"
	"sync"
	"time"
)

// DefaultMemory is how many bytes a [Memory] takes that is not told: room for
// some 200,000 small sessions.
const DefaultMemory = 64 << 20

// overhead is about what a session takes besides its id and its data.
const overhead = 256

// Memory is a [Store] in the memory of this process. When it is full, the
// session ends that would have ended first, which is logged. It starts no
// goroutine: what has expired makes room when something is stored.
type Memory struct {
	mu       sync.Mutex
	max      int
	used     int
	entries  map[string]*entry
	byExpiry byExpiry

	log     *slog.Logger
	evicted int       // since the last line
	told    time.Time // of that line
}

var _ Store = (*Memory)(nil)

// NewMemory returns a Memory that takes up to about maxBytes; 0 and less is
// [DefaultMemory].
func NewMemory(maxBytes int) *Memory {
	if maxBytes <= 0 {
		maxBytes = DefaultMemory
	}
	return &Memory{max: maxBytes, entries: map[string]*entry{}, log: slog.Default()}
}

// logTo says where it is logged that a session had to go.
func (m *Memory) logTo(log *slog.Logger) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.log = log
}

// Load implements [Store].
func (m *Memory) Load(ctx context.Context, id string) (Record, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	e, err := m.find(ctx, id)
	if err != nil {
		return Record{}, err
	}
	return e.record, nil
}

// Save implements [Store].
func (m *Memory) Save(ctx context.Context, id string, r Record) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.sweep(time.Now())
	e, err := m.find(ctx, id)
	switch {
	case ctx.Err() != nil:
		return err
	case r.Version == 0 && e == nil:
		e = &entry{id: id}
		m.entries[id] = e
		heap.Push(&m.byExpiry, e)
		m.used += len(id) + overhead
	case err != nil:
		return err
	case r.Version != e.record.Version:
		return ErrConflict
	}
	m.used += len(r.Data) - len(e.record.Data)
	e.record = Record{Data: bytes.Clone(r.Data), Version: r.Version + 1, Expires: r.Expires}
	heap.Fix(&m.byExpiry, e.index)
	m.makeRoom(e)
	return nil
}

// Touch implements [Store].
func (m *Memory) Touch(ctx context.Context, id string, expires time.Time) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	e, err := m.find(ctx, id)
	if err != nil {
		return err
	}
	e.record.Expires = expires
	heap.Fix(&m.byExpiry, e.index)
	return nil
}

// Move implements [Store].
func (m *Memory) Move(ctx context.Context, from, to string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	e, err := m.find(ctx, from)
	if err != nil {
		return err
	}
	if m.entries[to] != nil {
		return ErrConflict
	}
	delete(m.entries, from)
	m.used += len(to) - len(from)
	e.id = to
	m.entries[to] = e
	return nil
}

// Delete implements [Store].
func (m *Memory) Delete(ctx context.Context, id string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if e, err := m.find(ctx, id); err == nil {
		m.remove(e)
	}
	return ctx.Err()
}

// find returns what has not expired.
func (m *Memory) find(ctx context.Context, id string) (*entry, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	e := m.entries[id]
	if e == nil || e.expired(time.Now()) {
		return nil, ErrNotFound
	}
	return e, nil
}

func (m *Memory) remove(e *entry) {
	heap.Remove(&m.byExpiry, e.index)
	delete(m.entries, e.id)
	m.used -= len(e.id) + len(e.record.Data) + overhead
}

// sweep removes what has expired.
func (m *Memory) sweep(now time.Time) {
	for len(m.byExpiry) > 0 && m.byExpiry[0].expired(now) {
		m.remove(m.byExpiry[0])
	}
}

// makeRoom ends sessions until the rest fits. The one that was just stored
// stays.
func (m *Memory) makeRoom(stored *entry) {
	for m.used > m.max && len(m.byExpiry) > 1 {
		first := m.byExpiry[0]
		if first == stored {
			first = m.byExpiry[m.byExpiry.second()]
		}
		m.remove(first)
		m.evicted++
	}
	if now := time.Now(); m.evicted > 0 && now.Sub(m.told) >= time.Minute {
		m.log.Warn("sessions end early: the memory for them is full", "ended", m.evicted, "sessions", len(m.entries), "maxBytes", m.max)
		m.evicted, m.told = 0, now
	}
}

// An entry is a session in memory.
type entry struct {
	id     string
	record Record
	index  int // in byExpiry
}

func (e *entry) expired(now time.Time) bool { return !now.Before(e.record.Expires) }

// byExpiry is a heap: what expires first is at 0.
type byExpiry []*entry

func (h byExpiry) Len() int           { return len(h) }
func (h byExpiry) Less(i, j int) bool { return h[i].record.Expires.Before(h[j].record.Expires) }
func (h byExpiry) Swap(i, j int) {
	h[i], h[j] = h[j], h[i]
	h[i].index, h[j].index = i, j
}

// Push implements heap.Interface.
func (h *byExpiry) Push(x any) {
	e := x.(*entry)
	e.index = len(*h)
	*h = append(*h, e)
}

// Pop implements heap.Interface.
func (h *byExpiry) Pop() any {
	last := len(*h) - 1
	e := (*h)[last]
	(*h)[last] = nil
	*h = (*h)[:last]
	return e
}

// second is where the one is that expires after the first.
func (h byExpiry) second() int {
	if len(h) > 2 && h.Less(2, 1) {
		return 2
	}
	return 1
}
