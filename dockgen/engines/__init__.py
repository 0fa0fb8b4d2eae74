"""Container engines behind one small face: docker, podman, nerdctl, buildah."""
