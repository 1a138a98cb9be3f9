package io.trivium.fin.tool;

import io.trivium.core.tenancy.TenantId;
import io.trivium.fin.replay.AuthorizationSender;
import java.time.Duration;
import picocli.CommandLine.Option;

/** Which broker to talk to. */
final class KafkaOptions {
    @Option(
            names = "--bootstrap",
            paramLabel = "HOST:PORT",
            defaultValue = "${env:KAFKA_BOOTSTRAP_SERVERS:-127.0.0.1:18092}",
            description = "Kafka bootstrap servers (${DEFAULT-VALUE}).")
    @SuppressWarnings("NullAway.Init")
    private String bootstrap;

    String bootstrap() {
        return bootstrap;
    }

    AuthorizationSender sender(String tenant, String source, Duration linger) {
        return AuthorizationSender.connect(bootstrap, new TenantId(tenant), source, linger);
    }
}
