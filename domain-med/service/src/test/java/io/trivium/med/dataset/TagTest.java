package io.trivium.med.dataset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Locale;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class TagTest {
    @Test
    void everyConstantHasTheKeywordOfTheDictionary() throws Exception {
        int count = 0;
        for (Field field : Tag.class.getDeclaredFields()) {
            if (!Modifier.isPublic(field.getModifiers())) continue;
            int tag = field.getInt(null);
            String keyword = Dictionary.keyword(tag).orElseThrow(() -> new AssertionError(field.getName()));
            assertEquals(keyword.toUpperCase(Locale.ROOT), field.getName().replace("_", ""), Tag.text(tag));
            assertEquals(OptionalInt.of(tag), Dictionary.tag(keyword));
            count++;
        }
        assertTrue(count > 200, count + " constants");
    }

    @Test
    void theDictionaryKnowsWhatImplicitEncodingsDoNotSay() {
        assertEquals(Vr.PN, Dictionary.vr(Tag.PATIENT_NAME));
        assertEquals(Vr.OW, Dictionary.vr(Tag.PIXEL_DATA));
        assertEquals(Vr.US, Dictionary.vr(Tag.PIXEL_PADDING_VALUE));
        assertEquals(Vr.UL, Dictionary.vr(0x00080000));
        assertEquals(Vr.LO, Dictionary.vr(0x00090010));
        assertEquals(Vr.UN, Dictionary.vr(0x00091001));
        assertEquals(OptionalInt.empty(), Dictionary.tag("NoSuchAttribute"));
    }
}
