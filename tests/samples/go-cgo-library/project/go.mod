module example.com/bus

go 1.27.0

require github.com/pebbe/zmq4 v1.4.0
