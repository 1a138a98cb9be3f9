package io.trivium.med.reading.worklist;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** By what the worklist is sorted. */
public enum WorklistSort {
    /** In the order in which to read: priority, most suspicious finding, longest waiting. */
    URGENCY("e.priority"),
    /** When the first image of the revision came. */
    RECEIVED("r.received_at"),
    /** When the study was acquired. */
    STUDY_DATE("(coalesce(s.study_date, '') || coalesce(s.study_time, ''))"),
    /** The patient's name, in the order of its characters. */
    PATIENT("lower(coalesce(s.patient_name, ''))"),
    /** The model's estimate for the most suspicious finding that no reader rejected. */
    MALIGNANCY("e.malignancy");

    private final String key;

    WorklistSort(String key) {
        this.key = key;
    }

    /** Returns the sort key of the worklist's query. */
    String key() {
        return key;
    }

    /**
     * The order of a word.
     *
     * @throws IllegalArgumentException for any other word
     */
    @JsonCreator
    public static WorklistSort of(String word) {
        for (WorklistSort sort : values()) {
            if (sort.word().equals(word)) return sort;
        }
        throw new IllegalArgumentException("sort must be urgency, received, study-date, patient or malignancy");
    }

    /** As in JSON. */
    @JsonValue
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
