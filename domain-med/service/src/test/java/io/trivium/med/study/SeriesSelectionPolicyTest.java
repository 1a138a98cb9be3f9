package io.trivium.med.study;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivium.med.TestData;
import io.trivium.med.dataset.DataSet;
import io.trivium.med.dataset.Tag;
import io.trivium.med.study.Refusal.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SeriesSelectionPolicyTest {
    @TempDir
    Path folder;

    private final List<SliceHeader> study = new ArrayList<>();

    @Test
    void readsTheThinnestOriginalAxialSeriesAndRefusesTheRestWithAReason() throws Exception {
        add("thick", 30, (k, slice) -> slice.putDecimals(Tag.IMAGE_POSITION_PATIENT, -100, -100, 8.0 * k));
        add("thin", 30, (k, slice) -> slice.putDecimals(Tag.IMAGE_POSITION_PATIENT, -100, -100, 1.25 * k));
        add("scout", 2, (k, slice) -> slice.put(Tag.IMAGE_TYPE, "ORIGINAL", "PRIMARY", "LOCALIZER"));
        add("mpr", 30, (k, slice) -> slice.put(Tag.IMAGE_TYPE, "DERIVED", "SECONDARY", "AXIAL", "MPR"));
        add("coronal", 30, (k, slice) -> slice.putDecimals(Tag.IMAGE_ORIENTATION_PATIENT, 1, 0, 0, 0, 0, -1));
        add("capture", 1, (k, slice) -> slice.put(Tag.SOP_CLASS_UID, "1.2.840.10008.5.1.4.1.1.7"));
        add("pet", 30, (k, slice) -> slice.put(Tag.SOP_CLASS_UID, "1.2.840.10008.5.1.4.1.1.128"));
        add("enhanced", 1, (k, slice) -> slice.put(Tag.SOP_CLASS_UID, "1.2.840.10008.5.1.4.1.1.2.1"));
        add("few", 3, (k, slice) -> {});
        var selection = SeriesSelectionPolicy.DEFAULT.select(SeriesHeaders.of(study));
        assertEquals("2.25.2", selection.chosen().orElseThrow().seriesInstanceUid());
        assertEquals(1, selection.passedOver().size());
        Map<String, Reason> reasons = selection.refused().stream()
                .collect(Collectors.toMap(
                        SeriesSelectionPolicy.RefusedSeries::seriesInstanceUid,
                        refused -> refused.refusal().reason()));
        assertEquals(
                Map.of(
                        "2.25.3", Reason.LOCALIZER,
                        "2.25.4", Reason.DERIVED,
                        "2.25.5", Reason.NOT_AXIAL,
                        "2.25.6", Reason.SECONDARY_CAPTURE,
                        "2.25.7", Reason.NOT_CT,
                        "2.25.8", Reason.MULTI_FRAME,
                        "2.25.9", Reason.TOO_FEW_SLICES),
                reasons);
    }

    @Test
    void prefersTheMediumKernelAmongSeriesOfTheSameThickness() throws Exception {
        add("sharp", 30, (k, slice) -> slice.put(Tag.CONVOLUTION_KERNEL, "B70f"));
        add("medium", 30, (k, slice) -> slice.put(Tag.CONVOLUTION_KERNEL, "B40f"));
        var selection = SeriesSelectionPolicy.DEFAULT.select(SeriesHeaders.of(study));
        assertEquals("2.25.2", selection.chosen().orElseThrow().seriesInstanceUid());
    }

    @Test
    void ranksTheKernelsOfTheMakers() {
        for (String medium : List.of("STANDARD", "B30f", "B40f", "B50f", "I41f\\3", "FC17", "B", "Br40d\\3")) {
            assertEquals(0, SeriesSelectionPolicy.kernelRank(medium.replace("\\", " ")), medium);
        }
        for (String sharp : List.of("LUNG", "BONE", "B70f", "FC52", "L", "Bl64d", "YB")) {
            assertEquals(2, SeriesSelectionPolicy.kernelRank(sharp), sharp);
        }
        for (String other : List.of("", "SOFT", "B20f", "B10f")) {
            assertEquals(1, SeriesSelectionPolicy.kernelRank(other), other);
        }
    }

    @Test
    void choosesASeriesOfEveryPatientOfTheChestData() throws Exception {
        try (var patients = Files.list(TestData.require("chest-ct"))) {
            for (Path patient : patients.filter(Files::isDirectory).sorted().toList()) {
                List<SliceHeader> headers = new ArrayList<>();
                for (Path file : TestData.files(patient)) {
                    if (file.toString().endsWith(".dcm")) headers.add(SliceHeader.read(file));
                }
                if (headers.isEmpty()) continue;
                var selection = SeriesSelectionPolicy.DEFAULT.select(SeriesHeaders.of(headers));
                assertTrue(selection.chosen().isPresent(), patient + ": " + selection.refused());
                assertTrue(
                        GeometryPolicy.DEFAULT.check(selection.chosen().orElseThrow())
                                instanceof GeometryPolicy.Result.Regular);
            }
        }
    }

    @Test
    void refusesSingleSlicesOfPriorsForTheirNumberAlone() throws Exception {
        for (Path file : TestData.files(TestData.require("ct-priors-covid-19-ny-sbu"))) {
            if (!file.toString().endsWith(".dcm")) continue;
            var selection = SeriesSelectionPolicy.DEFAULT.select(SeriesHeaders.of(List.of(SliceHeader.read(file))));
            assertEquals(
                    Reason.TOO_FEW_SLICES,
                    selection.refused().getFirst().refusal().reason(),
                    file.toString());
        }
    }

    private int added;

    private void add(String name, int count, BiConsumer<Integer, DataSet> change) throws IOException {
        String uid = "2.25." + ++added;
        Path own = Files.createDirectory(folder.resolve(name));
        study.addAll(Slices.series(own, count, (k, slice) -> {
            slice.put(Tag.SERIES_INSTANCE_UID, uid);
            slice.put(Tag.SOP_INSTANCE_UID, uid + "." + (k + 1));
            change.accept(k, slice);
        }));
    }
}
