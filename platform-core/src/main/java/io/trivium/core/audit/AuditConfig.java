package io.trivium.core.audit;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

/** Signed checkpoints of the audit chains. */
@ConfigMapping(prefix = "platform.audit")
public interface AuditConfig {

    /** File of the Ed25519 private key (PKCS#8 PEM); without it no checkpoints are written. */
    @WithDefault("${TRIVIUM_AUDIT_SIGNING_KEY:}")
    Optional<Path> signingKey();

    /** Directory of the checkpoint file, which is the second copy in addition to the table. */
    @WithDefault("${TRIVIUM_DATA_DIR:}")
    Optional<Path> dataDirectory();

    /** A chain that grew by this many entries gets a checkpoint at the next look, without waiting for the interval. */
    @WithDefault("100")
    @Min(1)
    @Max(100_000)
    int checkpointEntries();

    /** Longest time an entry stays without a checkpoint. */
    @WithDefault("60s")
    @DurationMin(seconds = 1)
    @DurationMax(hours = 1)
    Duration checkpointInterval();
}
