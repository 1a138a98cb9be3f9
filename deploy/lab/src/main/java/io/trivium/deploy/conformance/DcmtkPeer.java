package io.trivium.deploy.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** dcmtk as a DICOM peer: C-ECHO, who is refused, C-STORE, and that QIDO-RS finds and WADO-RS returns what was acknowledged. */
final class DcmtkPeer implements Check {
    static final String HOSPITAL = "demo-hospital";

    /** Roots of UIDs under 2.25 that no other generator uses (PS3.5 B.2). */
    private static final String ROOT = "2.25.";

    private static final int INSTANCES = 20;
    private static final String CALLING = "PACS";
    private static final String CALLED = "TRIVIUM";

    @Override
    public String protocol() {
        return "dicom";
    }

    @Override
    public String name() {
        return "C-ECHO, association policy, C-STORE, found and read back";
    }

    @Override
    public Outcome run(Target target) throws IOException, InterruptedException {
        Cases cases = new Cases();
        String port = Integer.toString(target.ports().dicom());
        OutsideTool echo = new OutsideTool("echoscu", "dcmtk");
        cases.require(
                echo.run("-aet", CALLING, "-aec", CALLED, "127.0.0.1", port).code() == 0,
                "C-ECHO of the known peer " + CALLING + " failed");
        cases.require(
                echo.run("-aet", "STRANGER", "-aec", CALLED, "127.0.0.1", port)
                        .output()
                        .contains("Calling AE Title"),
                "an unknown calling AE title is not refused as such");
        cases.require(
                echo.run("-aet", CALLING, "-aec", "OTHER", "127.0.0.1", port)
                        .output()
                        .contains("Called AE Title"),
                "an unknown called AE title is not refused as such");
        OutsideTool store = new OutsideTool("storescu", "dcmtk");
        for (String[] uids : objects(target.directory())) {
            OutsideTool.Result sent = store.run("-aet", CALLING, "-aec", CALLED, "127.0.0.1", port, uids[0]);
            cases.require(
                    sent.code() == 0,
                    "C-STORE of " + uids[2] + " failed: " + sent.output().strip());
            if (sent.code() == 0) readBack(target, cases, uids[1], uids[2]);
        }
        return cases.judgedBy(echo.version().replace("echoscu", "dcmtk"));
    }

    private static void readBack(Target target, Cases cases, String study, String instance)
            throws IOException, InterruptedException {
        HttpResponse<byte[]> found = target.send(target.request(
                        HOSPITAL, target.address("domain-med", "/dicom-web/instances?SOPInstanceUID=" + instance))
                .header("Accept", "application/dicom+json")
                .build());
        JsonNode list = found.statusCode() == 200 ? new ObjectMapper().readTree(found.body()) : null;
        cases.require(
                list != null && list.size() == 1, "QIDO-RS does not find " + instance + ": " + found.statusCode());
        HttpResponse<byte[]> read =
                target.send(target.request(HOSPITAL, target.address("domain-med", "/dicom-web/studies/" + study))
                        .header("Accept", "multipart/related; type=\"application/dicom\"")
                        .build());
        cases.require(read.statusCode() == 200, "WADO-RS does not return " + study + ": " + read.statusCode());
    }

    /** Secondary captures that dcmtk makes: file, study and instance of each. */
    static List<String[]> objects(Path directory) throws IOException, InterruptedException {
        OutsideTool make = new OutsideTool("dump2dcm", "dcmtk");
        List<String[]> objects = new ArrayList<>();
        String base = ROOT + Long.toString(System.currentTimeMillis()) + System.nanoTime() % 100_000;
        for (int i = 1; i <= INSTANCES; i++) {
            String study = base + i + "1";
            String instance = base + i + "3";
            Path dump = directory.resolve("object-" + i + ".dump");
            Path file = directory.resolve("object-" + i + ".dcm");
            Files.writeString(dump, String.format(Locale.ROOT, """
                (0008,0016) UI =SecondaryCaptureImageStorage
                (0008,0018) UI [%s]
                (0008,0020) DA [20261130]
                (0008,0030) TM [101500]
                (0008,0050) SH [C%05d]
                (0008,0060) CS [OT]
                (0008,0064) CS [WSD]
                (0008,0090) PN [Referring^Doctor]
                (0010,0010) PN [Conformance^Patient%d]
                (0010,0020) LO [CONF%05d]
                (0010,0030) DA [19700101]
                (0010,0040) CS [O]
                (0020,000d) UI [%s]
                (0020,000e) UI [%s]
                (0020,0010) SH [1]
                (0020,0011) IS [1]
                (0020,0013) IS [1]
                (0028,0002) US 1
                (0028,0004) CS [MONOCHROME2]
                (0028,0010) US 2
                (0028,0011) US 2
                (0028,0100) US 8
                (0028,0101) US 8
                (0028,0102) US 7
                (0028,0103) US 0
                (7fe0,0010) OB 01\\02\\03\\04
                """, instance, i, i, i, study, base + i + "2"));
            OutsideTool.Result made = make.run("+te", dump.toString(), file.toString());
            if (made.code() != 0) throw new IOException("dump2dcm: " + made.output());
            objects.add(new String[] {file.toString(), study, instance});
        }
        return objects;
    }
}
