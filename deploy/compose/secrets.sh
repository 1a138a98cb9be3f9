#!/bin/sh
# Writes .env and the signing keys in secrets/: every secret that .env.example names and .env lacks. Run it again after
# an upgrade; what is there stays. ./secrets.sh TAG TENANTS, such as ./secrets.sh 0.1.0-7 north-bank,city-hospital
set -eu
umask 077
cd "$(dirname "$0")"
random() { # $1: bytes
  head -c "$1" /dev/urandom | base64 -w0 | tr '+/' '-_' | tr -d '='
}
touch .env
while IFS='=' read -r name value; do
  case "$name" in '' | '#'*) continue ;; esac
  grep -q "^$name=." .env && continue
  sed -i "/^$name=$/d" .env
  case "$name" in
    TRIVIUM_TAG) value=${1:?the tag that deploy/images/build.sh was given} ;;
    TRIVIUM_TENANTS) value=${2:?the organisations served, comma-separated} ;;
    # One that began with a hyphen would be taken for an option.
    TRIVIUM_KAFKA_CLUSTER_ID) value=A$(random 16 | cut -c2-) ;;
    *) [ -n "$value" ] || value=$(random 32) ;;
  esac
  echo "$name=$value" >>.env
done <.env.example
mkdir -p secrets
# Audit checkpoints and model packs: a key that signs and one that verifies. Compose mounts the files as they are, and the
# services run as 10001.
for name in audit pack; do
  key=secrets/$name-signing-key.pem
  [ ! -e $key ] || continue
  openssl genpkey -algorithm ed25519 -out $key
  openssl pkey -in $key -pubout -out secrets/$name-verification-key.pem
  { chgrp 10001 $key secrets/$name-verification-key.pem && chmod 0440 $key secrets/$name-verification-key.pem; } 2>/dev/null \
    || echo "secrets/$name-*.pem must be readable by group 10001: run this as root, or use chgrp." >&2
done
