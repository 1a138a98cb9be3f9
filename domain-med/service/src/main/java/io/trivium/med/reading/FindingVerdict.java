package io.trivium.med.reading;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.List;
import java.util.Locale;

/** A reader's verdict on a finding, and the permitted reasons. */
public enum FindingVerdict {
    /** A nodule, described well enough. */
    ACCEPTED("agree", "agree-follow-up", "known"),
    /** No nodule. */
    REJECTED(
            "vessel",
            "airway",
            "scar-or-fibrosis",
            "atelectasis",
            "pleura",
            "lymph-node",
            "consolidation",
            "artifact",
            "outside-lung",
            "duplicate",
            "other"),
    /** A nodule, described wrongly. */
    EDITED("size", "malignancy", "size-and-malignancy", "other");

    /** The reason that says nothing without a note. */
    static final String OTHER = "other";

    @SuppressWarnings("ImmutableEnumChecker") // made by List.of
    private final List<String> reasons;

    FindingVerdict(String... reasons) {
        this.reasons = List.of(reasons);
    }

    /**
     * The verdict of a word.
     *
     * @throws IllegalArgumentException for any other word
     */
    @JsonCreator
    public static FindingVerdict of(String word) {
        for (FindingVerdict verdict : values()) {
            if (verdict.word().equals(word)) return verdict;
        }
        throw new IllegalArgumentException("verdict must be accepted, rejected or edited");
    }

    /** As in the table and in JSON. */
    @JsonValue
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Codes of {@code finding_decision.reason_code} that go with this verdict. */
    public List<String> reasons() {
        return reasons;
    }
}
