// Package web holds the pages, which `npm run build` makes.
package web

import "embed"

// Dist is what Vite leaves.
//
//go:embed all:dist
var Dist embed.FS
