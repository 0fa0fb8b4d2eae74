module example.com/clock

go 1.27.0

require (
	example.com/timefmt v0.0.0
	github.com/gorilla/mux v1.8.1
)

replace example.com/timefmt => ./third/timefmt
