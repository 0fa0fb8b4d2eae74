module example.com/team/probed

go 1.23.4
