package io.trivium.core.audit.shipping;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.tls.TlsConfigurationRegistry;
import io.trivium.core.audit.AuditMessageForm;
import io.trivium.core.audit.AuditReader;
import io.trivium.core.config.PlatformConfig;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.interceptor.Interceptor;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/**
 * Ships the audit log of this service to the destinations that are configured, each on a thread of its own. Thread-safe.
 */
@ApplicationScoped
class AuditShipper {
    private static final String PREFIX = "platform.audit.shipping.";

    private final ShippingConfig config;
    private final String service;
    private final AuditReader reader;
    private final ShippingCursors cursors;
    private final InstantSource clock;
    private final MeterRegistry meters;
    private final TlsConfigurationRegistry certificates;
    private final Instance<AuditMessageForm> forms;
    private final List<SegmentStore> stores = new ArrayList<>();
    private final List<ShippingLane> lanes = new ArrayList<>();

    AuditShipper(
            ShippingConfig config,
            PlatformConfig platform,
            AuditReader reader,
            ShippingCursors cursors,
            InstantSource clock,
            MeterRegistry meters,
            TlsConfigurationRegistry certificates,
            Instance<AuditMessageForm> forms) {
        this.config = config;
        this.service = platform.service().name();
        this.reader = reader;
        this.cursors = cursors;
        this.clock = clock;
        this.meters = meters;
        this.certificates = certificates;
        this.forms = forms;
    }

    void onStart(@Observes StartupEvent event) {
        config.directory().ifPresent(root -> stores.add(new DirectoryStore(root)));
        config.objectStore().endpoint().ifPresent(endpoint -> stores.add(objectStore(endpoint)));
        stores.forEach(store -> lane(new SegmentDestination(store, service, reader)));
        config.syslog().host().ifPresent(host -> lane(syslog(host)));
        lanes.forEach(ShippingLane::start);
    }

    void onStop(@Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE) ShutdownEvent event) {
        lanes.forEach(ShippingLane::stop);
    }

    /** The destinations, in the order of their configuration's documentation. */
    List<ShippingLane> lanes() {
        return List.copyOf(lanes);
    }

    /** Those of the destinations that can be read. */
    List<SegmentStore> stores() {
        return List.copyOf(stores);
    }

    private void lane(Destination destination) {
        lanes.add(new ShippingLane(destination, cursors, reader, config, clock, meters));
    }

    private Destination syslog(String host) {
        ShippingConfig.Syslog syslog = config.syslog();
        Optional<AuditMessageForm> form = syslog.form() == ShippingConfig.Form.DICOM && forms.isResolvable()
                ? Optional.of(forms.get())
                : Optional.empty();
        return new SyslogDestination(
                host,
                syslog.port(),
                context("syslog", syslog.tlsConfiguration()).getSocketFactory(),
                new SyslogMessage(hostname(), service, syslog.structuredDataId(), form),
                config.timeout());
    }

    private SegmentStore objectStore(URI endpoint) {
        ShippingConfig.ObjectStore store = config.objectStore();
        boolean isLocal = List.of("localhost", "127.0.0.1").contains(endpoint.getHost());
        if (!"https".equals(endpoint.getScheme()) && !(isLocal && "http".equals(endpoint.getScheme()))) {
            throw new IllegalArgumentException(PREFIX
                    + "object-store.endpoint must be https://host, or http://localhost for a store on this host");
        }
        String address = endpoint.toString().replaceFirst("/+$", "");
        Duration timeout = config.timeout();
        return new S3Store(
                URI.create(address + "/" + required("object-store.bucket", store.bucket())),
                store.prefix().orElse(""),
                new S3Signature(
                        store.region(),
                        required("object-store.access-key", store.accessKey()),
                        required("object-store.secret-key", store.secretKey())),
                store.retentionDays().map(days -> new S3Store.Lock(store.lockMode(), Duration.ofDays(days))),
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .connectTimeout(timeout)
                        .sslContext(context("object-store", store.tlsConfiguration()))
                        .build(),
                timeout,
                clock);
    }

    private static String required(String key, Optional<String> value) {
        return value.filter(text -> !text.isBlank())
                .orElseThrow(() -> new IllegalArgumentException(
                        PREFIX + key + " is not set, and " + PREFIX + "object-store.endpoint is"));
    }

    private SSLContext context(String destination, Optional<String> name) {
        try {
            if (name.isEmpty()) return SSLContext.getDefault();
            return certificates
                    .get(name.orElseThrow())
                    .orElseThrow(() -> new IllegalArgumentException(
                            PREFIX + destination + ".tls-configuration: there is no quarkus.tls." + name.orElseThrow()))
                    .createSSLContext();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has TLS", e);
        } catch (IllegalArgumentException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalArgumentException(
                    PREFIX + destination + ".tls-configuration: quarkus.tls." + name.orElse("") + " cannot be used: "
                            + e.getMessage(),
                    e);
        }
    }

    private static String hostname() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "-";
        }
    }
}
