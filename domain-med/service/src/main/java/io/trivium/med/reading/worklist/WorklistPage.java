package io.trivium.med.reading.worklist;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page of the worklist.
 *
 * @param nextAfter position of the next page; null at the end
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record WorklistPage(
        List<WorklistEntry> items, @Nullable String nextAfter) {}
