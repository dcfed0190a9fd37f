package etag

import "strings"

// matches reports whether If-None-Match names an ETag. Whether either is weak
// makes no difference: a 304 says that the client's copy is as good.
func matches(lines []string, tag string) bool {
	opaque := strings.TrimPrefix(tag, "W/")
	for _, line := range lines {
		if strings.TrimSpace(line) == "*" {
			return true
		}
		for line != "" {
			var next string
			if next, line = nextTag(line); next == opaque {
				return true
			}
		}
	}
	return false
}

// nextTag cuts the first quoted tag off a list, without its W/. What follows
// something that is no tag is not looked at.
func nextTag(list string) (tag, rest string) {
	list = strings.TrimLeft(list, " \t,")
	list = strings.TrimPrefix(list, "W/")
	if !strings.HasPrefix(list, `"`) {
		return "", ""
	}
	end := strings.IndexByte(list[1:], '"')
	if end < 0 {
		return "", ""
	}
	return list[:end+2], list[end+2:]
}
