package io.trivium.industrial.quality;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A period in which an asset sent nothing.
 *
 * @param since when its last reading was received
 * @param endedAt when a reading was received again; null while it is silent
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SilenceView(
        UUID assetId, Instant since, @Nullable Instant endedAt) {}
