package io.trivium.core.testing;

import java.net.URI;
import org.eclipse.microprofile.config.ConfigProvider;

/** Addresses on the management interface of the service under test, which has a port of its own. */
public final class ManagementAddress {
    private ManagementAddress() {}

    /** Returns that of metrics, health or the API description, such as {@code /q/metrics}. */
    public static URI of(String path) {
        int port = ConfigProvider.getConfig().getValue("quarkus.management.test-port", Integer.class);
        return URI.create("http://localhost:" + port + path);
    }
}
