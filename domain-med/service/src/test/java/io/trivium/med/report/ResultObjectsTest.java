package io.trivium.med.report;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivium.med.DicomTools;
import io.trivium.med.TestData;
import io.trivium.med.dataset.DataSet;
import io.trivium.med.dataset.DataSetWriter;
import io.trivium.med.dataset.DicomFile;
import io.trivium.med.dataset.Limits;
import io.trivium.med.dataset.Tag;
import io.trivium.med.dataset.Vr;
import io.trivium.med.finding.Extent;
import io.trivium.med.finding.NoduleFinding;
import io.trivium.med.study.GeometryPolicy;
import io.trivium.med.study.Refusal;
import io.trivium.med.study.SeriesHeaders;
import io.trivium.med.study.SliceHeader;
import io.trivium.med.study.Slices;
import io.trivium.med.volume.Grid;
import io.trivium.med.volume.Volume;
import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultObjectsTest {
    @TempDir
    Path folder;

    private Grid grid;
    private List<SliceHeader> sources;
    private ResultContext context;
    private List<NoduleFinding> findings;

    @BeforeEach
    void readSeries() throws Exception {
        var regular = Reports.regular(Slices.series(folder, 24, (k, slice) -> {}));
        grid = regular.grid();
        sources = regular.slices();
        context = Reports.context(sources);
        findings = List.of(
                Reports.nodule(grid, "2.25.11", 4, 3, 5, 4, true), Reports.nodule(grid, "2.25.12", 17, 9, 1, 3, false));
    }

    @Test
    void theReportPassesDciodvfyAndDsrdumpReadsIt() throws Exception {
        Path file = write("sr.dcm", NoduleReport.of(context, findings, grid));
        assertEquals(List.of(), DicomTools.errors(file));
        String dump = DicomTools.run("dsrdump", file.toString());
        assertTrue(dump.startsWith("Comprehensive 3D SR Document"), dump);
        for (String expected : List.of(
                "\"Imaging Measurement Report\"",
                "Tracking Unique Identifier\")=\"2.25.11\"",
                "Long Axis\")=\"6.25\" (mm,UCUM",
                "Volume\")=\"123.4\" (mm3,UCUM",
                "Probability of cancer\")=\"40\" (%,UCUM",
                "(RID50151,RadLex,\"solid pulmonary nodule\")",
                "(701,99LIDCQIICR,\"1 out of 5 (No spiculation)\")",
                "(111242,DCM")) {
            assertTrue(dump.contains(expected), expected + "\n" + dump);
        }
    }

    @Test
    void aMassHasNoMalignancyAndAnUnreliableOutlineNoSizeInAnyObject() throws Exception {
        List<NoduleFinding> both = List.of(
                Reports.lesion(grid, "2.25.13", new Extent.Mass(new Extent.Size(41, 30, 20_000))),
                Reports.lesion(grid, "2.25.14", new Extent.Unreliable(Extent.Reason.LEAVES_LUNG)));
        Path report = write("sr.dcm", NoduleReport.of(context, both, grid));
        assertEquals(List.of(), DicomTools.errors(report));
        String dump = DicomTools.run("dsrdump", report.toString());
        assertEquals(1, occurrences(dump, "Long Axis\")="), dump);
        assertEquals(1, occurrences(dump, "Short Axis\")="), dump);
        assertEquals(1, occurrences(dump, "Volume\")="), dump);
        assertEquals(1, occurrences(dump, "(4147007,SCT,\"Mass\")"), dump);
        assertEquals(1, occurrences(dump, "(4B,99TRIVIUM,\"Lung-RADS 4B\")"), dump);
        assertEquals(0, occurrences(dump, "Probability of cancer"), dump);
        assertTrue(DicomTools.run("dsrdump", "+Pl", report.toString())
                .contains("The outline is unreliable: it extends beyond the lungs"));
        Path seg = write("seg.dcm", SegmentationWriter.of(context, both, grid));
        assertEquals(List.of(), DicomTools.errors(seg));
        assertEquals(
                List.of("Mass 1", "Nodule 2 (outline unreliable)"),
                DicomFile.read(seg, Limits.OBJECT).dataSet().items(Tag.SEGMENT_SEQUENCE).stream()
                        .map(segment -> segment.textOr(Tag.SEGMENT_LABEL, ""))
                        .toList());
        Path marks = write("gsps.dcm", PresentationStateWriter.of(context, both, grid));
        assertEquals(List.of(), DicomTools.errors(marks));
        assertEquals(
                2,
                SecondaryCaptureWriter.of(context, both, new Volume(grid, new short[grid.voxels()]))
                        .size());
    }

    private static int occurrences(String text, String part) {
        return text.split(java.util.regex.Pattern.quote(part), -1).length - 1;
    }

    @Test
    void thatNothingWasFoundAndThatNothingWasReadAreReportsToo() throws Exception {
        Path none = write("none.dcm", NoduleReport.of(context, List.of(), grid));
        assertEquals(List.of(), DicomTools.errors(none));
        assertTrue(DicomTools.run("dsrdump", none.toString()).contains("(2667000,SCT,\"Absent\")"));
        Path refused = write(
                "refused.dcm",
                NoduleReport.notProcessed(
                        context,
                        new Refusal(Refusal.Reason.GANTRY_TILT, "The slices are stacked 18.5° off their normal.")));
        assertEquals(List.of(), DicomTools.errors(refused));
        String dump = DicomTools.run("dsrdump", "+Pl", refused.toString());
        assertTrue(dump.contains("(GANTRY_TILT,99TRIVIUM"), dump);
        assertTrue(dump.contains("stacked 18.5 degrees off"), dump);
    }

    @Test
    void theSegmentationPassesDciodvfyAndKeepsEveryFrameBetweenFirstAndLast() throws Exception {
        Path file = write("seg.dcm", SegmentationWriter.of(context, findings, grid));
        assertEquals(List.of(), DicomTools.errors(file));
        DataSet seg = DicomFile.read(file, Limits.OBJECT).dataSet();
        assertEquals(6, seg.numberOr(Tag.NUMBER_OF_FRAMES, 0));
        List<SegmentMask> masks = SegmentationReader.read(seg, sources, grid);
        assertEquals(2, masks.size());
        for (int n = 0; n < 2; n++) {
            assertEquals(findings.get(n).trackingUid(), masks.get(n).trackingUid());
            assertEquals(findings.get(n).mask(), masks.get(n).mask());
        }
    }

    @Test
    void oldViewersGetMarksAndPictures() throws Exception {
        Path marks = write("gsps.dcm", PresentationStateWriter.of(context, findings, grid));
        assertEquals(List.of(), DicomTools.errors(marks));
        var volume = new Volume(grid, new short[grid.voxels()]);
        List<DataSet> captures = SecondaryCaptureWriter.of(context, findings, volume);
        assertEquals(2, captures.size());
        for (DataSet capture : captures) {
            Path file = write("sc.dcm", capture);
            assertEquals(List.of(), DicomTools.errors(file));
            assertEquals("YES", capture.textOr(Tag.BURNED_IN_ANNOTATION, ""));
        }
    }

    @Test
    void theFramesLieWhereTheirSourceSlicesLie() throws Exception {
        DataSet seg = SegmentationWriter.of(context, findings, grid);
        List<DataSet> frames = seg.items(Tag.PER_FRAME_FUNCTIONAL_GROUPS_SEQUENCE);
        for (int f = 0; f < 3; f++) {
            SliceHeader source = sources.get(4 + f);
            DataSet position = frames.get(f).items(Tag.PLANE_POSITION_SEQUENCE).getFirst();
            assertArrayEquals(
                    source.attributes().bytes(Tag.IMAGE_POSITION_PATIENT), position.bytes(Tag.IMAGE_POSITION_PATIENT));
            DataSet image = frames.get(f)
                    .items(Tag.DERIVATION_IMAGE_SEQUENCE)
                    .getFirst()
                    .items(Tag.SOURCE_IMAGE_SEQUENCE)
                    .getFirst();
            assertEquals(source.sopInstanceUid(), image.textOr(Tag.REFERENCED_SOP_INSTANCE_UID, ""));
        }
    }

    @Test
    void writingTwiceGivesTheSameBytesAndALateInstanceGivesOtherUids() {
        byte[] once = DataSetWriter.file(SegmentationWriter.of(context, findings, grid));
        byte[] again = DataSetWriter.file(SegmentationWriter.of(Reports.context(sources), findings, grid));
        assertArrayEquals(once, again);
        ResultContext later = Reports.context(sources.subList(0, 23));
        assertNotEquals(
                context.identity().uid("sr-instance-1"), later.identity().uid("sr-instance-1"));
        assertTrue(context.identity().uid("x").matches("2\\.25\\.[1-9]\\d{0,38}"));
    }

    @Test
    void keepsNamesInTheCharacterSetsOfTheSource() throws Exception {
        @SuppressWarnings("ArrayRecordComponent") // bytes as sent; never compared
        record Named(String characterSet, byte[] name, String unicode) {}
        List<Named> cases = List.of(
                new Named("GB18030", "Wang^XiaoDong=王^小东".getBytes(Charset.forName("GB18030")), "Wang^XiaoDong=王^小东"),
                new Named("ISO_IR 192", "Müller^Jürgen=王^小东".getBytes(StandardCharsets.UTF_8), "Müller^Jürgen=王^小东"),
                new Named("ISO_IR 100", "Müller^Jürgen".getBytes(StandardCharsets.ISO_8859_1), "Müller^Jürgen"),
                new Named("\\ISO 2022 IR 149", korean(), "Hong^Gildong=洪^吉洞=홍^길동"));
        for (Named each : cases) {
            List<SliceHeader> slices = Slices.series(
                    Files.createTempDirectory(folder, "n"),
                    24,
                    (k, slice) -> slice.putAs(Tag.SPECIFIC_CHARACTER_SET, Vr.CS, each.characterSet())
                            .put(Tag.PATIENT_NAME, Vr.PN, each.name()));
            var regular = Reports.regular(slices);
            Path file = write("named.dcm", NoduleReport.of(Reports.context(regular.slices()), List.of(), grid));
            assertEquals(List.of(), DicomTools.errors(file), each.characterSet());
            DataSet read = DicomFile.read(file, Limits.OBJECT).dataSet();
            assertEquals(each.unicode(), read.textOr(Tag.PATIENT_NAME, ""), each.characterSet());
            assertEquals(each.characterSet(), String.join("\\", read.texts(Tag.SPECIFIC_CHARACTER_SET)));
        }
    }

    /** The example of PS3.5 I.2. */
    private static byte[] korean() {
        ByteArrayOutputStream name = new ByteArrayOutputStream();
        name.writeBytes("Hong^Gildong=".getBytes(StandardCharsets.US_ASCII));
        for (String part : List.of("洪", "^吉洞", "=홍", "^길동")) {
            int letters = part.charAt(0) < 128 ? 1 : 0;
            name.writeBytes(part.substring(0, letters).getBytes(StandardCharsets.US_ASCII));
            name.writeBytes(new byte[] {0x1B, 0x24, 0x29, 0x43});
            name.writeBytes(part.substring(letters).getBytes(Charset.forName("EUC-KR")));
        }
        return name.toByteArray();
    }

    @Test
    void readsBackTheSegmentationsOfOtherToolkits() throws Exception {
        Path reference = TestData.require("sr-seg-reference/dcmqi/segmentations");
        List<SliceHeader> slices = new ArrayList<>();
        for (String name : List.of("01.dcm", "02.dcm", "03.dcm")) {
            slices.add(SliceHeader.read(reference.resolve("ct-3slice").resolve(name)));
        }
        var policy = new GeometryPolicy(2, 10, 0);
        var result = policy.check(new SeriesHeaders(slices.getFirst().seriesInstanceUid(), slices));
        var regular = (GeometryPolicy.Result.Regular) result;
        DataSet seg =
                DicomFile.read(reference.resolve("liver.dcm"), Limits.OBJECT).dataSet();
        List<SegmentMask> masks = SegmentationReader.read(seg, regular.slices(), regular.grid());
        assertEquals(1, masks.size());
        BitSet liver = masks.getFirst().mask();
        int set = 0;
        for (byte each : seg.bytes(Tag.PIXEL_DATA)) set += Integer.bitCount(each & 0xFF);
        assertEquals(set, liver.cardinality());
    }

    private Path write(String name, DataSet object) throws Exception {
        Path file = folder.resolve(name);
        Files.write(file, DataSetWriter.file(object));
        return file;
    }
}
