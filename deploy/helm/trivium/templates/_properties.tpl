{{/* What a service is told beside its environment; keys of maps do not go into variables. */}}
{{- define "trivium.properties" -}}
{{- $service := index .root.Values.services .component -}}
{{- $prefixes := list "platform.kafka.client" -}}
{{- if eq .component "fin" }}{{ $prefixes = append $prefixes "platform.fin.stream.client" }}{{ end -}}
{{- range $prefix := $prefixes }}
{{- if hasPrefix "SASL" $.root.Values.kafka.securityProtocol }}
{{ $prefix }}."sasl.mechanism"={{ $.root.Values.kafka.saslMechanism }}
{{ $prefix }}."sasl.jaas.config"=org.apache.kafka.common.security.scram.ScramLoginModule required username="{{ include "trivium.kafkaUser" $ }}" password="${TRIVIUM_KAFKA_PASSWORD}";
{{- end }}
{{- if include "trivium.kafkaCaSecret" $.root }}
{{ $prefix }}."ssl.truststore.type"=PEM
{{ $prefix }}."ssl.truststore.location"=/opt/trivium/kafka-ca/ca.crt
{{- end }}
{{- end }}
{{- if eq .component "fin" }}
platform.fin.stream.client."num.standby.replicas"={{ $service.standbyReplicas }}
{{- end }}
{{- range $key, $value := $service.settings }}
{{ $key }}={{ $value }}
{{- end }}
{{- end -}}
