module example.com/team/probed

go 1.26

toolchain go1.27.2
