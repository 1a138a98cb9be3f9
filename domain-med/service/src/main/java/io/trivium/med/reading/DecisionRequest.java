package io.trivium.med.reading;

import io.trivium.core.error.PlatformException;
import io.trivium.med.MedErrorCode;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A reader's decision on a finding.
 *
 * @param reasonCode one of those that go with the verdict
 * @param note required with the reason {@code other}
 * @param corrected required with the verdict {@code edited}, and only there
 * @param seen id of the newest decision that the reader saw; null for none. Another one in between is a conflict
 */
public record DecisionRequest(
        @NotNull FindingVerdict verdict,
        @NotBlank @Size(max = 63) String reasonCode,
        @Nullable @Size(max = 2_000) String note,
        @Nullable @Valid CorrectedFinding corrected,
        @Nullable UUID seen) {

    /** @throws PlatformException {@code decision-incomplete} where the parts do not fit each other */
    void check() {
        if (!verdict.reasons().contains(reasonCode)) {
            throw refused("reasonCode", "With " + verdict.word() + " the reason is one of " + verdict.reasons() + ".");
        }
        if (reasonCode.equals(FindingVerdict.OTHER) && (note == null || note.isBlank())) {
            throw refused("note", "The reason \"other\" needs a note that says which.");
        }
        boolean edited = verdict == FindingVerdict.EDITED;
        if (!edited && corrected != null) throw refused("corrected", "Only an edited finding has corrected values.");
        if (edited
                && (corrected == null || (corrected.malignancy() == null && corrected.longestDiameterMm() == null))) {
            throw refused("corrected", "An edited finding needs a malignancy or a longest diameter.");
        }
    }

    private static PlatformException refused(String field, String detail) {
        return new PlatformException(MedErrorCode.DECISION_INCOMPLETE, detail, Map.of("field", field));
    }
}
