package io.trivium.med.report;

import java.util.Arrays;

/**
 * The parts of a person's name in DICOM's order (PS3.5 6.2.1.1), which is not that of HL7.
 *
 * @param prefix before the name, such as a title
 */
record PersonName(String family, String given, String middle, String prefix, String suffix) {

    /** The alphabetic group, or where that is empty the ideographic or phonetic one. */
    static PersonName of(String text) {
        String group = Arrays.stream(text.split("=", -1))
                .filter(each -> !each.isBlank())
                .findFirst()
                .orElse("");
        String[] parts = Arrays.copyOf(group.split("\\^", -1), 5);
        return new PersonName(part(parts, 0), part(parts, 1), part(parts, 2), part(parts, 3), part(parts, 4));
    }

    private static String part(String[] parts, int index) {
        String part = parts[index];
        return part == null ? "" : part.strip();
    }
}
