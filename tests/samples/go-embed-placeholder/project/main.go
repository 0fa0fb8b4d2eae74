package main

import (
	"log"
	"net/http"

	"example.com/memo/server"
)

func main() {
	log.Fatal(http.ListenAndServe(":8080", server.Handler()))
}
