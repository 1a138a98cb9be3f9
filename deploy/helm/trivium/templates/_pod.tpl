{{/* Environment of a service; call with (dict "root" $ "component" NAME). */}}
{{- define "trivium.environment" -}}
{{- $root := .root -}}
{{- $values := .root.Values -}}
{{- $service := index $values.services .component -}}
{{- $secret := include "trivium.secret" . -}}
{{- $database := $values.database -}}
{{- $jdbc := printf "jdbc:postgresql://%s:%d/%s?currentSchema=%s&sslmode=%s" (include "trivium.databaseHost" .root) (int $database.port) $database.name .component $database.sslMode -}}
{{- if include "trivium.databaseCaSecret" .root }}{{ $jdbc = printf "%s&sslrootcert=/opt/trivium/database-ca/ca.crt" $jdbc -}}
{{- else }}{{ $jdbc = printf "%s&sslfactory=org.postgresql.ssl.DefaultJavaSSLFactory" $jdbc }}{{ end -}}
- name: JDK_JAVA_OPTIONS
  value: {{ printf "%s -Djavax.net.ssl.trustStore=/opt/trivium/trust/cacerts" $service.javaOptions | quote }}
- name: QUARKUS_HTTP_HOST
  value: 0.0.0.0
- name: QUARKUS_HTTP_INSECURE_REQUESTS
  value: disabled
- name: QUARKUS_HTTP_SSL_PORT
  value: "8443"
- name: QUARKUS_HTTP_SSL_CERTIFICATE_FILES
  value: /opt/trivium/tls/tls.crt
- name: QUARKUS_HTTP_SSL_CERTIFICATE_KEY_FILES
  value: /opt/trivium/tls/tls.key
- name: QUARKUS_HTTP_SSL_CERTIFICATE_RELOAD_PERIOD
  value: 1h
- name: QUARKUS_MANAGEMENT_HOST
  value: 0.0.0.0
- name: QUARKUS_MANAGEMENT_PORT
  value: "9443"
- name: QUARKUS_MANAGEMENT_SSL_CERTIFICATE_FILES
  value: /opt/trivium/tls/tls.crt
- name: QUARKUS_MANAGEMENT_SSL_CERTIFICATE_KEY_FILES
  value: /opt/trivium/tls/tls.key
- name: QUARKUS_MANAGEMENT_SSL_CERTIFICATE_RELOAD_PERIOD
  value: 1h
- name: QUARKUS_SHUTDOWN_TIMEOUT
  value: {{ printf "%ds" (int (sub $service.terminationGracePeriodSeconds 15)) | quote }}
{{- if $values.ingress.enabled }}
- name: QUARKUS_HTTP_PROXY_PROXY_ADDRESS_FORWARDING
  value: "true"
- name: QUARKUS_HTTP_PROXY_ENABLE_FORWARDED_HOST
  value: "true"
{{- with $values.ingress.trustedProxies }}
- name: QUARKUS_HTTP_PROXY_TRUSTED_PROXIES
  value: {{ join "," . | quote }}
{{- end }}
{{- end }}
- name: QUARKUS_DATASOURCE_JDBC_URL
  value: {{ $jdbc | quote }}
- name: QUARKUS_DATASOURCE_USERNAME
  value: {{ .component }}_app
- name: QUARKUS_DATASOURCE_PASSWORD
  {{- include "trivium.fromSecret" (list $secret "db-password") | nindent 2 }}
- name: QUARKUS_FLYWAY_USERNAME
  value: {{ .component }}_owner
- name: QUARKUS_FLYWAY_PASSWORD
  {{- include "trivium.fromSecret" (list $secret "db-owner-password") | nindent 2 }}
- name: KAFKA_BOOTSTRAP_SERVERS
  value: {{ include "trivium.kafkaServers" .root | quote }}
- name: KAFKA_SECURITY_PROTOCOL
  value: {{ $values.kafka.securityProtocol }}
{{- if hasPrefix "SASL" $values.kafka.securityProtocol }}
- name: TRIVIUM_KAFKA_PASSWORD
  valueFrom:
    secretKeyRef:
      {{- include "trivium.kafkaPassword" . | nindent 6 }}
{{- end }}
- name: TRIVIUM_OIDC_ISSUER
  value: {{ required "oidc.issuer must be the realm's address, as browsers see it" $values.oidc.issuer | quote }}
- name: TRIVIUM_OIDC_CLIENT_SECRET
  {{- include "trivium.fromSecret" (list $secret "oidc-client-secret") | nindent 2 }}
- name: TRIVIUM_SESSION_SECRET
  {{- include "trivium.fromSecret" (list $secret "session-secret") | nindent 2 }}
- name: TRIVIUM_DATA_DIR
  value: /var/lib/trivium
- name: TRIVIUM_AUDIT_SIGNING_KEY
  value: /opt/trivium/secrets/audit-signing-key.pem
{{- with $values.auditShipping.syslog }}
{{- if .host }}
- name: TRIVIUM_AUDIT_SYSLOG_HOST
  value: {{ .host | quote }}
- name: PLATFORM_AUDIT_SHIPPING_SYSLOG_PORT
  value: {{ .port | quote }}
{{- end }}
{{- end }}
{{- with $values.auditShipping.objectStore }}
{{- if .endpoint }}
- name: TRIVIUM_AUDIT_S3_ENDPOINT
  value: {{ .endpoint | quote }}
- name: TRIVIUM_AUDIT_S3_BUCKET
  value: {{ required "auditShipping.objectStore.bucket must name a bucket" .bucket | quote }}
- name: PLATFORM_AUDIT_SHIPPING_OBJECT_STORE_REGION
  value: {{ .region | quote }}
{{- if .prefix }}
- name: PLATFORM_AUDIT_SHIPPING_OBJECT_STORE_PREFIX
  value: {{ .prefix | quote }}
{{- end }}
{{- if .retentionDays }}
- name: PLATFORM_AUDIT_SHIPPING_OBJECT_STORE_RETENTION_DAYS
  value: {{ .retentionDays | int | quote }}
{{- end }}
- name: TRIVIUM_AUDIT_S3_ACCESS_KEY
  {{- include "trivium.fromSecret" (list $secret "audit-s3-access-key") | nindent 2 }}
- name: TRIVIUM_AUDIT_S3_SECRET_KEY
  {{- include "trivium.fromSecret" (list $secret "audit-s3-secret-key") | nindent 2 }}
{{- end }}
{{- end }}
{{- if and (eq .component "runtime") $values.services.runtime.packSigning }}
- name: TRIVIUM_PACK_SIGNING_KEY
  value: /opt/trivium/secrets/pack-signing-key.pem
- name: TRIVIUM_PACK_PUBLIC_KEY
  value: /opt/trivium/secrets/pack-verification-key.pem
{{- end }}
- name: PLATFORM_TENANCY_TENANTS
  value: {{ join "," $values.tenants | quote }}
{{- if and $values.ingress.enabled $values.ingress.host }}
- name: PLATFORM_WEB_PREFIX
  value: /{{ .component }}
- name: QUARKUS_HTTP_PROXY_ENABLE_FORWARDED_PREFIX
  value: "true"
{{- end }}
{{- if $values.ingress.enabled }}
- name: PLATFORM_WEB_FRONT_PAGE
  value: {{ include "trivium.outside" (list .root "runtime") }}/console/
{{- end }}
{{- if eq .component "runtime" }}
- name: TRIVIUM_PACKS
  value: /opt/trivium/packs
- name: TRIVIUM_SERVICES
  value: {{ include "trivium.serviceList" (dict "root" .root "consoles" false) | quote }}
- name: TRIVIUM_CONSOLES
  value: {{ include "trivium.serviceList" (dict "root" .root "consoles" true) | quote }}
{{- if $service.gpu.enabled }}
- name: PLATFORM_RUNTIME_SERVING_DEVICE
  value: cuda
{{- end }}
{{- if $service.trainer.enabled }}
- name: PLATFORM_RUNTIME_LEARNING_UPDATE_TRAINER
  value: /opt/trivium/update-trainer
- name: DJL_CACHE_DIR
  value: /tmp/djl
{{- end }}
{{- else }}
- name: TRIVIUM_RUNTIME_URL
  value: {{ include "trivium.runtimeUrl" .root | quote }}
- name: TRIVIUM_SERVICE_CLIENT_SECRET
  {{- include "trivium.fromSecret" (list $secret "service-client-secret") | nindent 2 }}
{{- end }}
{{- if eq .component "fin" }}
- name: PLATFORM_FIN_TOKEN_KEY
  {{- include "trivium.fromSecret" (list $secret "token-key") | nindent 2 }}
- name: PLATFORM_FIN_STREAM_INSTANCE_ID
  valueFrom:
    fieldRef:
      fieldPath: metadata.name
- name: PLATFORM_FIN_STREAM_PARTITIONS
  value: {{ $service.partitions | quote }}
- name: PLATFORM_FIN_STREAM_REPLICATION
  value: {{ $values.kafka.replicationFactor | quote }}
{{- end }}
{{- if eq .component "med" }}
- name: PLATFORM_MED_LEARNING_KEY
  {{- include "trivium.fromSecret" (list $secret "learning-key") | nindent 2 }}
- name: PLATFORM_MED_DICOM_HOST
  value: 0.0.0.0
- name: PLATFORM_MED_DICOM_PORT
  value: "11112"
{{- end }}
{{- with $service.extraEnv }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{/* A variable's source; call with (list SECRET KEY). */}}
{{- define "trivium.fromSecret" -}}
valueFrom:
  secretKeyRef:
    name: {{ index . 0 }}
    key: {{ index . 1 }}
{{- end -}}

{{/* A service as browsers see it; call with (list ROOT NAME). */}}
{{- define "trivium.outside" -}}
{{- $ingress := (index . 0).Values.ingress -}}
{{- $name := index . 1 -}}
https://{{ if $ingress.host }}{{ $ingress.host }}/{{ $name }}{{ else }}{{ $name }}.{{ $ingress.domain }}{{ end }}
{{- end -}}

{{/* name=address of the services beside the runtime, or of their consoles. */}}
{{- define "trivium.serviceList" -}}
{{- $root := .root -}}
{{- $consoles := .consoles -}}
{{- $list := list -}}
{{- range $name, $service := .root.Values.services -}}
{{- if and $service.enabled (ne $name "runtime") -}}
{{- if and $consoles $root.Values.ingress.enabled -}}
{{- $list = append $list (printf "%s=%s/console/" (include "trivium.module" $name) (include "trivium.outside" (list $root $name))) -}}
{{- else if not $consoles -}}
{{- $list = append $list (printf "%s=https://%s-%s:9443" (include "trivium.module" $name) (include "trivium.fullname" $root) $name) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{ join "," $list }}
{{- end -}}

{{- define "trivium.probe" -}}
httpGet:
  path: /q/health/{{ . }}
  port: management
  scheme: HTTPS
timeoutSeconds: 5
{{- end -}}

{{/* The pods of a service. */}}
{{- define "trivium.pod" -}}
{{- $root := .root -}}
{{- $service := index .root.Values.services .component -}}
{{- $module := include "trivium.module" .component -}}
{{- $gpu := and (eq .component "runtime") $service.gpu.enabled -}}
{{- $trains := and (eq .component "runtime") $service.trainer.enabled -}}
{{- $image := include "trivium.image" (dict "root" .root "module" (ternary (printf "%s-gpu" $module) $module $gpu)) -}}
metadata:
  labels:
    {{- include "trivium.labels" . | nindent 4 }}
  annotations:
    checksum/properties: {{ include "trivium.properties" . | sha256sum }}
spec:
  serviceAccountName: {{ include "trivium.fullname" .root }}-{{ .component }}
  automountServiceAccountToken: false
  enableServiceLinks: false
  terminationGracePeriodSeconds: {{ $service.terminationGracePeriodSeconds }}
  securityContext:
    {{- include "trivium.podSecurity" . | nindent 4 }}
  {{- with .root.Values.image.pullSecrets }}
  imagePullSecrets:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with $service.nodeSelector }}
  nodeSelector:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with $service.tolerations }}
  tolerations:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  topologySpreadConstraints:
    {{- range list "topology.kubernetes.io/zone" "kubernetes.io/hostname" }}
    - maxSkew: 1
      topologyKey: {{ . }}
      whenUnsatisfiable: ScheduleAnyway
      labelSelector:
        matchLabels:
          {{- include "trivium.selector" $ | nindent 10 }}
    {{- end }}
  initContainers:
    # Java reads no PEM: the authority that signed the platform's certificates joins those that the image trusts.
    - name: trust
      image: {{ $image }}
      imagePullPolicy: {{ .root.Values.image.pullPolicy }}
      command:
        - /bin/sh
        - -ec
        - >-
          cp /etc/ssl/certs/java/cacerts /opt/trivium/trust/cacerts && chmod u+w /opt/trivium/trust/cacerts &&
          keytool -importcert -noprompt -trustcacerts -alias trivium -file /opt/trivium/tls/ca.crt
          -keystore /opt/trivium/trust/cacerts -storepass changeit
      securityContext:
        {{- include "trivium.containerSecurity" . | nindent 8 }}
      resources:
        requests: {cpu: 10m, memory: 64Mi}
        limits: {cpu: "1", memory: 128Mi}
      volumeMounts:
        - {name: tls, mountPath: /opt/trivium/tls, readOnly: true}
        - {name: trust, mountPath: /opt/trivium/trust}
        - {name: tmp, mountPath: /tmp}
    {{- if $trains }}
    # What updates are trained with is not in the service's image.
    - name: trainer
      image: {{ include "trivium.image" (dict "root" .root "module" (ternary "trainer-gpu" "trainer" $gpu)) }}
      imagePullPolicy: {{ .root.Values.image.pullPolicy }}
      command: [/bin/sh, -ec, cp /opt/trivium/trainer/* /opt/trivium/update-trainer/]
      securityContext:
        {{- include "trivium.containerSecurity" . | nindent 8 }}
      resources:
        requests: {cpu: 10m, memory: 64Mi}
        limits: {cpu: "1", memory: 128Mi}
      volumeMounts:
        - {name: trainer, mountPath: /opt/trivium/update-trainer}
    {{- end }}
  containers:
    - name: {{ $module }}
      image: {{ $image }}
      imagePullPolicy: {{ .root.Values.image.pullPolicy }}
      env:
        {{- include "trivium.environment" . | nindent 8 }}
      ports:
        - {name: https, containerPort: 8443}
        - {name: management, containerPort: 9443}
        {{- if eq .component "med" }}
        - {name: dicom, containerPort: 11112}
        {{- end }}
      startupProbe:
        {{- include "trivium.probe" "started" | nindent 8 }}
        periodSeconds: 5
        failureThreshold: 60
      readinessProbe:
        {{- include "trivium.probe" "ready" | nindent 8 }}
        periodSeconds: 5
        failureThreshold: 3
      livenessProbe:
        {{- include "trivium.probe" "live" | nindent 8 }}
        periodSeconds: 10
        failureThreshold: 6
      lifecycle:
        # Endpoints forget the pod before it stops listening.
        preStop:
          sleep:
            seconds: 10
      securityContext:
        {{- include "trivium.containerSecurity" . | nindent 8 }}
      resources:
        {{- if $gpu }}
        {{- $devices := dict "nvidia.com/gpu" (int $service.gpu.count) }}
        {{- dict "requests" $service.resources.requests "limits" (merge $devices $service.resources.limits) | toYaml | nindent 8 }}
        {{- else }}
        {{- toYaml $service.resources | nindent 8 }}
        {{- end }}
      volumeMounts:
        - {name: data, mountPath: /var/lib/trivium}
        - {name: tmp, mountPath: /tmp}
        - {name: properties, mountPath: /opt/trivium/config, readOnly: true}
        - {name: secrets, mountPath: /opt/trivium/secrets, readOnly: true}
        - {name: tls, mountPath: /opt/trivium/tls, readOnly: true}
        - {name: trust, mountPath: /opt/trivium/trust, readOnly: true}
        {{- if $trains }}
        - {name: trainer, mountPath: /opt/trivium/update-trainer, readOnly: true}
        {{- end }}
        {{- if include "trivium.databaseCaSecret" .root }}
        - {name: database-ca, mountPath: /opt/trivium/database-ca, readOnly: true}
        {{- end }}
        {{- if include "trivium.kafkaCaSecret" .root }}
        - {name: kafka-ca, mountPath: /opt/trivium/kafka-ca, readOnly: true}
        {{- end }}
  volumes:
    - name: tmp
      emptyDir:
        sizeLimit: {{ $service.tmpSize }}
    - name: trust
      emptyDir:
        sizeLimit: 16Mi
    {{- if $trains }}
    - name: trainer
      emptyDir:
        sizeLimit: {{ $service.trainer.sizeLimit }}
    {{- end }}
    - name: properties
      configMap:
        name: {{ include "trivium.fullname" .root }}-{{ .component }}
    - name: secrets
      secret:
        secretName: {{ include "trivium.secret" . }}
        defaultMode: 0440
        items:
          - {key: audit-signing-key.pem, path: audit-signing-key.pem}
          {{- if and (eq .component "runtime") .root.Values.services.runtime.packSigning }}
          - {key: pack-signing-key.pem, path: pack-signing-key.pem}
          - {key: pack-verification-key.pem, path: pack-verification-key.pem}
          {{- end }}
    - name: tls
      secret:
        secretName: {{ include "trivium.tlsSecret" . }}
        defaultMode: 0440
    {{- with include "trivium.databaseCaSecret" .root }}
    - name: database-ca
      secret:
        secretName: {{ . }}
        items:
          - {key: ca.crt, path: ca.crt}
    {{- end }}
    {{- with include "trivium.kafkaCaSecret" .root }}
    - name: kafka-ca
      secret:
        secretName: {{ . }}
        items:
          - {key: ca.crt, path: ca.crt}
    {{- end }}
    {{- if eq .component "runtime" }}
    - name: data
      persistentVolumeClaim:
        claimName: {{ default (printf "%s-runtime" (include "trivium.fullname" .root)) $service.persistence.existingClaim }}
    {{- end }}
{{- end -}}
