package io.trivium.core.learning;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

/** Settings for requesting the examples most worth a label from the model runtime. */
@ConfigMapping(prefix = "platform.shortlist")
public interface ShortlistConfig {
    /** Addresses of the runtime's HTTP API, comma-separated; if one does not answer, the next is called. */
    @WithDefault("${platform.inference.url:${TRIVIUM_RUNTIME_URL:http://127.0.0.1:18080}}")
    List<URI> url();

    /** Longest wait for a list; the runtime needs some seconds for one that it has not made lately. */
    @WithDefault("5s")
    @DurationMin(millis = 100)
    @DurationMax(seconds = 60)
    Duration timeout();
}
