// Package routes says what the shop answers.
package routes

import (
	"fmt"
	"net/http"
	"strings"
)

//go:generate go run ../../tools/words -out words_gen.go milk tea

var (
	version   = "dev"
	gitCommit string
	edition   = "none"
)

// Home lists all drinks.
func Home() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprintln(w, strings.Join(Words, " "), version, gitCommit, edition)
	})
}

// API is for other programs.
func API(_ string) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /health", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintln(w, "ok") })
	return mux
}
