package openapi

import (
	"cmp"
	"net/http"
	"reflect"
	"slices"
	"strconv"
	"strings"

	drey "github.com/dreygo/drey/framework"
)

// mergeAnswers adds what annotations say of answers: words and headers to those that
// the code knows, all of it to those of a handler that answers by itself, and
// those of other statuses.
func (m merging) mergeAnswers() {
	if m.r.Out == nil && m.saysSuccess() {
		m.o.Responses = m.withoutSuccess()
	}
	for status, said := range m.annotated.Responses.All() {
		if said == nil {
			continue
		}
		known, ok := m.o.Responses.Get(status)
		if ok {
			m.o.Responses.Set(status, m.overlayAnswer(known, said, status))
		} else {
			m.o.Responses.Set(status, m.adoptAnswer(said, status))
		}
	}
	m.o.Responses = byStatus(m.o.Responses)
}

// saysSuccess reports whether an annotation has an answer that is no error.
func (m merging) saysSuccess() bool {
	for status := range m.annotated.Responses.All() {
		if isSuccess(status) {
			return true
		}
	}
	return false
}

// withoutSuccess leaves out what a handler that answers by itself would answer
// with if it did not say so.
func (m merging) withoutSuccess() Map[*Response] {
	var all Map[*Response]
	for status, answer := range m.o.Responses.All() {
		if _, said := m.annotated.Responses.Get(status); said || !isSuccess(status) && status != "default" {
			all.Set(status, answer)
		}
	}
	return all
}

func isSuccess(status string) bool {
	return strings.HasPrefix(status, "2") || strings.HasPrefix(status, "3")
}

// overlayAnswer adds what an annotation says to what the code knows. The words
// of a status itself, which swag writes where there are no others, say nothing.
func (m merging) overlayAnswer(known, said *Response, status string) *Response {
	if known.Ref != "" {
		if said.isEmpty() {
			return known
		}
		known = m.responses[strings.TrimPrefix(known.Ref, sharedResponses)]
	}
	answer := *known
	code, _ := strconv.Atoi(status)
	if words := paragraphs(said.Description); words != http.StatusText(code) {
		answer.Description = cmp.Or(words, answer.Description)
	}
	answer.Headers = m.overlayHeaders(answer.Headers, said.Headers)
	answer.Links = joined(said.Links, answer.Links)
	answer.Extensions = joined(said.Extensions, answer.Extensions)
	switch {
	case said.Content.Len() == 0:
	case m.unknowable(answer.Content, code):
		answer.Content = m.adoptContent(said.Content, output)
	default:
		if m.r.Sent == m.r.Out || isFailure(code) { // an annotation is of what the handler returns
			m.checkType("the answer "+status, answer.Content, said.Content, nil)
		}
		answer.Content = m.withExamples(answer.Content, said.Content)
	}
	return &answer
}

func (r *Response) isEmpty() bool {
	return r.Description == "" && r.Headers.Len() == 0 && r.Links.Len() == 0 && r.Extensions.Len() == 0 && r.Content.Len() == 0
}

// unknowable reports whether the code does not say what an answer looks like:
// one that the handler or its output writes by itself, and an error that a
// filter may write which does not say how. The code of the answer for all others is 0.
func (m merging) unknowable(content Map[MediaType], code int) bool {
	if m.r.Out == nil || (code == 0 || isFailure(code)) && slices.ContainsFunc(m.r.Filters, isSilent) {
		return true
	}
	for _, media := range content.All() {
		if media.Schema == nil {
			return true
		}
	}
	return code == m.r.Status && code != http.StatusNoContent && m.r.Produces.ContentType == "" && m.r.Out != reflect.TypeFor[drey.None]()
}

// isSilent reports whether a stage does not say what it answers.
func isSilent(s drey.Stage) bool {
	_, says := zero(s.Type).(drey.Answerer)
	return !says
}

// withExamples adds examples to what the code knows.
func (m merging) withExamples(content, said Map[MediaType]) Map[MediaType] {
	var all Map[MediaType]
	for contentType, media := range content.All() {
		all.Set(contentType, m.overlayMedia(media, MediaType{
			Example: mediaOf(said, contentType).Example, Examples: mediaOf(said, contentType).Examples,
		}))
	}
	return all
}

// adoptAnswer is an answer that the code does not know. An error without a
// shape has that of all errors.
func (m merging) adoptAnswer(said *Response, status string) *Response {
	answer := *said
	code, _ := strconv.Atoi(status)
	answer.Description = cmp.Or(paragraphs(said.Description), http.StatusText(code), "Answer")
	answer.Headers = m.overlayHeaders(Map[Header]{}, said.Headers)
	answer.Content = m.adoptContent(said.Content, output)
	if said.Content.Len() == 0 && isFailure(code) && m.r.Out != nil {
		m.addError(&answer, m.declarations(m.r))
	}
	return &answer
}

// overlayHeaders adds headers, and words to those that the code knows.
func (m merging) overlayHeaders(known, said Map[Header]) Map[Header] {
	all := joined(known, Map[Header]{})
	for name, header := range said.All() {
		of, _ := known.Get(http.CanonicalHeaderKey(name))
		if of.Schema != nil {
			name = http.CanonicalHeaderKey(name)
		}
		all.Set(name, Header{
			Description: cmp.Or(paragraphs(header.Description), of.Description),
			Schema:      cmp.Or(of.Schema, m.schemas.adopt(header.Schema, output), &Schema{}),
		})
	}
	return all
}

// byStatus puts answers in order, the one for all others last.
func byStatus(answers Map[*Response]) Map[*Response] {
	var statuses []string
	for status := range answers.All() {
		statuses = append(statuses, status)
	}
	slices.SortFunc(statuses, func(a, b string) int {
		return cmp.Or(cmp.Compare(rank(a), rank(b)), strings.Compare(a, b))
	})
	var all Map[*Response]
	for _, status := range statuses {
		answer, _ := answers.Get(status)
		all.Set(status, answer)
	}
	return all
}

func rank(status string) int {
	if status == "default" {
		return 1
	}
	return 0
}
