package io.trivium.med.dicom.data;

import io.trivium.med.dataset.Tag;
import com.pixelmed.dicom.AttributeTag;
import com.pixelmed.dicom.DicomDictionary;

/**
 * Value representations where the encoding does not say them: the standard's dictionary, as PixelMed has it. What it does
 * not know is {@link Vr#UN}. Thread-safe.
 */
final class ImplicitVrs {

    private ImplicitVrs() {}

    static Vr of(int tag) {
        int group = Tag.group(tag);
        int element = tag & 0xFFFF;
        if (element == 0) {
            return Vr.UL;
        }
        if (group % 2 == 1) {
            return element >= 0x10 && element <= 0xFF ? Vr.LO : Vr.UN;
        }
        byte[] code =
                DicomDictionary.StandardDictionary.getValueRepresentationFromTag(new AttributeTag(group, element));
        if (code == null || code.length < 2) {
            return Vr.UN;
        }
        // Attributes that are signed or unsigned, bytes or words, by others.
        if (code[0] == 'X' && code[1] == 'S') {
            return Vr.US;
        }
        if (code[0] == 'O' && (code[1] == 'X' || code[1] == 'B')) {
            return Vr.OW;
        }
        Vr known = Vr.of(code[0], code[1]);
        return known == null ? Vr.UN : known;
    }
}
