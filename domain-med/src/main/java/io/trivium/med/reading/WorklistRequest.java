package io.trivium.med.reading;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Size;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What to list. It comes in a body: names and numbers of patients do not belong into addresses.
 *
 * @param states none for all
 * @param search part of a patient's name or id, or of an accession number
 * @param from first study date
 * @param to last study date
 * @param undecidedOnly only studies with findings that nobody decided on
 * @param limit 1 to 200, 50 without
 * @param after {@code nextAfter} of the page before
 */
public record WorklistRequest(
        @Nullable @Size(max = 5) List<RevisionState> states,
        @Nullable @Size(max = 64) String search,
        @Nullable LocalDate from,
        @Nullable LocalDate to,
        @Nullable Boolean undecidedOnly,
        @Nullable @Min(1) @Max(200) Integer limit,
        @Nullable @Size(max = 400) String after) {

    private static final int DEFAULT_LIMIT = 50;

    int limitOrDefault() {
        return limit == null ? DEFAULT_LIMIT : limit;
    }

    @Override
    public String toString() {
        return "WorklistRequest[]"; // the search names patients
    }
}
