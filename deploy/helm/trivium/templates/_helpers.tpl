{{- define "trivium.fullname" -}}
{{- default .Release.Name .Values.fullnameOverride | trunc 40 | trimSuffix "-" -}}
{{- end -}}

{{/* Labels of an object; call with (dict "root" $ "component" NAME). */}}
{{- define "trivium.labels" -}}
{{ include "trivium.selector" . }}
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/part-of: trivium
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version }}
{{- end -}}

{{- define "trivium.selector" -}}
app.kubernetes.io/name: trivium
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .component }}
{{- end -}}

{{/* Image of a module; call with (dict "root" $ "module" NAME). */}}
{{- define "trivium.image" -}}
{{- $image := .root.Values.image -}}
{{ printf "%s/%s:%s" $image.registry .module (default .root.Chart.AppVersion $image.tag) }}
{{- end -}}

{{- define "trivium.podSecurity" -}}
runAsNonRoot: true
runAsUser: 10001
runAsGroup: 10001
fsGroup: 10001
fsGroupChangePolicy: OnRootMismatch
seccompProfile:
  type: RuntimeDefault
{{- end -}}

{{- define "trivium.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities:
  drop: [ALL]
{{- end -}}

{{/* Modules that are built, by the short name of their service. */}}
{{- define "trivium.module" -}}
{{- get (dict "runtime" "model-runtime" "med" "domain-med" "fin" "domain-fin" "industrial" "domain-industrial") . -}}
{{- end -}}

{{- define "trivium.secret" -}}
{{- $service := index .root.Values.services .component -}}
{{- default (printf "%s-%s" (include "trivium.fullname" .root) .component) $service.existingSecret -}}
{{- end -}}

{{- define "trivium.tlsSecret" -}}
{{- $service := index .root.Values.services .component -}}
{{- default (printf "%s-%s-tls" (include "trivium.fullname" .root) .component) $service.tlsSecret -}}
{{- end -}}

{{- define "trivium.runtimeUrl" -}}
{{- default (printf "https://%s-runtime:8443" (include "trivium.fullname" .)) .Values.runtimeUrl -}}
{{- end -}}

{{- define "trivium.databaseHost" -}}
{{- if .Values.operators.cloudnativepg.enabled -}}
{{ include "trivium.fullname" . }}-postgres-rw
{{- else -}}
{{ required "database.host must name the PostgreSQL server" .Values.database.host }}
{{- end -}}
{{- end -}}

{{- define "trivium.databaseCaSecret" -}}
{{- if .Values.operators.cloudnativepg.enabled -}}
{{ include "trivium.fullname" . }}-postgres-ca
{{- else -}}
{{ .Values.database.caSecret }}
{{- end -}}
{{- end -}}

{{- define "trivium.kafkaServers" -}}
{{- if .Values.operators.strimzi.enabled -}}
{{ include "trivium.fullname" . }}-kafka-kafka-bootstrap:9093
{{- else -}}
{{ required "kafka.bootstrapServers must name the brokers" .Values.kafka.bootstrapServers }}
{{- end -}}
{{- end -}}

{{- define "trivium.kafkaCaSecret" -}}
{{- if .Values.operators.strimzi.enabled -}}
{{ include "trivium.fullname" . }}-kafka-cluster-ca-cert
{{- else -}}
{{ .Values.kafka.caSecret }}
{{- end -}}
{{- end -}}

{{/* Secret and key of a service's password at the brokers. Strimzi makes one of its own for each user. */}}
{{- define "trivium.kafkaPassword" -}}
{{- if .root.Values.operators.strimzi.enabled -}}
name: {{ include "trivium.fullname" .root }}-{{ .component }}-kafka
key: password
{{- else -}}
name: {{ include "trivium.secret" . }}
key: kafka-password
{{- end -}}
{{- end -}}

{{- define "trivium.kafkaUser" -}}
{{- if .root.Values.operators.strimzi.enabled -}}
{{ include "trivium.fullname" .root }}-{{ .component }}-kafka
{{- else -}}
trivium-{{ .component }}
{{- end -}}
{{- end -}}
