package io.trivium.med.dataset;

import com.pixelmed.dicom.AttributeTag;
import com.pixelmed.dicom.DicomDictionary;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/** The encoding properties of value representations (PS3.5 6.2). */
public final class Vr {
    private static final Set<String> LONG_HEADER =
            Set.of("OB", "OD", "OF", "OL", "OV", "OW", "SQ", "SV", "UC", "UN", "UR", "UT", "UV");
    private static final Set<String> BY_CHARACTER_SET = Set.of("LO", "LT", "PN", "SH", "ST", "UC", "UT");
    private static final Set<String> UNSPLIT = Set.of("LT", "ST", "UT", "UR");
    private static final Set<String> KNOWN = Set.of(
            "AE", "AS", "AT", "CS", "DA", "DS", "DT", "FD", "FL", "IS", "LO", "LT", "OB", "OD", "OF", "OL", "OV", "OW",
            "PN", "SH", "SL", "SQ", "SS", "ST", "SV", "TM", "UC", "UI", "UL", "UN", "UR", "US", "UT", "UV");

    private Vr() {}

    static boolean isKnown(String vr) {
        return KNOWN.contains(vr);
    }

    static boolean hasLongHeader(String vr) {
        return LONG_HEADER.contains(vr);
    }

    /** Whether Specific Character Set (0008,0005) governs the bytes. */
    public static boolean isByCharacterSet(String vr) {
        return BY_CHARACTER_SET.contains(vr);
    }

    /** Whether a backslash is text and no separator. */
    static boolean isUnsplit(String vr) {
        return UNSPLIT.contains(vr);
    }

    /** Bytes of one number, 1 for text and opaque bytes: what changes place between byte orders. */
    static int unit(String vr) {
        return switch (vr) {
            case "US", "SS", "OW", "AT" -> 2;
            case "UL", "SL", "FL", "OF", "OL" -> 4;
            case "FD", "OD", "OV", "SV", "UV" -> 8;
            default -> 1;
        };
    }

    /** From the dictionary of PS3.6; {@code UN} for an attribute that is not in it, {@code LO} for a private creator. */
    public static String ofTag(int tag) {
        int element = tag & 0xFFFF;
        if (Tag.isPrivate(tag)) return element >= 0x10 && element <= 0xFF ? "LO" : "UN";
        if (element == 0) return "UL";
        byte[] vr =
                DicomDictionary.StandardDictionary.getValueRepresentationFromTag(new AttributeTag(tag >>> 16, element));
        if (vr == null) return "UN";
        String text = new String(vr, StandardCharsets.US_ASCII);
        if (KNOWN.contains(text)) return text;
        return switch (text) {
            case "XS", "XO" -> "US"; // PixelMed's marks for "US or SS" and "US, SS or OW"
            case "OX" -> "OW";
            default -> "UN";
        };
    }
}
