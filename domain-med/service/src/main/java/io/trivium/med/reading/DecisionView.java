package io.trivium.med.reading;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A decision that was made on a finding. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record DecisionView(
        UUID id,
        FindingVerdict verdict,
        @Nullable String reasonCode,
        @Nullable String note,
        @Nullable CorrectedFinding corrected,
        String reader,
        Instant decidedAt) {}
