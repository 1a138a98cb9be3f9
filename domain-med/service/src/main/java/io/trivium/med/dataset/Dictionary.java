package io.trivium.med.dataset;

import com.pixelmed.dicom.AttributeTag;
import com.pixelmed.dicom.DicomDictionary;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalInt;

/** The data dictionary of PS3.6, as PixelMed has it; the only use of PixelMed outside of tests and conformance. Thread-safe. */
public final class Dictionary {

    private Dictionary() {}

    private static AttributeTag of(int tag) {
        return new AttributeTag(tag >>> 16, tag & 0xFFFF);
    }

    /** {@link Vr#UN} for an attribute that is not in it, {@link Vr#LO} for a private creator. */
    public static Vr vr(int tag) {
        int element = tag & 0xFFFF;
        if (element == 0) return Vr.UL;
        if (Tag.isPrivate(tag)) return element >= 0x10 && element <= 0xFF ? Vr.LO : Vr.UN;
        byte[] code = DicomDictionary.StandardDictionary.getValueRepresentationFromTag(of(tag));
        if (code == null) return Vr.UN;
        return switch (new String(code, StandardCharsets.US_ASCII)) {
            case "XS", "XO" -> Vr.US; // PixelMed's marks for "US or SS" and "US, SS or OW"
            case "OX" -> Vr.OW;
            default -> Optional.ofNullable(Vr.of(code[0], code[1])).orElse(Vr.UN);
        };
    }

    /** Such as {@code PatientName}; empty for an attribute that is not in it. */
    public static Optional<String> keyword(int tag) {
        return Optional.ofNullable(DicomDictionary.StandardDictionary.getNameFromTag(of(tag)));
    }

    /** The tag of a keyword. */
    public static OptionalInt tag(String keyword) {
        AttributeTag known = DicomDictionary.StandardDictionary.getTagFromName(keyword);
        return known == null ? OptionalInt.empty() : OptionalInt.of(known.getGroup() << 16 | known.getElement());
    }
}
