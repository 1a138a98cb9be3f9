#!/bin/bash
# Makes the topics of topics.txt that are missing; those that exist keep what they have.
# Environment: BOOTSTRAP_SERVERS, PARTITIONS, REPLICATION, CLIENT_PROPERTIES (may be empty), TOPICS.
set -euo pipefail
connection=(--bootstrap-server "$BOOTSTRAP_SERVERS")
[ -z "${CLIENT_PROPERTIES:-}" ] || connection+=(--command-config "$CLIENT_PROPERTIES")
while read -r topic settings; do
  case "$topic" in '' | '#'*) continue ;; esac
  configs=()
  for setting in $settings; do configs+=(--config "$setting"); done
  /opt/kafka/bin/kafka-topics.sh "${connection[@]}" --create --if-not-exists --topic "$topic" \
    --partitions "$PARTITIONS" --replication-factor "$REPLICATION" ${configs[@]+"${configs[@]}"}
done <"$TOPICS"
