package io.trivium.med.reading.worklist;

import io.trivium.med.reading.RevisionState;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The filter and order of the worklist. It is sent in a body: names and numbers of patients must not be in addresses.
 *
 * @param states none for all
 * @param modalities studies with a series of one of them, such as CT; none for all
 * @param search part of a patient's name or id, or of an accession number
 * @param from first study date
 * @param to last study date
 * @param undecidedOnly only studies with findings that no reader decided on
 * @param sort urgency without
 * @param descending reverses every order but urgency
 * @param limit 1 to 200, 50 without
 * @param after {@code nextAfter} of the page before
 */
public record WorklistRequest(
        @Nullable @Size(max = 5) List<RevisionState> states,
        @Nullable @Size(max = 20) List<@NotNull @Pattern(regexp = "[A-Z0-9_]{1,16}") String> modalities,
        @Nullable @Size(max = 64) String search,
        @Nullable LocalDate from,
        @Nullable LocalDate to,
        @Nullable Boolean undecidedOnly,
        @Nullable WorklistSort sort,
        @Nullable Boolean descending,
        @Nullable @Min(1) @Max(200) Integer limit,
        @Nullable @Size(max = 400) String after) {

    private static final int DEFAULT_LIMIT = 50;

    WorklistSort sortOrDefault() {
        return sort == null ? WorklistSort.URGENCY : sort;
    }

    boolean isDescending() {
        return Boolean.TRUE.equals(descending) && sortOrDefault() != WorklistSort.URGENCY;
    }

    int limitOrDefault() {
        return limit == null ? DEFAULT_LIMIT : limit;
    }

    /** The filter and the page, for the audit log. */
    Map<String, String> parameters() {
        Map<String, String> parameters = new HashMap<>();
        if (states != null && !states.isEmpty()) parameters.put("states", states.toString());
        if (modalities != null && !modalities.isEmpty()) parameters.put("modalities", modalities.toString());
        if (search != null && !search.isEmpty()) parameters.put("search", search);
        if (from != null) parameters.put("from", from.toString());
        if (to != null) parameters.put("to", to.toString());
        if (undecidedOnly != null) parameters.put("undecidedOnly", undecidedOnly.toString());
        if (after != null && !after.isEmpty()) parameters.put("after", after);
        parameters.put("limit", Integer.toString(limitOrDefault()));
        return parameters;
    }

    @Override
    public String toString() {
        return "WorklistRequest[]"; // the search names patients
    }
}
