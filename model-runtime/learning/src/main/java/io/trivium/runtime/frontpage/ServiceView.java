package io.trivium.runtime.frontpage;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A service as the front page shows it.
 *
 * @param checks the service's own health checks; empty when it reported none
 * @param consoleUrl where a browser finds its console; absent when it has none
 * @param detail why it is not up, for people; absent when it is
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ServiceView(
        String name,
        Health health,
        List<CheckView> checks,
        @Nullable String consoleUrl,
        @Nullable String detail) {

    public ServiceView {
        checks = List.copyOf(checks);
    }

    /** One of the things a service checks of itself. */
    public record CheckView(String name, boolean up) {}
}
