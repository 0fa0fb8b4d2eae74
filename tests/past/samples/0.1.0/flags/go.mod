module example.com/team/platform

go 1.27
