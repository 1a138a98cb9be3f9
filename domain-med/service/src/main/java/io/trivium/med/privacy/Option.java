package io.trivium.med.privacy;

/** Options of the basic profile (PS3.15 E.3) that can be chosen; codes of CID 7050. */
public enum Option {
    RETAIN_UIDS("113110", "Retain UIDs Option", 2),
    RETAIN_DEVICE_IDENTITY("113109", "Retain Device Identity Option", 3),
    RETAIN_INSTITUTION_IDENTITY("113112", "Retain Institution Identity Option", 4),
    RETAIN_PATIENT_CHARACTERISTICS("113108", "Retain Patient Characteristics Option", 5),
    RETAIN_FULL_DATES("113106", "Retain Longitudinal Temporal Information Full Dates Option", 6),
    RETAIN_MODIFIED_DATES("113107", "Retain Longitudinal Temporal Information Modified Dates Option", 7),
    CLEAN_DESCRIPTORS("113105", "Clean Descriptors Option", 8),
    CLEAN_STRUCTURED_CONTENT("113104", "Clean Structured Content Option", 9),
    CLEAN_GRAPHICS("113103", "Clean Graphics Option", 10);

    private final String code;
    private final String meaning;
    private final int column;

    Option(String code, String meaning, int column) {
        this.code = code;
        this.meaning = meaning;
        this.column = column;
    }

    String code() {
        return code;
    }

    String meaning() {
        return meaning;
    }

    int column() {
        return column;
    }
}
