package io.trivium.runtime.manifest;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One example of a data set, with its label.
 *
 * @param contentHash SHA-256 of task and inputs, as 64 hexadecimal digits
 * @param subject keyed hash of the subject, likewise; null when it is about no subject
 * @param labelSource source of the label; {@code labelObservedAt} since when it was known
 * @param weight of the example in training
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ManifestEntry(
        String exampleId,
        String contentHash,
        @Nullable String subject,
        Instant occurredAt,
        String label,
        String labelSource,
        Instant labelObservedAt,
        double weight,
        Part part) {

    /** The bytes that are hashed. */
    public byte[] canonical() {
        return CanonicalForm.write(this).getBytes(StandardCharsets.UTF_8);
    }
}
