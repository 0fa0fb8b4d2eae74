#!/bin/sh
exec socat "TCP-LISTEN:${PORT:-8080},fork,reuseaddr" SYSTEM:"./answer.sh"
