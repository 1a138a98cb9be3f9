package io.trivium.runtime.learning.store;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.trivium.core.model.ModelReference;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An example of a list.
 *
 * @param score the model's answer; absent when it was not stored with the example
 * @param modelVersion the version that answered; absent like the score
 * @param labels statements about it
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RecentExampleView(
        String exampleId,
        Instant occurredAt,
        @Nullable Double score,
        @Nullable ModelReference modelVersion,
        int labels) {}
