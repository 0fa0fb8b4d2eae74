deliveries() {
  jq -r '.[] | "\(.fruit) \(.number)"' "$1"
}
