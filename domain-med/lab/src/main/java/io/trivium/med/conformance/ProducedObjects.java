package io.trivium.med.conformance;

import ca.uhn.hl7v2.HL7Exception;
import io.trivium.med.dataset.DataSet;
import io.trivium.med.dataset.DataSetWriter;
import io.trivium.med.dataset.DicomFile;
import io.trivium.med.dataset.Limits;
import io.trivium.med.dataset.StudyInstanceUid;
import io.trivium.med.dataset.Tag;
import io.trivium.med.dataset.Vr;
import io.trivium.med.finding.Extent;
import io.trivium.med.finding.NoduleFinding;
import io.trivium.med.finding.NoduleFinding.NoduleAttribute;
import io.trivium.med.report.FhirWriter;
import io.trivium.med.report.ImagingOrder;
import io.trivium.med.report.MllpServer;
import io.trivium.med.report.NoduleReport;
import io.trivium.med.report.OruWriter;
import io.trivium.med.report.PatientMessage;
import io.trivium.med.report.PresentationStateWriter;
import io.trivium.med.report.ResultContext;
import io.trivium.med.report.ResultContext.ReportingDevice;
import io.trivium.med.report.ResultIdentity;
import io.trivium.med.report.SecondaryCaptureWriter;
import io.trivium.med.report.SegmentationWriter;
import io.trivium.med.simulation.CtSeries;
import io.trivium.med.study.Refusal;
import io.trivium.med.study.SliceHeader;
import io.trivium.med.volume.Grid;
import io.trivium.med.volume.Point;
import io.trivium.med.volume.Volume;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * Results of simulated studies, written by the product's own writers: patients' names in several character sets, attributes that
 * scanners leave out, every kind of finding, studies without findings and studies that were not read. The same seed gives the same
 * files, but for the control ids and times of acknowledgements.
 */
public final class ProducedObjects {
    private static final int SLICES = 24;
    private static final int SIZE = 48;
    private static final double PIXEL_MM = 6;
    private static final double SLICE_MM = 5;
    private static final int MOST_FINDINGS = 4;

    private static final Grid GRID = Grid.axial(SLICES, SIZE, SIZE, new Point(-140, -140, -60), PIXEL_MM, SLICE_MM);

    private static final List<String> VERSIONS = List.of("2.3.1", "2.4", "2.5", "2.5.1", "2.8");

    private static final String HEADER = "MSH|^~\\&|RIS|H|TRIVIUM|H|20260102||%s|NUMBER|P|VERSION||||||UNICODE UTF-8\r";
    private static final List<String> MESSAGES = List.of(
            HEADER.formatted("ORM^O01") + "PID|1||P1^^^H||Müller^Jörg\rORC|NW|PL1|FI1\rOBR|1|PL1|FI1|CT\r",
            HEADER.formatted("ORM^O01") + "PID|1||||Doe^Jane\rORC|NW|PL1|FI1\r",
            HEADER.formatted("ORM^O01") + "PID|1||FAULT||Doe^Jane\rORC|NW|FAULT|FI1\r",
            HEADER.formatted("ADT^A08^ADT_A01") + "EVN||20260102\rPID|1||P1^^^H||Kim^HeeJung||19700203|F\r",
            HEADER.formatted("ADT^A40^ADT_A39") + "EVN||20260102\rPID|1||P1^^^H\rMRG|P2^^^H\r",
            HEADER.formatted("ADT^A40^ADT_A39") + "EVN||20260102\rPID|1||P1^^^H\r",
            HEADER.formatted("ADT^A01^ADT_A01") + "EVN||20260102\rPID|1||P1^^^H\r",
            HEADER.formatted("BAR^P01^BAR_P01") + "EVN||20260102\rPID|1||P1^^^H\r",
            HEADER.formatted("ORM^O01").replace("VERSION", "9.9") + "PID|1||P1^^^H\r",
            HEADER.formatted("ORM^O01").replace("UNICODE UTF-8", "BIG-5") + "PID|1||P1^^^H\r",
            "this is no message");

    private record Name(String characterSet, String encoding, String text) {}

    private static final List<Name> NAMES = List.of(
            new Name("", "US-ASCII", "Doe^Jane"),
            new Name("ISO_IR 100", "ISO-8859-1", "Müller^Jörg^^Dr."),
            new Name("ISO_IR 192", "UTF-8", "Kim^HeeJung=金^喜中=김^희중"),
            new Name("GB18030", "GB18030", "Wang^XiaoDong=王^小东"),
            new Name("ISO_IR 144", "ISO-8859-5", "Люксембург"));

    private final Path directory;
    private final SplittableRandom random;
    private final FhirWriter fhir = new FhirWriter("urn:oid:2.25.1234");
    private final OruWriter oru = new OruWriter("HOSPITAL", "RIS", "HOSPITAL");

    private ProducedObjects(Path directory, long seed) {
        this.directory = directory;
        this.random = new SplittableRandom(seed);
    }

    /**
     * Writes the results of simulated studies: of each a report, a segmentation, a presentation state, secondary captures
     * ({@code .dcm}), an ORU message ({@code .hl7}) and a FHIR bundle ({@code .json}); of every tenth also a report that nothing was
     * found, and one that the study was not read. Then as many acknowledgements of an HL7 listener, of all kinds and versions.
     *
     * @param directory made where it is missing
     * @param studies at least 1
     */
    public static void write(Path directory, int studies, long seed) throws IOException {
        Files.createDirectories(directory);
        ProducedObjects produced = new ProducedObjects(directory, seed);
        for (int n = 1; n <= studies; n++) produced.study(n);
        produced.acknowledgements(studies);
    }

    /** Sends messages of every kind to a listener of the product, and keeps what it answers. */
    private void acknowledgements(int least) throws IOException {
        try (MllpServer server = new MllpServer(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                        MllpServer.Limits.DEFAULT,
                        Optional.empty(),
                        _ -> true,
                        ProducedObjects::take);
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.setSoTimeout(20_000);
            InputStream in = new BufferedInputStream(socket.getInputStream());
            for (int number = 1; number <= Math.max(least, MESSAGES.size() * VERSIONS.size()); number++) {
                String version = VERSIONS.get(number % VERSIONS.size());
                String message = MESSAGES.get(number / VERSIONS.size() % MESSAGES.size())
                        .replace("VERSION", version)
                        .replace("NUMBER", "M" + number);
                socket.getOutputStream().write(("\u000b" + message + "\u001c\r").getBytes(StandardCharsets.UTF_8));
                text("ack", number, ".hl7", reply(in));
            }
        }
    }

    private static void take(String text) throws HL7Exception {
        if (text.contains("|FAULT|")) throw new IllegalStateException("the fault that the message asks for");
        boolean known = ImagingOrder.parse(text).isPresent()
                || !PatientMessage.parse(text, Optional.empty()).isEmpty();
        if (!known) throw PatientMessage.unsupported(text);
    }

    private static String reply(InputStream in) throws IOException {
        ByteArrayOutputStream reply = new ByteArrayOutputStream();
        for (int next = in.read(); next != 0x1C; next = in.read()) {
            if (next < 0) throw new EOFException("the listener closed the connection without an answer");
            if (next != 0x0B) reply.write(next);
        }
        if (in.read() != '\r') throw new EOFException("the frame does not end with a carriage return");
        return reply.toString(StandardCharsets.UTF_8);
    }

    private void study(int number) throws IOException {
        ResultContext context = context(number);
        List<NoduleFinding> findings = new ArrayList<>();
        int count = 1 + random.nextInt(MOST_FINDINGS);
        for (int n = 1; n <= count; n++) findings.add(finding("2.25.9" + number + "0" + n));
        Optional<ImagingOrder> order = random.nextBoolean() ? Optional.of(order(number)) : Optional.empty();
        dicom("sr", number, NoduleReport.of(context, findings, GRID));
        dicom("seg", number, SegmentationWriter.of(context, findings, GRID));
        dicom("gsps", number, PresentationStateWriter.of(context, findings, GRID));
        List<DataSet> captures =
                SecondaryCaptureWriter.of(context, findings, new Volume(GRID, new short[GRID.voxels()]));
        dicom("sc", number, captures.getFirst());
        text("oru", number, ".hl7", oru.results(context, findings, order));
        text("bundle", number, ".json", fhir.results(context, findings, order));
        if (number % 10 == 1) {
            Refusal refusal =
                    new Refusal(any(Refusal.Reason.values()), "Between slices 3 and 4 there is a gap of 10.00 mm.");
            dicom("sr-none", number, NoduleReport.of(context, List.of(), GRID));
            dicom("sr-refused", number, NoduleReport.notProcessed(context, refusal));
            text("oru-none", number, ".hl7", oru.results(context, List.of(), order));
            text("oru-refused", number, ".hl7", oru.notProcessed(context, refusal, order));
            text("bundle-none", number, ".json", fhir.results(context, List.of(), order));
            text("bundle-refused", number, ".json", fhir.notProcessed(context, refusal, order));
        }
    }

    private void dicom(String kind, int number, DataSet object) throws IOException {
        Files.write(directory.resolve(name(kind, number) + ".dcm"), DataSetWriter.file(object));
    }

    private void text(String kind, int number, String suffix, String text) throws IOException {
        Files.writeString(directory.resolve(name(kind, number) + suffix), text);
    }

    private static String name(String kind, int number) {
        return String.format(Locale.ROOT, "%s-%04d", kind, number);
    }

    private static ImagingOrder order(int number) {
        return new ImagingOrder(
                "M" + number,
                "SIM-" + number,
                "",
                "",
                "",
                "",
                "",
                "A" + number,
                "PL" + number,
                "FI" + number,
                "RP" + number,
                "",
                ImagingOrder.Priority.ROUTINE,
                false);
    }

    private ResultContext context(int number) throws IOException {
        String study = "2.25.8" + number;
        CtSeries ct = new CtSeries(
                study,
                study + ".1",
                study + ".2",
                "Simulated^Chest",
                "SIM-" + number,
                "A" + number,
                "Simulated chest CT (no patient)",
                LocalDateTime.of(2026, 1, 2, 3, 4, 5).plusHours(number),
                "B40f",
                SIZE,
                SIZE,
                PIXEL_MM,
                SLICE_MM);
        Name name = NAMES.get(number % NAMES.size());
        int left = random.nextInt(64);
        List<SliceHeader> slices = new ArrayList<>();
        for (int k = 0; k < SLICES; k++) {
            byte[] bytes = ct.slice(study + ".1." + (k + 1), k + 1, GRID.patient(k, 0, 0), new short[SIZE * SIZE], 0);
            DicomFile read = DicomFile.read(bytes, Limits.HEADER);
            slices.add(new SliceHeader(directory, read.transferSyntax(), changed(read.dataSet(), name, left)));
        }
        return new ResultContext(
                new ResultIdentity(
                        new StudyInstanceUid(study),
                        ResultIdentity.hashOf(
                                slices.stream().map(SliceHeader::sopInstanceUid).toList()),
                        "med-lung-nodule",
                        "2026.11." + number,
                        "nodule-1"),
                slices,
                new ReportingDevice("2.25.77", "Trivium", "Trivium", "SN-1", "0.1.0"),
                Instant.parse("2026-01-02T11:00:00Z").plusSeconds(3600L * number),
                ZoneOffset.UTC);
    }

    /** @param left a bit for each attribute that the scanner leaves out or empty */
    private static DataSet changed(DataSet slice, Name name, int left) {
        if (!name.characterSet().isEmpty()) {
            slice.putAs(Tag.SPECIFIC_CHARACTER_SET, Vr.CS, name.characterSet())
                    .put(Tag.PATIENT_NAME, Vr.PN, name.text().getBytes(Charset.forName(name.encoding())));
        }
        if ((left & 1) != 0) slice.remove(Tag.STUDY_ID);
        if ((left & 2) != 0) slice.put(Tag.ACCESSION_NUMBER, "");
        if ((left & 4) != 0) slice.remove(Tag.PATIENT_BIRTH_DATE);
        if ((left & 8) != 0) slice.put(Tag.PATIENT_SEX, "");
        if ((left & 16) != 0) slice.put(Tag.PATIENT_AGE, Vr.AS, "066Y".getBytes(StandardCharsets.US_ASCII));
        if ((left & 32) != 0) slice.put(Tag.STUDY_TIME, "");
        return slice;
    }

    private <T> T any(T[] all) {
        return all[random.nextInt(all.length)];
    }

    private NoduleFinding finding(String uid) {
        int k = 3 + random.nextInt(SLICES - 6);
        int j = 4 + random.nextInt(SIZE - 8);
        int i = 4 + random.nextInt(SIZE - 8);
        int radius = 1 + random.nextInt(3);
        BitSet mask = new BitSet();
        for (int dk = -radius; dk <= radius; dk++) {
            for (int dj = -radius; dj <= radius; dj++) {
                for (int di = -radius; di <= radius; di++) {
                    if (dk * dk + dj * dj + di * di <= radius * radius) mask.set(GRID.index(k + dk, j + dj, i + di));
                }
            }
        }
        double axis = 4 + 26 * random.nextDouble();
        Extent extent = switch (random.nextInt(5)) {
            case 0 -> new Extent.Mass(new Extent.Size(31 + axis, 25, 20_000));
            case 1 -> new Extent.Unreliable(any(Extent.Reason.values()));
            default ->
                new Extent.Nodule(new Extent.Size(axis, 0.8 * axis, 0.4 * axis * axis * axis), random.nextDouble());
        };
        Map<NoduleAttribute, Double> ratings = new EnumMap<>(NoduleAttribute.class);
        for (NoduleAttribute each : NoduleAttribute.values()) {
            if (random.nextInt(8) > 0) ratings.put(each, 1 + 4 * random.nextDouble());
        }
        return new NoduleFinding(uid, GRID.patient(k, j, i), random.nextDouble(), extent, ratings, mask, List.of());
    }
}
