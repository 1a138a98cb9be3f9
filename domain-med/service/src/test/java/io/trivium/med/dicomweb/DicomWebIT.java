package io.trivium.med.dicomweb;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.trivium.core.security.TestTokens;
import io.trivium.core.testing.EndpointMatrix;
import io.trivium.core.testing.KafkaResource;
import io.trivium.core.testing.PostgresResource;
import io.trivium.core.testing.TestDatabase;
import io.trivium.med.NodeResource;
import io.trivium.med.archive.Objects;
import io.trivium.med.dataset.Part10;
import io.trivium.med.dataset.Uids;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

/** STOW-RS, QIDO-RS and WADO-RS of the running service. */
@QuarkusTest
@WithTestResource(value = PostgresResource.class, initArgs = @ResourceArg(name = "schema", value = "med"))
@WithTestResource(KafkaResource.class)
@WithTestResource(NodeResource.class)
@NullUnmarked // Quarkus sets the address
class DicomWebIT {

    private static final ObjectMapper JSON = new ObjectMapper();

    @TestHTTPResource("/")
    URI base;

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private static String token(String tenant, String... roles) {
        return TestTokens.token()
                .user("rada")
                .tenant(tenant)
                .roles(roles)
                .audience("trivium-med")
                .sign();
    }

    private static byte[] file(String study, String instance, int seed) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(Part10.head(Objects.CT, instance, Uids.EXPLICIT_LITTLE_ENDIAN));
        out.writeBytes(Objects.image(study, study + ".1", instance, seed, 64));
        return out.toByteArray();
    }

    private HttpResponse<byte[]> stow(List<byte[]> files, String contentType) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        MultipartWriter body = new MultipartWriter(out, "b");
        for (byte[] file : files) {
            body.part("application/dicom");
            out.writeBytes(file);
        }
        body.end();
        return post(out.toByteArray(), contentType, "med-integrator");
    }

    private HttpResponse<byte[]> post(byte[] body, String contentType, String role) throws Exception {
        return http.send(
                HttpRequest.newBuilder(base.resolve("/dicom-web/studies"))
                        .header("Authorization", "Bearer " + token("demo-hospital", role))
                        .header("Content-Type", contentType)
                        .header("Accept", "application/dicom+json")
                        .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                        .build(),
                HttpResponse.BodyHandlers.ofByteArray());
    }

    private HttpResponse<byte[]> stow(byte[]... files) throws Exception {
        return stow(List.of(files), "multipart/related; type=\"application/dicom\"; boundary=b");
    }

    private HttpResponse<byte[]> get(String path, String tenant) throws Exception {
        return http.send(
                HttpRequest.newBuilder(base.resolve("/dicom-web/" + path))
                        .header("Authorization", "Bearer " + token(tenant, "med-radiologist", "med-integrator"))
                        .build(),
                HttpResponse.BodyHandlers.ofByteArray());
    }

    private JsonNode json(String path) throws Exception {
        HttpResponse<byte[]> response = get(path, "demo-hospital");
        assertEquals(200, response.statusCode(), () -> new String(response.body(), StandardCharsets.UTF_8));
        return JSON.readTree(response.body());
    }

    private static List<byte[]> parts(HttpResponse<byte[]> response) throws IOException {
        String type = response.headers().firstValue("Content-Type").orElseThrow();
        MultipartReader reader =
                new MultipartReader(new ByteArrayInputStream(response.body()), ContentType.parameter(type, "boundary"));
        List<byte[]> parts = new ArrayList<>();
        Map<String, String> headers = reader.nextPart();
        while (headers != null) {
            parts.add(reader.body().readAllBytes());
            headers = reader.nextPart();
        }
        return parts;
    }

    @Test
    void givesBackWhatItTook() throws Exception {
        byte[] first = file("2.25.501", "2.25.501.1.1", 1);
        byte[] second = file("2.25.501", "2.25.501.1.2", 2);
        HttpResponse<byte[]> stored = stow(first, second);
        assertEquals(200, stored.statusCode());
        assertEquals(2, JSON.readTree(stored.body()).at("/00081199/Value").size());

        JsonNode studies = json("studies?PatientID=P-1&StudyInstanceUID=2.25.501");
        assertEquals(1, studies.size());
        assertEquals(
                "Test^Patient", studies.at("/0/00100010/Value/0/Alphabetic").asText());
        assertEquals(2, studies.at("/0/00201208/Value/0").asInt());
        assertEquals("CT", studies.at("/0/00080061/Value/0").asText());
        assertEquals(
                1,
                json("studies?PatientName=test*&StudyDate=20260101-20260103&00080061=CT&limit=1")
                        .size());
        assertEquals(204, get("studies?PatientName=nobody", "demo-hospital").statusCode());
        assertEquals(1, json("studies/2.25.501/series").size());
        assertEquals(2, json("studies/2.25.501/series/2.25.501.1/instances").size());

        String instance = "studies/2.25.501/series/2.25.501.1/instances/2.25.501.1.1";
        assertArrayEquals(first, parts(get(instance, "demo-hospital")).getFirst());
        assertEquals(2, parts(get("studies/2.25.501", "demo-hospital")).size());
        JsonNode metadata = json("studies/2.25.501/metadata");
        assertEquals(2, metadata.size());
        assertEquals("2.25.501.1.1", metadata.at("/0/00080018/Value/0").asText());
        assertTrue(metadata.at("/0/7FE00010/BulkDataURI").asText().endsWith("/bulkdata/7FE00010"));
        assertEquals(404, get("studies/2.25.501", "other-hospital").statusCode());
        assertEquals(404, get(instance, "other-hospital").statusCode());
        assertEquals(
                204, get("studies?StudyInstanceUID=2.25.501", "other-hospital").statusCode());
    }

    @Test
    void answersForEachPartByItself() throws Exception {
        HttpResponse<byte[]> mixed =
                stow(file("2.25.502", "2.25.502.1", 1), "not DICOM".getBytes(StandardCharsets.UTF_8));
        assertEquals(202, mixed.statusCode());
        assertEquals(
                0xC000,
                JSON.readTree(mixed.body())
                        .at("/0008119A/Value/0/00081197/Value/0")
                        .asInt());
        assertEquals(400, stow(new byte[0], new byte[131]).statusCode());
    }

    @Test
    void saysOfEachPartWhatBecameOfItAndKeepsNothingOfWhatItRefuses() throws Exception {
        byte[] file = file("2.25.503", "2.25.503.1.1", 1);
        assertEquals("NEW", stored(stow(file), "00091001"));
        assertEquals("DUPLICATE", stored(stow(file), "00091001"));
        assertEquals("OTHER", stored(stow(file("2.25.503", "2.25.503.1.1", 2)), "00091001"));
        assertEquals(
                "not a DICOM file: the prefix DICM is missing at byte 128",
                JSON.readTree(stow("no image".getBytes(StandardCharsets.UTF_8)).body())
                        .at("/0008119A/Value/0/00091002/Value/0")
                        .asText());

        ByteArrayOutputStream directory = new ByteArrayOutputStream();
        directory.writeBytes(Part10.head("1.2.840.10008.1.3.10", "2.25.503.9", Uids.EXPLICIT_LITTLE_ENDIAN));
        HttpResponse<byte[]> index = stow(directory.toByteArray());
        assertEquals(409, index.statusCode());
        assertEquals("290", refused(index, "00081197"));
        assertEquals(
                2,
                TestDatabase.schema("med")
                        .count("select count(*) from instance where study_instance_uid = '2.25.503' or"
                                + " sop_instance_uid like '2.25.503%'"));
    }

    @Test
    void keepsNothingOfAFileWhoseBodyEndsEarly() throws Exception {
        byte[] file = file("2.25.504", "2.25.504.1.1", 1);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new MultipartWriter(out, "b").part("application/dicom");
        out.write(file, 0, file.length - 20);
        HttpResponse<byte[]> broken = post(out.toByteArray(), "multipart/related; boundary=b", "med-radiologist");
        assertEquals(400, broken.statusCode());
        assertEquals(
                0,
                TestDatabase.schema("med")
                        .count("select count(*) from instance where sop_instance_uid = '2.25.504.1.1'"));
    }

    private static String stored(HttpResponse<byte[]> response, String tag) throws IOException {
        return JSON.readTree(response.body())
                .at("/00081199/Value/0/" + tag + "/Value/0")
                .asText();
    }

    private static String refused(HttpResponse<byte[]> response, String tag) throws IOException {
        return JSON.readTree(response.body())
                .at("/00081198/Value/0/" + tag + "/Value/0")
                .asText();
    }

    @Test
    void refusesBodiesThatAreNone() throws Exception {
        for (String type :
                List.of("multipart/related", "multipart/related; boundary=other", "multipart/related; boundary=\"")) {
            HttpResponse<byte[]> refused = stow(List.of(new byte[10]), type);
            assertEquals(400, refused.statusCode(), type);
            assertTrue(new String(refused.body(), StandardCharsets.UTF_8).contains("stow-body-invalid"));
        }
        assertEquals(415, stow(List.of(new byte[10]), "application/dicom").statusCode());
    }

    @Test
    void refusesQueriesItCannotAnswer() throws Exception {
        for (String query : List.of(
                "studies?Nonsense=1",
                "studies?limit=-1",
                "studies?SOPInstanceUID=1.2",
                "series?SeriesNumber=x",
                "studies?StudyInstanceUID=" + "1,".repeat(1100))) {
            assertEquals(400, get(query, "demo-hospital").statusCode(), query);
        }
        assertEquals(
                204,
                get("studies?PatientName=" + "*?".repeat(64) + "x", "demo-hospital")
                        .statusCode());
        assertEquals(404, get("studies/..%2F..%2Fetc/metadata", "demo-hospital").statusCode());
    }

    @Test
    void takesOrRefusesEveryFileOfTheConformanceSet() throws Exception {
        String set = System.getenv("TRIVIUM_DATA");
        Path data =
                (set == null ? Path.of("..", "..", "shared", "data") : Path.of(set)).resolve("med/dicom-conformance");
        assumeTrue(Files.isDirectory(data), () -> "skipped: no conformance files at " + data + " (set TRIVIUM_DATA)");
        try (Stream<Path> files = Files.walk(data)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                int status = stow(Files.readAllBytes(file)).statusCode();
                assertTrue(Set.of(200, 202, 400, 409).contains(status), file + " was answered with " + status);
            }
        }
        for (JsonNode study : json("studies?limit=1000")) {
            String uid = study.at("/0020000D/Value/0").asText();
            int status = get("studies/" + uid + "/series", "demo-hospital").statusCode();
            assertEquals(200, status, uid);
            for (JsonNode instance : json("studies/" + uid + "/instances?limit=1000")) {
                String path = "studies/" + uid + "/series/"
                        + instance.at("/0020000E/Value/0").asText() + "/instances/"
                        + instance.at("/00080018/Value/0").asText();
                assertEquals(200, get(path, "demo-hospital").statusCode(), path);
                assertTrue(
                        Set.of(200, 409)
                                .contains(
                                        get(path + "/metadata", "demo-hospital").statusCode()),
                        path);
                int frames = get(path + "/frames/1", "demo-hospital").statusCode();
                assertTrue(Set.of(200, 409, 404).contains(frames), path + " frames: " + frames);
            }
        }
    }

    @Test
    void letsInNobodyElse() {
        new EndpointMatrix(base, "trivium-med")
                .tenants("demo-hospital", "other-hospital")
                .assertRefusals();
    }
}
