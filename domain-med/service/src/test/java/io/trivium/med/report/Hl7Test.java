package io.trivium.med.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ca.uhn.hl7v2.HL7Exception;
import io.trivium.med.TestData;
import io.trivium.med.dataset.Tag;
import io.trivium.med.dataset.Vr;
import io.trivium.med.finding.Extent;
import io.trivium.med.patient.PatientUpdate;
import io.trivium.med.study.Refusal;
import io.trivium.med.study.Slices;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("InputStreamSlowMultibyteRead") // a stream that is read byte by byte
class Hl7Test {
    private static final String ORDER = """
            MSH|^~\\&|RIS|H|TRIVIUM|H|20260102||ORM^O01|77|P|2.3.1||||||UNICODE UTF-8
            PID|||P1^^^H||Müller^Jörg||19600101|M
            ORC|NW|PL1|FI1
            OBR|1|PL1|FI1|24627-2^CT Chest^LN||||||||||||||ACC17|RP1|SP1||||CT
            ZDS|2.25.100^100^Application^DICOM
            """.replace('\n', '\r');

    @TempDir
    Path folder;

    private final List<String> taken = new CopyOnWriteArrayList<>();

    @Test
    void readsAccessionAndPatientFromOrders() throws Exception {
        ImagingOrder order = ImagingOrder.parse(ORDER).orElseThrow();
        assertEquals("ACC17", order.accessionNumber());
        assertEquals("P1", order.patientId());
        assertEquals("Müller", order.familyName());
        assertEquals("2.25.100", order.studyInstanceUid());
        assertEquals("77", order.messageControlId());
        assertTrue(ImagingOrder.parse(ORDER.replace("ORM^O01", "ADT^A31")).isEmpty());
        assertThrows(HL7Exception.class, () -> ImagingOrder.parse(ORDER.replace("P1^^^H", "")));
        assertThrows(HL7Exception.class, () -> ImagingOrder.parse("hello"));
    }

    @Test
    void readsTheOrdersOfTheDataSet() throws Exception {
        for (String name : List.of("ORM^O01-GeneralOrder.hl7", "OMI^O23-ImagingOrder.hl7")) {
            Path file = TestData.require("hl7-fhir/dcm4che").resolve(name);
            ImagingOrder order = ImagingOrder.parse(Files.readString(file, StandardCharsets.UTF_8))
                    .orElseThrow();
            assertEquals("AccessionNumber", order.accessionNumber(), name);
            assertEquals("1.2.392.200036.9125.0.198811291108.7", order.studyInstanceUid(), name);
        }
    }

    @Test
    void neverSaysThatAModelIsCertain() throws Exception {
        var regular = Reports.regular(Slices.series(folder, 24, (k, slice) -> {}));
        String message = new OruWriter("HOSPITAL", "RIS", "HOSPITAL")
                .results(
                        Reports.context(regular.slices()),
                        List.of(
                                Reports.certain(regular.grid(), "2.25.11", 0.9999),
                                Reports.certain(regular.grid(), "2.25.12", 0.0001),
                                Reports.certain(regular.grid(), "2.25.13", 0.5)),
                        Optional.empty());
        List<String> malignancies = message.lines()
                .filter(line -> line.contains("Probability of cancer"))
                .map(line -> line.split("\\|", -1)[2] + " " + line.split("\\|", -1)[5])
                .toList();
        assertEquals(List.of("SN >^99", "SN <^1", "NM 50.0"), malignancies);
    }

    @Test
    void aMassHasNoMalignancyAndAnUnreliableOutlineNoSize() throws Exception {
        var regular = Reports.regular(Slices.series(folder, 24, (k, slice) -> {}));
        String message = new OruWriter("HOSPITAL", "RIS", "HOSPITAL")
                .results(
                        Reports.context(regular.slices()),
                        List.of(
                                Reports.lesion(
                                        regular.grid(), "2.25.11", new Extent.Mass(new Extent.Size(41, 30, 20_000))),
                                Reports.lesion(
                                        regular.grid(), "2.25.12", new Extent.Unreliable(Extent.Reason.CUT_BY_CUBE))),
                        Optional.empty());
        List<String> observations = message.lines()
                .filter(line -> line.startsWith("OBX|"))
                .map(line -> line.split("\\|", -1)[4] + " " + line.split("\\|", -1)[2] + " "
                        + line.split("\\|", -1)[3].split("\\^", -1)[1])
                .toList();
        assertEquals(
                List.of(
                        " TX Radiology Study observation (narrative)",
                        "1 NM Long Axis",
                        "1 NM Short Axis",
                        "1 NM Volume",
                        "1 TX Radiology Study observation (narrative)",
                        "1 TX Radiology Study observation (narrative)",
                        "2 TX Radiology Study observation (narrative)"),
                observations);
        assertTrue(message.contains("1 lung nodule and 1 lung mass found."), message);
        assertTrue(message.contains("The outline is unreliable"), message);
    }

    @Test
    void writesResultsThatParseAgain() throws Exception {
        var regular = Reports.regular(Slices.series(
                folder,
                24,
                (k, slice) -> slice.put(Tag.SPECIFIC_CHARACTER_SET, "ISO_IR 192")
                        .put(Tag.PATIENT_NAME, Vr.PN, "Müller^Jörg^^Dr.".getBytes(StandardCharsets.UTF_8))));
        var context = Reports.context(regular.slices());
        var finding = Reports.nodule(regular.grid(), "2.25.11", 4, 3, 5, 4, false);
        OruWriter writer = new OruWriter("HOSPITAL", "RIS", "HOSPITAL");
        String message = writer.results(context, List.of(finding), ImagingOrder.parse(ORDER));
        assertTrue(message.contains("|UNICODE UTF-8"), message);
        assertTrue(message.contains("|Müller^Jörg^^^Dr.|"), message);
        assertTrue(message.contains("|ACC17|RP1|"), message);
        assertTrue(message.contains("|NM|103339001^Long Axis^SCT|1|6.3|mm^millimeter^UCUM|"), message);
        assertEquals(message, writer.results(context, List.of(finding), ImagingOrder.parse(ORDER)));
        String none = writer.results(context, List.of(), Optional.empty());
        assertTrue(none.contains("No lung nodule was found."), none);
        String refused = writer.notProcessed(
                context, new Refusal(Refusal.Reason.GAP, "Between slices 3 and 4 lie 10.00 mm."), Optional.empty());
        assertTrue(refused.contains("Not processed. Between slices 3 and 4"), refused);
        Hl7.parse(refused);
    }

    @Test
    void acknowledgesWhatWasTakenAndRefusesWhatIsNoMessage() throws Exception {
        try (MllpServer server = server(MllpServer.Limits.DEFAULT)) {
            assertInstanceOf(MllpClient.Reply.Accepted.class, client(server).send(ORDER));
            assertTrue(taken.getFirst().contains("Müller^Jörg"));
            var refused = assertInstanceOf(
                    MllpClient.Reply.Refused.class, client(server).send(ORDER.replace("P1^^^H", "")));
            assertEquals(false, refused.forGood());
            var nonsense = assertInstanceOf(
                    MllpClient.Reply.Refused.class, client(server).send("hello"));
            assertEquals(true, nonsense.forGood());
        }
    }

    /** Integrators 8: what is not processed is not acknowledged as taken, and no two acknowledgements share a control id. */
    @Test
    void refusesWhatIsNotProcessedAndNumbersEveryAcknowledgement() throws Exception {
        try (MllpServer server = server(MllpServer.Limits.DEFAULT);
                Socket peer = connect(server)) {
            String admission = ORDER.replace("ORM^O01", "ADT^A01^ADT_A01").replace("|P|2.3.1|", "|P|2.5|");
            String unknown = reply(peer, admission);
            assertTrue(unknown.contains("\rMSA|AR|77\r"), unknown);
            assertTrue(
                    unknown.contains("ERR|||201^Unsupported event code^HL70357|E||||ADT A01 is not processed"),
                    unknown);
            String bill = reply(peer, admission.replace("ADT^A01^ADT_A01", "BAR^P01"));
            assertTrue(bill.contains("|200^Unsupported message type^HL70357|E|"), bill);
            String old = reply(peer, ORDER.replace("ORM^O01", "ADT^A03"));
            assertTrue(old.contains("MSA|AR|77|ADT"), old);
            assertTrue(old.contains("ERR|^^^201&Unsupported event code&HL70357"), old);
            String taken = reply(peer, ORDER);
            assertTrue(taken.contains("MSA|AA|77"), taken);
            String version = reply(peer, ORDER.replace("|2.3.1|", "|9.9|"));
            assertTrue(version.contains("MSA|AR|77\r") && version.contains("|203^"), version);
            String nonsense = reply(peer, "hello");
            assertTrue(nonsense.contains("MSA|AR|0\r"), nonsense);
            List<String> ids = List.of(unknown, bill, old, taken, version, nonsense).stream()
                    .map(each -> each.split("\\|", -1)[9])
                    .toList();
            assertEquals(6, ids.stream().distinct().count(), ids.toString());
            assertTrue(ids.stream().allMatch(each -> each.matches("[0-9A-V]{20}")), ids.toString());
        }
    }

    private static String reply(Socket peer, String message) throws IOException {
        Mllp.write(peer.getOutputStream(), Mllp.utf8(message));
        InputStream in = peer.getInputStream();
        StringBuilder reply = new StringBuilder();
        for (int next = in.read(); next != 0x1C; next = in.read()) reply.append((char) next);
        assertEquals('\r', in.read());
        return reply.substring(1);
    }

    @Test
    void readsNamesInTheCharacterSetOfTheMessage() throws Exception {
        String header =
                "MSH|^~\\&|ADT|H|TRIVIUM|H|20260102||ADT^A08^ADT_A01|5|P|2.5||||||%s\rEVN|A08|20260102\rPID|1||P1||";
        var korean = new java.io.ByteArrayOutputStream();
        korean.writeBytes(header.formatted("ASCII~KS X 1001").getBytes(StandardCharsets.US_ASCII));
        korean.writeBytes(HexFormat.of().parseHex("1b242943b1e8"));
        korean.write('^');
        korean.writeBytes(HexFormat.of().parseHex("1b242943c8f1c1df"));
        assertEquals(
                Optional.of("김^희중"), update(Hl7.decode(korean.toByteArray())).name());
        byte[] chinese = (header.formatted("GB 18030-2000") + "王^小东").getBytes(Charset.forName("GB18030"));
        assertEquals(Optional.of("王^小东"), update(Hl7.decode(chinese)).name());
        byte[] japanese = (header.formatted("UNICODE UTF-8") + "Yamada^Tarou^^^^^^A~山田^太郎^^^^^^I")
                .getBytes(StandardCharsets.UTF_8);
        assertEquals(
                Optional.of("Yamada^Tarou=山田^太郎"), update(Hl7.decode(japanese)).name());
        byte[] unknown = (header.formatted("BIG-5") + "X^Y").getBytes(StandardCharsets.US_ASCII);
        assertEquals(
                103, assertThrows(HL7Exception.class, () -> Hl7.decode(unknown)).getErrorCode());
    }

    private static PatientUpdate update(String text) throws HL7Exception {
        return PatientMessage.parse(text, Optional.empty()).getFirst();
    }

    @Test
    void readsPatientUpdatesAndMerges() throws Exception {
        String header = "MSH|^~\\&|ADT|H|TRIVIUM|H|20260102||%s|5|P|2.5||||||UNICODE UTF-8\rEVN||20260102\r";
        PatientUpdate update = update(header.formatted("ADT^A08^ADT_A01")
                + "PID|1||P1^^^H~N9^^^NATIONAL||Müller&von^Jörg^M^III^Dr.||196001010830|\"\"\r");
        assertEquals(
                new PatientUpdate(
                        "5",
                        "P1",
                        Optional.of("Müller^Jörg^M^Dr.^III"),
                        Optional.of("19600101"),
                        Optional.of(""),
                        Optional.empty()),
                update);
        assertEquals(
                "N9",
                PatientMessage.parse(
                                header.formatted("ADT^A08^ADT_A01") + "PID|1||P1^^^H~N9^^^NATIONAL\r",
                                Optional.of("NATIONAL"))
                        .getFirst()
                        .patientId());
        List<PatientUpdate> merges = PatientMessage.parse(
                header.formatted("ADT^A40^ADT_A39") + "PID|1||P1\rMRG|P2\rPID|2||P3\rMRG|P4\r", Optional.empty());
        assertEquals(
                List.of("P1", "P3"),
                merges.stream().map(PatientUpdate::patientId).toList());
        assertEquals(
                List.of(Optional.of("P2"), Optional.of("P4")),
                merges.stream().map(PatientUpdate::mergedPatientId).toList());
        for (String wrong : List.of(
                "PID|1||P1\r", "PID|1||P1\rMRG|\r", "PID|1||P1\rMRG|P1\r", "PV1|1\r", "PID|1||A\\E\\B\rMRG|P2\r")) {
            assertThrows(
                    HL7Exception.class,
                    () -> PatientMessage.parse(header.formatted("ADT^A40^ADT_A39") + wrong, Optional.empty()),
                    wrong);
        }
    }

    @Test
    void closesFramesWithoutEndAndFramesOverTheLimit() throws Exception {
        var limits = new MllpServer.Limits(1000, 2, Duration.ofMillis(300));
        try (MllpServer server = server(limits)) {
            try (Socket endless = connect(server)) {
                endless.getOutputStream().write("\u000bMSH|".getBytes(StandardCharsets.US_ASCII));
                assertEquals(-1, endless.getInputStream().read(), "closed after the idle time");
            }
            try (Socket huge = connect(server)) {
                OutputStream out = huge.getOutputStream();
                assertThrows(IOException.class, () -> {
                    out.write(0x0B);
                    for (int i = 0; i < 100_000; i++) out.write(new byte[10_000]);
                });
            }
            assertInstanceOf(MllpClient.Reply.Accepted.class, client(server).send(ORDER), "others are served");
        }
    }

    @Test
    void cutsAConnectionThatItAcceptsWhileItCloses() throws Exception {
        Semaphore asked = new Semaphore(0);
        Semaphore closed = new Semaphore(0);
        MllpServer server = new MllpServer(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                MllpServer.Limits.DEFAULT,
                Optional.empty(),
                peer -> {
                    asked.release();
                    closed.acquireUninterruptibly();
                    return true;
                },
                taken::add);
        try (server;
                Socket peer = connect(server)) {
            assertTrue(asked.tryAcquire(20, TimeUnit.SECONDS));
            server.close();
            closed.release();
            assertThrows(SocketException.class, () -> peer.getInputStream().read(), "reset, and not left open");
        }
    }

    @Test
    void aGigabyteInOneSegmentCostsNoMoreThanTheLimit() {
        InputStream gigabyte = new InputStream() {
            private long left = 1L << 30;

            @Override
            public int read() {
                if (left-- == 1L << 30) return 0x0B;
                return left < 0 ? -1 : 'A';
            }
        };
        assertThrows(Mllp.FrameException.class, () -> Mllp.read(Mllp.buffered(gigabyte), 1 << 20));
        assertThrows(
                EOFException.class,
                () -> Mllp.read(Mllp.buffered(new ByteArrayInputStream(new byte[] {0x0B, 'M'})), 1 << 20));
    }

    private MllpServer server(MllpServer.Limits limits) throws IOException {
        return new MllpServer(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                limits,
                Optional.empty(),
                peer -> peer.getAddress().isLoopbackAddress(),
                text -> {
                    boolean known = ImagingOrder.parse(text).isPresent()
                            || !PatientMessage.parse(text, Optional.empty()).isEmpty();
                    if (!known) throw PatientMessage.unsupported(text);
                    taken.add(text);
                });
    }

    private static MllpClient client(MllpServer server) {
        return new MllpClient(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()),
                Duration.ofSeconds(20),
                Optional.empty());
    }

    private static Socket connect(MllpServer server) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
        socket.setSoTimeout(20_000);
        return socket;
    }
}
