// Package settings reads the file that the program is told to take.
package settings

import (
	"encoding/json"
	"os"
)

// Settings are what a person may change.
type Settings struct {
	Listen, Motto string
}

// Load reads them.
func Load(path string) (Settings, error) {
	var loaded Settings
	content, err := os.ReadFile(path)
	if err == nil {
		err = json.Unmarshal(content, &loaded)
	}
	return loaded, err
}
