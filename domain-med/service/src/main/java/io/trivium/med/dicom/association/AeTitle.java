package io.trivium.med.dicom.association;

/**
 * Name of a DICOM application (VR AE, PS3.5 6.2).
 *
 * @param value 1 to 16 printable ASCII characters, no backslash, no spaces at either end
 */
public record AeTitle(String value) {

    private static final int LONGEST = 16;

    public AeTitle {
        if (!isValid(value)) {
            throw new IllegalArgumentException(
                    "not an AE title (1 to 16 printable ASCII characters without backslash and outer spaces)");
        }
    }

    /** Whether the text is an AE title once its insignificant outer spaces are gone. */
    public static boolean isValid(String text) {
        if (text.isEmpty() || text.length() > LONGEST || !text.strip().equals(text)) return false;
        return text.chars().allMatch(c -> c >= ' ' && c < 0x7F && c != '\\');
    }

    @Override
    public String toString() {
        return value;
    }
}
