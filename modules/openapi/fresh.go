package openapi

import "os"

// metadataVar is set by drey dev for the program it starts: a file with what
// the source says now, in place of what was embedded when drey docs last ran.
const metadataVar = "DREY_METADATA"

// fresh takes the metadata that drey dev has read. A file that is not there
// leaves what was embedded.
func (c Config) fresh() Config {
	if file := os.Getenv(metadataVar); file != "" {
		if text, err := os.ReadFile(file); err == nil { //nolint:gosec // who sets the environment may say it
			c.Metadata = text
		}
	}
	return c
}
