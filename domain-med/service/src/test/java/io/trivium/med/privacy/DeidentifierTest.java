package io.trivium.med.privacy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivium.med.DicomTools;
import io.trivium.med.TestData;
import io.trivium.med.dataset.DataSet;
import io.trivium.med.dataset.DataSetWriter;
import io.trivium.med.dataset.DicomFile;
import io.trivium.med.dataset.Dictionary;
import io.trivium.med.dataset.Element;
import io.trivium.med.dataset.Element.Items;
import io.trivium.med.dataset.Element.Value;
import io.trivium.med.dataset.Limits;
import io.trivium.med.dataset.Tag;
import io.trivium.med.dataset.Vr;
import io.trivium.med.study.Slices;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeidentifierTest {
    private static final String CANARY = "CANARY7";
    private static final String CANARY_UID = "1.2.3.987654321";

    @TempDir
    Path folder;

    private final Pseudonyms pseudonyms = new Pseudonyms(new byte[32], "project");
    private final Deidentifier basic = new Deidentifier(pseudonyms, Set.of());

    @Test
    void treatsEveryAttributeOfTheTableAsItsActionSays() {
        List<ProfileTable.Row> rows = ProfileTable.load().rows();
        assertEquals(620, rows.size());
        for (ProfileTable.Row row : rows) {
            int tag = Integer.parseUnsignedInt(row.pattern().replace('x', '0'), 16);
            if (Tag.group(tag) == 2 || tag == Tag.PATIENT_NAME || tag == Tag.PATIENT_ID) continue;
            Element original = filled(tag);
            DataSet at = new DataSet().put(Tag.PATIENT_ID, CANARY).put(original);
            DataSet nested = new DataSet()
                    .put(Tag.PATIENT_ID, CANARY)
                    .putItem(Tag.REFERENCED_SERIES_SEQUENCE, item -> item.put(original));
            for (DataSet place : List.of(
                    basic.apply(at),
                    basic.apply(nested).items(Tag.REFERENCED_SERIES_SEQUENCE).getFirst())) {
                check(row, original, place.get(tag).orElse(null));
            }
            byte[] bytes = DataSetWriter.bytes(basic.apply(nested));
            assertFalse(contains(bytes, CANARY) || contains(bytes, CANARY_UID), row.toString());
        }
    }

    private static void check(ProfileTable.Row row, Element original, @Nullable Element result) {
        String where = row + " " + original.vr();
        switch (ProfileTable.basic(row.basic())) {
            case REMOVE -> assertEquals(null, result, where);
            case EMPTY -> assertTrue(result == null ? original instanceof Items : result.isEmpty(), where);
            case DUMMY ->
                assertTrue(
                        result != null && (result instanceof Items || !Arrays.equals(bytes(original), bytes(result))),
                        where);
            case UID ->
                assertTrue(
                        result == null
                                || result instanceof Items
                                || new String(bytes(result), StandardCharsets.US_ASCII).startsWith("2.25."),
                        where);
            case KEEP, CLEAN -> throw new AssertionError(where);
        }
    }

    private static byte[] bytes(Element element) {
        return ((Value) element).bytes();
    }

    /** A value that would be recognized anywhere. */
    private static Element filled(int tag) {
        Vr vr = Dictionary.vr(tag);
        DataSet holder = new DataSet();
        switch (vr) {
            case SQ -> holder.putItem(tag, item -> item.put(Tag.PATIENT_NAME, CANARY));
            case DA -> holder.putAs(tag, vr, "20251224");
            case TM -> holder.putAs(tag, vr, "235959");
            case DT -> holder.putAs(tag, vr, "20251224235959");
            case UI -> holder.putAs(tag, vr, CANARY_UID);
            case IS, DS -> holder.putAs(tag, vr, "17");
            default -> holder.put(tag, vr, CANARY.concat("X").getBytes(StandardCharsets.US_ASCII));
        }
        return holder.get(tag).orElseThrow();
    }

    @Test
    void removesPrivateAttributesUnknownOnesAndStrayNames() {
        DataSet original = new DataSet()
                .put(Tag.PATIENT_ID, "P1")
                .putAs(0x00091001, Vr.LO, CANARY)
                .putAs(0x00080FF1, Vr.LO, CANARY)
                .put(Tag.OVERLAY_DATA, Vr.OW, CANARY.concat("X").getBytes(StandardCharsets.US_ASCII))
                .putAs(Tag.PERSON_NAME, Vr.PN, CANARY);
        assertFalse(contains(DataSetWriter.bytes(basic.apply(original)), CANARY));
    }

    @Test
    void mapsUidsConsistentlyWithinAProjectAndDifferentlyBetweenProjects() {
        DataSet first = basic.apply(Slices.slice(1));
        DataSet second = basic.apply(Slices.slice(2));
        assertEquals(first.text(Tag.STUDY_INSTANCE_UID), second.text(Tag.STUDY_INSTANCE_UID));
        assertEquals(first.text(Tag.PATIENT_ID), second.text(Tag.PATIENT_ID));
        assertNotEquals(first.text(Tag.SOP_INSTANCE_UID), second.text(Tag.SOP_INSTANCE_UID));
        assertEquals("1.2.840.10008.5.1.4.1.1.2", first.textOr(Tag.SOP_CLASS_UID, ""));
        var other = new Deidentifier(new Pseudonyms(new byte[32], "other"), Set.of());
        assertNotEquals(
                first.text(Tag.STUDY_INSTANCE_UID), other.apply(Slices.slice(1)).text(Tag.STUDY_INSTANCE_UID));
    }

    @Test
    void movesAllDatesOfAPatientByTheSameDays() {
        var moving = new Deidentifier(pseudonyms, EnumSet.of(Option.RETAIN_MODIFIED_DATES));
        DataSet original = Slices.slice(1).put(Tag.CONTENT_DATE, "20260105");
        DataSet result = moving.apply(original);
        var study = LocalDate.parse(result.textOr(Tag.STUDY_DATE, ""), DateTimeFormatter.BASIC_ISO_DATE);
        var content = LocalDate.parse(result.textOr(Tag.CONTENT_DATE, ""), DateTimeFormatter.BASIC_ISO_DATE);
        assertEquals(3, ChronoUnit.DAYS.between(study, content));
        assertTrue(study.isBefore(LocalDate.of(2026, 1, 2)));
        assertEquals("101500", result.textOr(Tag.STUDY_TIME, ""));
        assertEquals("MODIFIED", result.textOr(Tag.LONGITUDINAL_TEMPORAL_INFORMATION_MODIFIED, ""));
    }

    @Test
    void recordsWhatWasDone() {
        var options = EnumSet.of(Option.RETAIN_MODIFIED_DATES, Option.CLEAN_DESCRIPTORS);
        DataSet result = new Deidentifier(pseudonyms, options).apply(Slices.slice(1));
        assertEquals("YES", result.textOr(Tag.PATIENT_IDENTITY_REMOVED, ""));
        assertEquals(
                List.of("113100", "113107", "113105"),
                result.items(Tag.DEIDENTIFICATION_METHOD_CODE_SEQUENCE).stream()
                        .map(item -> item.textOr(Tag.CODE_VALUE, ""))
                        .toList());
    }

    @Test
    void keepsDescriptionsOfKnownWordsAlone() {
        var cleaning = new Deidentifier(pseudonyms, EnumSet.of(Option.CLEAN_DESCRIPTORS));
        DataSet plain = cleaning.apply(Slices.slice(1).put(Tag.SERIES_DESCRIPTION, "Thorax 1.25 mm lung"));
        assertEquals("Thorax 1.25 mm lung", plain.textOr(Tag.SERIES_DESCRIPTION, ""));
        DataSet named = cleaning.apply(Slices.slice(1).put(Tag.SERIES_DESCRIPTION, "Thorax Mr Smith"));
        assertEquals("", named.textOr(Tag.SERIES_DESCRIPTION, ""));
    }

    @Test
    void refusesAWeakKeyAndContradictingOptions() {
        assertThrows(IllegalArgumentException.class, () -> new Pseudonyms(new byte[8], "p"));
        assertThrows(
                IllegalArgumentException.class,
                () -> new Deidentifier(pseudonyms, EnumSet.of(Option.RETAIN_FULL_DATES, Option.RETAIN_MODIFIED_DATES)));
    }

    @Test
    void theResultIsStillAValidCtImage() throws Exception {
        var deidentifier = new Deidentifier(pseudonyms, EnumSet.of(Option.RETAIN_MODIFIED_DATES));
        Path original = TestData.require("chest-ct/A0001/series2-lung/1-01.dcm");
        DataSet image = DicomFile.read(original, Limits.OBJECT).dataSet();
        Path file = folder.resolve("deidentified.dcm");
        Files.write(file, DataSetWriter.file(deidentifier.apply(image)));
        List<String> before = DicomTools.errors(original);
        List<String> fresh = DicomTools.errors(file).stream()
                .filter(error -> !before.contains(error))
                .toList();
        assertEquals(List.of(), fresh);
    }

    @Test
    void theGuardRefusesCapturesAnnotatedAndTextLikeImages() throws Exception {
        DataSet plain = Slices.slice(1);
        String syntax = "1.2.840.10008.1.2.1";
        assertTrue(BurnedInGuard.refusal(plain, syntax).isEmpty());
        assertTrue(BurnedInGuard.refusal(Slices.slice(1).put(Tag.BURNED_IN_ANNOTATION, "YES"), syntax)
                .isPresent());
        for (String sopClass :
                List.of("1.2.840.10008.5.1.4.1.1.7", "1.2.840.10008.5.1.4.1.1.6.1", "1.2.840.10008.5.1.4.1.1.104.1")) {
            assertTrue(BurnedInGuard.refusal(Slices.slice(1).put(Tag.SOP_CLASS_UID, sopClass), syntax)
                    .isPresent());
        }
        DataSet text = Slices.slice(1);
        byte[] pixels = text.bytes(Tag.PIXEL_DATA);
        for (int p = 0; p < Slices.SIZE * Slices.SIZE; p++) {
            boolean stroke = p % 4 == 1;
            pixels[2 * p] = (byte) (stroke ? 0xFF : 0);
            pixels[2 * p + 1] = (byte) (stroke ? 0x0F : 0);
        }
        // 16 × 16 pixels hold 4 strokes a row.
        assertTrue(BurnedInGuard.refusal(text, syntax).isPresent());
    }

    @Test
    void theGuardLetsTheRealSlicesThrough() throws Exception {
        int count = 0;
        for (Path file : TestData.files(TestData.require("chest-ct"))) {
            if (!file.toString().endsWith(".dcm")) continue;
            DicomFile read = DicomFile.read(file, Limits.OBJECT);
            assertTrue(
                    BurnedInGuard.refusal(read.dataSet(), read.transferSyntax()).isEmpty(), file.toString());
            count++;
        }
        assertTrue(count >= 64);
    }

    private static boolean contains(byte[] bytes, String text) {
        return new String(bytes, StandardCharsets.ISO_8859_1).contains(text);
    }
}
