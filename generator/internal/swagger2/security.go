package swagger2

// flows are the names of OAuth 2 flows in both versions, in the order in which
// one is chosen: Swagger 2.0 has one for each scheme.
var flows = []struct{ in3, in2 string }{
	{"authorizationCode", "accessCode"}, {"clientCredentials", "application"}, {"implicit", "implicit"}, {"password", "password"},
}

func (c *converter) schemes(from object) object {
	to := object{}
	for name, value := range from {
		if scheme, ok := value.(object); ok {
			to[name] = c.scheme(name, scheme)
		}
	}
	return to
}

// scheme converts a way to say who is calling. What Swagger 2.0 does not know
// is sent in the header Authorization, as far as it can tell.
func (c *converter) scheme(name string, from object) object {
	to := keep(from, "description")
	switch kind := text(from, "type"); {
	case kind == "http" && text(from, "scheme") == "basic":
		to["type"] = "basic"
	case kind == "apiKey" && text(from, "in") != "cookie":
		to["type"], to["in"], to["name"] = "apiKey", from["in"], from["name"]
	case kind == "oauth2":
		c.flow(name, to, objectIn(from, "flows"))
	default:
		if kind != "http" {
			c.lose("how the security scheme %s works", name)
		}
		to["type"], to["in"], to["name"] = "apiKey", "header", "Authorization"
		if text(to, "description") == "" {
			to["description"] = "Bearer and a token."
		}
	}
	return to
}

func (c *converter) flow(name string, to, from object) {
	to["type"] = "oauth2"
	for _, f := range flows {
		flow := objectIn(from, f.in3)
		switch {
		case flow == nil:
		case to["flow"] != nil:
			c.lose("the flow %s of the security scheme %s", f.in3, name)
		default:
			to["flow"] = f.in2
			for _, member := range []string{"authorizationUrl", "tokenUrl"} {
				if url := text(flow, member); url != "" {
					to[member] = url
				}
			}
			to["scopes"] = object{}
			if scopes := objectIn(flow, "scopes"); scopes != nil {
				to["scopes"] = scopes
			}
		}
	}
}
