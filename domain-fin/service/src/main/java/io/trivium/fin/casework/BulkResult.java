package io.trivium.fin.casework;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.trivium.fin.casework.queue.CaseState;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The result of each of several cases, in the order of the request. */
public record BulkResult(List<BulkItem> results) {

    /**
     * One case.
     *
     * @param state after it; absent when it was refused
     * @param code why it was refused, as a problem of the single operation
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record BulkItem(
            long caseNumber,
            @Nullable CaseState state,
            @Nullable String code,
            @Nullable String detail) {}
}
