package openapitest

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"slices"

	"github.com/dreygo/drey/modules/openapi"
)

// unlisted are answers of HTTP itself, which documents do not list: the client
// has it already, or has asked for a part.
var unlisted = []int{http.StatusNotModified, http.StatusPartialContent, http.StatusRequestedRangeNotSatisfiable}

// answer holds an answer against the document. A body that is read is put back.
func (t *transport) answer(m match, answer *http.Response) error {
	status := fmt.Sprintf("%d: ", answer.StatusCode)
	if slices.Contains(unlisted, answer.StatusCode) {
		return nil
	}
	response, at, ok := m.response(t.doc, answer.StatusCode)
	if !ok || response == nil {
		t.report(m, status, "the status is not in the document")
		return nil
	}
	t.headers(m, status, at, response, answer.Header)
	return t.body(m, status, at, response, answer)
}

// headers looks at those that the document describes.
func (t *transport) headers(m match, status string, at pointer, response *openapi.Response, got http.Header) {
	for name, header := range response.Headers.All() {
		if header.Schema == nil || got.Get(name) == "" {
			continue
		}
		for _, problem := range t.open.text(at.at("headers", name, "schema"), header.Schema, got.Values(name)) {
			t.report(m, status, fmt.Sprintf("header %s: %s", name, problem))
		}
	}
}

func (t *transport) body(m match, status string, at pointer, response *openapi.Response, answer *http.Response) error {
	contentType := mediaType(answer.Header)
	found, at, ok := media(response.Content, at, contentType)
	switch {
	case contentType == "" && response.Content.Len() > 0 && answer.ContentLength == 0:
		t.report(m, status, "there is no body, the document has one")
		return nil
	case contentType == "":
		return nil
	case !ok:
		t.report(m, status, fmt.Sprintf("the content type %s is not in the document", contentType))
		return nil
	case found.Schema == nil || !isJSON(contentType) || answer.Header.Get("Content-Encoding") != "":
		return nil // who asks for compression by itself reads the body by itself
	}
	text, err := io.ReadAll(answer.Body)
	answer.Body.Close()
	if err != nil {
		return err
	}
	answer.Body = io.NopCloser(bytes.NewReader(text))
	for _, problem := range t.differences(at, text) {
		t.report(m, status, problem)
	}
	return nil
}
