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
	size, err := file.WriteString("tea\n")
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
