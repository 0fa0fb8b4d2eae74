package main

import (
	"fmt"
	"log"
	"net/http"

	zmq "github.com/pebbe/zmq4"
)

// echo sends a text through a pair of sockets.
func echo(text string) (string, error) {
	in, err := zmq.NewSocket(zmq.PAIR)
	if err != nil {
		return "", err
	}
	defer in.Close()
	out, err := zmq.NewSocket(zmq.PAIR)
	if err != nil {
		return "", err
	}
	defer out.Close()
	if err := in.Bind("inproc://echo"); err != nil {
		return "", err
	}
	if err := out.Connect("inproc://echo"); err != nil {
		return "", err
	}
	if _, err := out.Send(text, 0); err != nil {
		return "", err
	}
	return in.Recv(0)
}

func main() {
	http.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) {
		text, err := echo("Hello bus")
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		fmt.Fprintln(w, text)
	})
	log.Fatal(http.ListenAndServe(":8080", nil))
}
