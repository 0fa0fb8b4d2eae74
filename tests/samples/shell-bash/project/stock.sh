#!/usr/bin/env bash
# Adds up the deliveries in data/*.json and keeps a report of each run.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
. lib/sum.sh

reports=${REPORTS:-reports}
mkdir -p "$reports"

declare -A stock=()
for file in data/*.json; do
  while read -r fruit number; do
    stock[$fruit]=$((${stock[$fruit]:-0} + number))
  done < <(deliveries "$file")
done

line="apples: ${stock[apples]}, pears: ${stock[pears]}"
echo "$line" | tee -a "$reports/stock.txt"
