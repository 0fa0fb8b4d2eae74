# Build the image: docker buildx bake -f docker-bake.hcl
# On another builder, for example in Kubernetes: docker buildx bake -f docker-bake.hcl --builder NAME --push
variable "REGISTRY" {
  default = ""
}

variable "TAG" {
  default = "latest"
}

# For example linux/amd64,linux/arm64. Empty means the builder's own platform.
variable "PLATFORMS" {
  default = ""
}

variable "VERSION" {
  default = null
}

group "default" {
  targets = ["stamped"]
}

target "stamped" {
  context    = "."
  dockerfile = "Dockerfile"
  tags       = ["${REGISTRY}stamped:${TAG}"]
  platforms  = PLATFORMS == "" ? [] : split(",", PLATFORMS)
  args = {
    VERSION = VERSION
  }
}
