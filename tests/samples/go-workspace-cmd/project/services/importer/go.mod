module example.com/fleet/services/importer

go 1.27.0

require example.com/fleet v0.0.0

replace example.com/fleet => ../..
