#!/bin/sh
# Says hello, and how many files the folder has that is given to it.
set -eu

folder=${1:-.}
printf 'Hello world\n'
printf '%s files in %s\n' "$(find "$folder" -type f | wc -l)" "$folder"
