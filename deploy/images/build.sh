#!/bin/sh
# Builds the images of the built tree: deploy/images/build.sh REGISTRY TAG [IMAGE…], with docker, or ENGINE=podman.
# The images that end in -gpu need an application built with mvn -Pgpu, and are built only when they are named.
set -eu
cd "$(dirname "$0")/../.."
registry=${1:?the registry and path to name the images by, such as registry.example.org/trivium}
tag=${2:?a tag that is never used again}
shift 2
[ $# -gt 0 ] || set -- model-runtime domain-med domain-fin domain-industrial trainer orthanc
for image in "$@"; do
  "${ENGINE:-docker}" build --file "deploy/images/$image/Dockerfile" --tag "$registry/$image:$tag" \
    --build-arg VERSION="$tag" --build-arg REVISION="$(git rev-parse HEAD)" .
done
