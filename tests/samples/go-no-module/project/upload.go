package main

import (
	"fmt"
	"net/http"
	"os"
	"os/user"
)

func upload(w http.ResponseWriter, _ *http.Request) {
	file, err := os.CreateTemp("", "upload-*")
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	defer os.Remove(file.Name())
	size, err := file.WriteString(word("words.txt"))
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	who, err := user.Current()
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	fmt.Fprintf(w, "kept %d bytes as %s\n", size, who.Username)
}

func word(path string) string {
	content, err := os.ReadFile(path)
	if err != nil {
		return err.Error()
	}
	return string(content)
}
