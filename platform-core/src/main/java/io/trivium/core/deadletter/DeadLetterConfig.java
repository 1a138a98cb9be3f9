package io.trivium.core.deadletter;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.hibernate.validator.constraints.time.DurationMin;

/** Which dead letters this service keeps, and who may settle them. */
@ConfigMapping(prefix = "platform.dead-letter")
public interface DeadLetterConfig {

    /** Topics of origin whose {@code .dlq} topics are stored; none by default. */
    Optional<List<String>> topics();

    /** Consumer group that stores them. */
    @WithDefault("trivium-${platform.service.name}-dead-letters")
    String groupId();

    /**
     * Role, in addition to platform-admin, that may see, replay and discard dead letters of its tenant; may be a list.
     */
    @WithDefault("platform-admin")
    List<String> role();

    /**
     * How long dead letters are kept after they were replayed or discarded; open ones remain until an operator settles
     * them. Must be longer than the retention of their topic: a dead letter that is read again later would be open
     * again.
     */
    @WithDefault("90d")
    @DurationMin(days = 1)
    Duration keepSettled();
}
