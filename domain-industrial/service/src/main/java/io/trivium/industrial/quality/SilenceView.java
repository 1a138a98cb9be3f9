package io.trivium.industrial.quality;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A time in which an asset said nothing.
 *
 * @param since when it was last heard of
 * @param endedAt when it was heard of again; null while it is silent
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SilenceView(
        UUID assetId, Instant since, @Nullable Instant endedAt) {}
