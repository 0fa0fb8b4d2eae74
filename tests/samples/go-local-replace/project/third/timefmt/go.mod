module example.com/timefmt

go 1.27.0
