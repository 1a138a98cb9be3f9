package io.trivium.core.deadletter;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.List;
import java.util.Optional;

/** Which dead letters this service keeps, and who may settle them. */
@ConfigMapping(prefix = "platform.dead-letter")
public interface DeadLetterConfig {

    /** Topics of origin whose {@code .dlq} topics are stored; none by default. */
    Optional<List<String>> topics();

    /** Consumer group that stores them. */
    @WithDefault("trivium-${platform.service.name}-dead-letters")
    String groupId();

    /** Role, beside platform-admin, that may see, replay and discard dead letters of its tenant; may be a list. */
    @WithDefault("platform-admin")
    List<String> role();
}
