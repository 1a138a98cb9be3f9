package io.trivium.med.dicomweb;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.trivium.core.security.TestTokens;
import io.trivium.core.testing.KafkaResource;
import io.trivium.core.testing.ManagementAddress;
import io.trivium.core.testing.PostgresResource;
import io.trivium.core.testing.TestDatabase;
import io.trivium.med.NodeResource;
import io.trivium.med.archive.Objects;
import io.trivium.med.dataset.DataSet;
import io.trivium.med.dataset.DataSetWriter;
import io.trivium.med.dataset.Part10;
import io.trivium.med.dataset.Tag;
import io.trivium.med.dataset.Uids;
import io.trivium.med.dataset.Vr;
import io.trivium.med.dicom.StorageService;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/**
 * The rules of PS3.18 that other people's clients rely on: boundaries, statuses and reasons of STOW-RS, Accept, rendered images, one SOP
 * Instance UID with two contents, objects with a warning, and the record of searches (integrators 1, 3 to 6 and 12, security M7).
 */
@QuarkusTest
@WithTestResource(value = PostgresResource.class, initArgs = @ResourceArg(name = "schema", value = "med"))
@WithTestResource(KafkaResource.class)
@WithTestResource(NodeResource.class)
@NullUnmarked // Quarkus sets the address
class DicomWebRulesIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String PRIVATE_CLASS = "1.2.276.0.19.55.1.5.1.1.1";

    @TestHTTPResource("/")
    URI base;

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private static String token(String tenant, String user) {
        return TestTokens.token()
                .user(user)
                .tenant(tenant)
                .roles("med-radiologist", "med-integrator")
                .audience("trivium-med")
                .sign();
    }

    private static byte[] file(String sopClass, String instance, byte[] data) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(Part10.head(sopClass, instance, Uids.EXPLICIT_LITTLE_ENDIAN));
        out.writeBytes(data);
        return out.toByteArray();
    }

    private static byte[] image(String study, String instance, int seed) {
        return file(Objects.CT, instance, Objects.image(study, study + ".1", instance, seed, 64));
    }

    private HttpResponse<byte[]> send(HttpRequest.Builder request, String user) throws Exception {
        return http.send(
                request.header("Authorization", "Bearer " + token("demo-hospital", user))
                        .build(),
                HttpResponse.BodyHandlers.ofByteArray());
    }

    private HttpResponse<byte[]> stow(String path, String boundary, byte[]... files) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        MultipartWriter body = new MultipartWriter(out, boundary);
        for (byte[] file : files) {
            body.part("application/dicom");
            out.writeBytes(file);
        }
        body.end();
        return send(
                HttpRequest.newBuilder(base.resolve(path))
                        .header("Content-Type", "multipart/related; type=\"application/dicom\"; boundary=" + boundary)
                        .POST(HttpRequest.BodyPublishers.ofByteArray(out.toByteArray())),
                "rada");
    }

    private HttpResponse<byte[]> stow(byte[]... files) throws Exception {
        return stow("/dicom-web/studies", "b", files);
    }

    private HttpResponse<byte[]> get(String path, String... accept) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(base.resolve(path));
        for (String each : accept) request.header("Accept", each);
        return send(request, "rada");
    }

    private JsonNode json(String path) throws Exception {
        HttpResponse<byte[]> response = get(path);
        assertEquals(200, response.statusCode(), () -> path + ": " + text(response));
        return JSON.readTree(response.body());
    }

    private static String text(HttpResponse<byte[]> response) {
        return new String(response.body(), StandardCharsets.UTF_8);
    }

    private static String type(HttpResponse<byte[]> response) {
        return response.headers().firstValue("Content-Type").orElse("");
    }

    private static List<byte[]> parts(HttpResponse<byte[]> response, String type) throws IOException {
        assertEquals(200, response.statusCode(), () -> text(response));
        assertTrue(type(response).startsWith("multipart/related"), () -> type(response));
        MultipartReader reader = new MultipartReader(
                new ByteArrayInputStream(response.body()), ContentType.parameter(type(response), "boundary"));
        List<byte[]> parts = new ArrayList<>();
        Map<String, String> headers = reader.nextPart();
        while (headers != null) {
            assertTrue(headers.getOrDefault("content-type", "").startsWith(type), headers::toString);
            parts.add(reader.body().readAllBytes());
            headers = reader.nextPart();
        }
        return parts;
    }

    @Test
    void takesBoundariesAsLongAsPeersSendThem() throws Exception {
        for (int length : List.of(1, 70, 73, 256)) {
            byte[] file = image("2.25.600", "2.25.600.1." + length, length);
            assertEquals(
                    200, stow("/dicom-web/studies", "x".repeat(length), file).statusCode(), "length " + length);
        }
        assertEquals(
                400,
                stow("/dicom-web/studies", "x".repeat(257), image("2.25.600", "2.25.600.9", 9))
                        .statusCode());
    }

    @Test
    void answersStowWithStatusUidsUrlsAndReasons() throws Exception {
        HttpResponse<byte[]> done = stow(image("2.25.601", "2.25.601.1.1", 1));
        assertEquals(200, done.statusCode());
        JsonNode answer = JSON.readTree(done.body());
        assertEquals(
                base.resolve("/dicom-web/studies/2.25.601").toString(),
                answer.at("/00081190/Value/0").asText());
        String retrieve = answer.at("/00081199/Value/0/00081190/Value/0").asText();
        assertArrayEquals(
                image("2.25.601", "2.25.601.1.1", 1),
                parts(get(URI.create(retrieve).getPath()), "application/dicom").getFirst());

        // Stored with a warning: another SOP Instance UID in the data set than in the file meta information.
        byte[] mismatch =
                file(Objects.CT, "2.25.601.1.2", Objects.image("2.25.601", "2.25.601.1", "2.25.601.9", 2, 64));
        HttpResponse<byte[]> warned = stow(mismatch);
        assertEquals(202, warned.statusCode());
        JsonNode item = JSON.readTree(warned.body()).at("/00081199/Value/0");
        assertEquals(0xB007, item.at("/00081196/Value/0").asInt());
        assertFalse(item.at("/00091002/Value/0").asText().isEmpty());

        // Refused as C-STORE refuses it (0122), with class, instance, reason and a sentence.
        HttpResponse<byte[]> refused = stow(file(PRIVATE_CLASS, "2.25.601.1.3", new byte[0]));
        assertEquals(409, refused.statusCode());
        JsonNode failure = JSON.readTree(refused.body()).at("/00081198/Value/0");
        assertEquals(PRIVATE_CLASS, failure.at("/00081150/Value/0").asText());
        assertEquals("2.25.601.1.3", failure.at("/00081155/Value/0").asText());
        assertEquals(0x0122, failure.at("/00081197/Value/0").asInt());
        assertTrue(failure.at("/00091002/Value/0").asText().contains(PRIVATE_CLASS));

        HttpResponse<byte[]> other = stow("/dicom-web/studies/2.25.6011", "b", image("2.25.601", "2.25.601.1.4", 4));
        assertEquals(409, other.statusCode());
        assertEquals(
                0xA900,
                JSON.readTree(other.body())
                        .at("/00081198/Value/0/00081197/Value/0")
                        .asInt());
        assertEquals(
                204, get("/dicom-web/instances?SOPInstanceUID=2.25.601.1.4").statusCode());

        HttpResponse<byte[]> both = stow(image("2.25.601", "2.25.601.1.5", 5), new byte[200]);
        assertEquals(202, both.statusCode());
        assertEquals(400, stow(new byte[200]).statusCode());
    }

    /** Both ways into the archive take the same classes. */
    @Test
    void takesTheSameClassesByStowAsByCStore() throws Exception {
        StorageService dimse = new StorageService(
                incoming -> {
                    throw new IllegalStateException("nothing is stored here");
                },
                Set.of());
        int number = 0;
        for (String sopClass : List.of(
                Objects.CT,
                "1.2.840.10008.5.1.4.34.7",
                "1.2.840.10008.1.3.10",
                "1.2.840.10008.1.1",
                PRIVATE_CLASS,
                "1.3.46.670589.5.0.1.1")) {
            String instance = "2.25.602.1." + number++;
            byte[] data = Objects.image("2.25.602", "2.25.602.1", instance, number, 64);
            int status = stow(file(sopClass, instance, data)).statusCode();
            assertEquals(dimse.serves(sopClass), status == 200 || status == 202, sopClass + " by STOW: " + status);
        }
    }

    @Test
    void honoursAcceptOrAnswers406() throws Exception {
        byte[] file = image("2.25.603", "2.25.603.1.1", 1);
        stow(file, image("2.25.603", "2.25.603.1.2", 2));
        String instance = "/dicom-web/studies/2.25.603/series/2.25.603.1/instances/2.25.603.1.1";

        HttpResponse<byte[]> single = get(instance, "application/dicom");
        assertEquals(200, single.statusCode());
        assertEquals("application/dicom; transfer-syntax=1.2.840.10008.1.2.1", type(single));
        assertArrayEquals(file, single.body());
        assertArrayEquals(
                file,
                get(instance + "?accept=" + URLEncoder.encode("application/dicom", StandardCharsets.UTF_8), "image/gif")
                        .body());
        for (String accept : List.of(
                "*/*",
                "*",
                "multipart/related",
                "multipart/related; type=\"application/dicom\"",
                "multipart/related; type=\"application/dicom\"; transfer-syntax=*",
                "multipart/related; type=\"application/dicom\"; transfer-syntax=1.2.840.10008.1.2.1",
                "application/dicom; q=0.4, multipart/related; type=\"application/dicom\"; q=0.5")) {
            assertArrayEquals(
                    file, parts(get(instance, accept), "application/dicom").getFirst(), accept);
        }
        assertEquals(
                file.length,
                get(instance, "application/dicom, multipart/related; q=0.5").body().length);
        for (String accept : List.of(
                "application/dicom; transfer-syntax=1.2.840.10008.1.2.4.90",
                "multipart/related; type=\"application/dicom\"; transfer-syntax=1.2.840.10008.1.2.4.90",
                "multipart/related; type=\"image/jp2\"",
                "*/*; q=0",
                "application/dicom+xml",
                "text/html")) {
            HttpResponse<byte[]> refused = get(instance, accept);
            assertEquals(406, refused.statusCode(), accept);
            assertTrue(text(refused).contains("1.2.840.10008.1.2.1"), () -> text(refused));
        }
        assertEquals(
                406, get("/dicom-web/studies/2.25.603", "application/dicom").statusCode());
        assertEquals(
                2,
                parts(get("/dicom-web/studies/2.25.603", "multipart/*"), "application/dicom")
                        .size());

        for (String path : List.of(instance + "/metadata", "/dicom-web/studies?StudyInstanceUID=2.25.603")) {
            assertEquals("application/dicom+json", type(get(path)));
            assertEquals("application/dicom+json", type(get(path, "application/dicom+json, application/json;q=0.5")));
            assertEquals("application/json", type(get(path, "application/json")));
            assertEquals(406, get(path, "application/xml").statusCode());
            assertEquals(406, get(path, "application/dicom+xml").statusCode());
            assertEquals(
                    1,
                    parts(get(path, "multipart/related; type=\"application/dicom+xml\""), "application/dicom+xml")
                            .size());
        }
        String bulk = instance + "/bulkdata/7FE00010";
        assertEquals(64, get(bulk, "application/octet-stream").body().length);
        assertEquals(64, parts(get(bulk), "application/octet-stream").getFirst().length);
        assertEquals(406, get(bulk, "image/jpeg").statusCode());
        assertEquals(406, get(instance + "/frames/1", "image/jpeg").statusCode());
    }

    @Test
    void writesTheNativeDicomModel() throws Exception {
        stow(image("2.25.604", "2.25.604.1.1", 1));
        byte[] part = parts(
                        get(
                                "/dicom-web/studies/2.25.604/metadata",
                                "multipart/related; type=\"application/dicom+xml\""),
                        "application/dicom+xml")
                .getFirst();
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setNamespaceAware(true);
        Document document = factory.newDocumentBuilder().parse(new ByteArrayInputStream(part));
        Element root = document.getDocumentElement();
        assertEquals("NativeDicomModel", root.getLocalName());
        assertEquals("http://dicom.nema.org/PS3.19/models/NativeDICOM", root.getNamespaceURI());
        List<String> found = new ArrayList<>();
        for (int i = 0; i < root.getChildNodes().getLength(); i++) {
            Element attribute = (Element) root.getChildNodes().item(i);
            found.add(attribute.getAttribute("keyword") + " " + attribute.getAttribute("tag") + " "
                    + attribute.getAttribute("vr") + " " + attribute.getTextContent());
        }
        assertTrue(found.contains("PatientName 00100010 PN TestPatient"), found::toString);
        assertTrue(found.contains("Rows 00280010 US 4"), found::toString);
        assertTrue(found.contains("SOPInstanceUID 00080018 UI 2.25.604.1.1"), found::toString);
        Element bulk = (Element) root.getElementsByTagNameNS("*", "BulkData").item(0);
        assertEquals(
                64,
                parts(get(bulk.getAttribute("uri")), "application/octet-stream").getFirst().length);
    }

    private static byte[] named(String study, String instance, String name) {
        return new String(image(study, instance, 1), StandardCharsets.ISO_8859_1)
                .replace("Test^Patient", name)
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    /** One SOP Instance UID with two contents: search and retrieval agree on the first, and the other is reachable. */
    @Test
    void servesTheContentThatCameFirstAndKeepsTheOtherInReach() throws Exception {
        byte[] first = named("2.25.605", "2.25.605.1.1", "Frst^Patient");
        byte[] second = named("2.25.605", "2.25.605.1.1", "Scnd^Patient");
        assertEquals(200, stow(first).statusCode());
        for (byte[] next : List.of(second, first, second)) {
            assertEquals(200, stow(next).statusCode());
            assertEquals(
                    "Frst^Patient",
                    json("/dicom-web/instances?SOPInstanceUID=2.25.605.1.1")
                            .at("/0/00100010/Value/0/Alphabetic")
                            .asText());
            assertEquals(1, json("/dicom-web/studies/2.25.605/instances").size());
            String instance = "/dicom-web/studies/2.25.605/series/2.25.605.1/instances/2.25.605.1.1";
            assertArrayEquals(first, get(instance, "application/dicom").body());
            assertArrayEquals(
                    first,
                    parts(get("/dicom-web/studies/2.25.605"), "application/dicom")
                            .getFirst());
            assertEquals(
                    "Frst^Patient",
                    json(instance + "/metadata")
                            .at("/0/00100010/Value/0/Alphabetic")
                            .asText());
        }
        JsonNode contents = json("/v1/instances/2.25.605.1.1/contents").path("instances");
        assertEquals(2, contents.size());
        assertTrue(contents.at("/0/served").asBoolean());
        assertFalse(contents.at("/1/served").asBoolean());
        assertEquals("Scnd^Patient", contents.at("/1/patientName").asText());
        String place = "/v1/instances/2.25.605.1.1/contents/";
        assertArrayEquals(first, get(place + contents.at("/0/sha256").asText()).body());
        assertArrayEquals(second, get(place + contents.at("/1/sha256").asText()).body());
        JsonNode problems = json("/v1/instances/problems?study=2.25.605").path("instances");
        assertEquals(1, problems.size());
        assertEquals(2, problems.at("/0/version").asInt());
        assertEquals(1, json("/v1/studies/2.25.605").path("otherContents").asInt());
        HttpResponse<byte[]> stranger = http.send(
                HttpRequest.newBuilder(base.resolve("/v1/instances/2.25.605.1.1/contents"))
                        .header("Authorization", "Bearer " + token("other-hospital", "eve"))
                        .build(),
                HttpResponse.BodyHandlers.ofByteArray());
        assertEquals(404, stranger.statusCode());
    }

    /** Nothing acknowledged is unreachable: an object that cannot be read is listed, and returned as it is stored. */
    @Test
    void listsAndReturnsWhatIsStoredWithAWarning() throws Exception {
        byte[] unreadable = file(Objects.CT, "2.25.606.1.1", new byte[] {8, 0, 5, 0, '!', '!', 1, 2, 3});
        assertEquals(202, stow(unreadable).statusCode());
        DataSet data = new DataSet()
                .putUtf8(Tag.SOP_CLASS_UID, Vr.UI, Objects.CT)
                .put(Tag.SOP_INSTANCE_UID, "2.25.606.1.2")
                .put(Tag.PATIENT_NAME, "No^Study");
        byte[] homeless = file(Objects.CT, "2.25.606.1.2", DataSetWriter.bytes(data));
        assertEquals(202, stow(homeless).statusCode());

        JsonNode problems = json("/v1/instances/problems?limit=500").path("instances");
        for (Map.Entry<String, byte[]> each :
                Map.of("2.25.606.1.1", unreadable, "2.25.606.1.2", homeless).entrySet()) {
            JsonNode problem = null;
            for (JsonNode found : problems) {
                if (found.path("sopInstanceUid").asText().equals(each.getKey())) problem = found;
            }
            assertFalse(problem == null || problem.path("warning").asText().isEmpty(), each.getKey());
            String content = "/v1/instances/" + each.getKey() + "/contents/"
                    + problem.path("sha256").asText();
            assertArrayEquals(each.getValue(), get(content).body());
        }
        assertEquals(
                "No^Study",
                json("/v1/instances/2.25.606.1.2/contents")
                        .at("/instances/0/patientName")
                        .asText());
        assertEquals(404, get("/v1/instances/2.25.606.1.9/contents").statusCode());
        assertEquals(400, get("/v1/instances/problems?limit=501").statusCode());
    }

    /** 40 × 20 pixels of 16 bits whose values rise from left to right: 0, 25, 50, … 975. */
    private static byte[] ramp(String instance) {
        DataSet data = new DataSet()
                .putUtf8(Tag.SOP_CLASS_UID, Vr.UI, Objects.CT)
                .putUtf8(Tag.SOP_INSTANCE_UID, Vr.UI, instance)
                .put(Tag.STUDY_INSTANCE_UID, "2.25.607")
                .put(Tag.SERIES_INSTANCE_UID, "2.25.607.1")
                .putNumbers(Tag.SAMPLES_PER_PIXEL, Vr.US, 1)
                .put(Tag.PHOTOMETRIC_INTERPRETATION, "MONOCHROME2")
                .put(Tag.NUMBER_OF_FRAMES, "2")
                .putNumbers(Tag.ROWS, Vr.US, 20)
                .putNumbers(Tag.COLUMNS, Vr.US, 40)
                .putNumbers(Tag.BITS_ALLOCATED, Vr.US, 16)
                .putNumbers(Tag.BITS_STORED, Vr.US, 16)
                .putNumbers(Tag.HIGH_BIT, Vr.US, 15)
                .putNumbers(Tag.PIXEL_REPRESENTATION, Vr.US, 0);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(DataSetWriter.bytes(data));
        int length = 2 * 40 * 20 * 2;
        out.writeBytes(
                new byte[] {(byte) 0xE0, 0x7F, 0x10, 0, 'O', 'W', 0, 0, (byte) length, (byte) (length >> 8), 0, 0});
        for (int p = 0; p < length / 2; p++) {
            int value = 25 * (p % 40);
            out.write(value);
            out.write(value >> 8);
        }
        return file(Objects.CT, instance, out.toByteArray());
    }

    private BufferedImage rendered(String path, String expected, String... accept) throws Exception {
        HttpResponse<byte[]> response = get(path, accept);
        assertEquals(200, response.statusCode(), () -> path + ": " + text(response));
        assertEquals(expected, type(response));
        return ImageIO.read(new ByteArrayInputStream(response.body()));
    }

    private static int level(BufferedImage image, int column) {
        return image.getRaster().getSample(column, image.getHeight() / 2, 0);
    }

    @Test
    void rendersImagesAndThumbnails() throws Exception {
        stow(ramp("2.25.607.1.1"), ramp("2.25.607.1.2"));
        String instance = "/dicom-web/studies/2.25.607/series/2.25.607.1/instances/2.25.607.1.1";
        BufferedImage png = rendered(instance + "/rendered", "image/png", "image/png");
        assertEquals(40, png.getWidth());
        assertEquals(20, png.getHeight());
        assertEquals(0, level(png, 0));
        assertEquals(255, level(png, 39));
        BufferedImage windowed =
                rendered(instance + "/frames/2/rendered?window=500,101,linear", "image/png", "image/png");
        assertEquals(0, level(windowed, 17)); // 425
        assertEquals(129, level(windowed, 20)); // 500: (500 - 499.5) / 100 + 0.5
        assertEquals(255, level(windowed, 23)); // 575
        assertEquals(
                10,
                rendered(instance + "/rendered?viewport=10,10", "image/jpeg").getWidth());
        BufferedImage region = rendered(instance + "/rendered?viewport=40,40,20,0,20,20", "image/png", "image/png");
        assertEquals(40, region.getHeight());
        assertTrue(level(region, 0) > 120, "the right half is bright");
        BufferedImage thumbnail = rendered("/dicom-web/studies/2.25.607/thumbnail", "image/jpeg");
        assertEquals(128, thumbnail.getWidth());
        assertEquals(64, thumbnail.getHeight());
        rendered("/dicom-web/studies/2.25.607/series/2.25.607.1/thumbnail", "image/jpeg", "image/*");
        rendered(instance + "/thumbnail", "image/jpeg");
        rendered(instance + "/frames/1/thumbnail", "image/png", "image/png");
        assertEquals(
                2,
                parts(get("/dicom-web/studies/2.25.607/rendered"), "image/jpeg").size());
        assertEquals(
                2,
                parts(get(instance + "/frames/1,2/rendered", "multipart/related; type=image/png"), "image/png")
                        .size());

        assertEquals(406, get(instance + "/rendered", "image/gif").statusCode());
        assertEquals(404, get(instance + "/frames/3/rendered").statusCode());
        for (String query : List.of(
                "window=1",
                "window=1,0",
                "window=1,2,cubic",
                "viewport=0,1",
                "viewport=1,2,3",
                "quality=101",
                "viewport=5000,1")) {
            assertEquals(400, get(instance + "/rendered?" + query).statusCode(), query);
        }
        stow(image("2.25.6071", "2.25.6071.1.1", 1));
        assertEquals(409, get("/dicom-web/studies/2.25.6071/thumbnail").statusCode(), "no description of its pixels");
    }

    private static List<String> searches(String user) throws Exception {
        try (Connection connection = TestDatabase.schema("med").connectAsSuperuser();
                PreparedStatement query =
                        connection.prepareStatement("select object || ' ' || details from med.audit_entry"
                                + " where action = 'patient.search' and actor = ? order by seq")) {
            query.setString(1, user);
            List<String> found = new ArrayList<>();
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) found.add(rows.getString(1));
            }
            return found;
        }
    }

    /** Every list of patients leaves an entry of PS3.15 A.5.3.10 with the parameters and the number of results. */
    @Test
    void recordsEverySearch() throws Exception {
        stow(image("2.25.608", "2.25.608.1.1", 1), image("2.25.608", "2.25.608.1.2", 2));
        String user = "searcher";
        for (String path : List.of(
                "/dicom-web/studies?StudyInstanceUID=2.25.608&PatientName=test*",
                "/dicom-web/studies/2.25.608/series",
                "/dicom-web/instances?StudyInstanceUID=2.25.608",
                "/dicom-web/studies?PatientID=unknown",
                "/dicom-web/workitems?PatientID=P-1")) {
            int status = send(HttpRequest.newBuilder(base.resolve(path)), user).statusCode();
            assertTrue(Set.of(200, 204).contains(status), path + ": " + status);
        }
        for (int i = 0; i < 3; i++) {
            assertEquals(
                    200,
                    send(
                                    HttpRequest.newBuilder(base.resolve("/v1/worklist"))
                                            .header("Content-Type", "application/json")
                                            .POST(HttpRequest.BodyPublishers.ofString("{\"search\": \"unknown\"}")),
                                    user)
                            .statusCode());
        }
        List<String> found = searches(user);
        assertEquals(6, found.size(), found::toString);
        assertTrue(found.getFirst().startsWith("search/studies "), found::getFirst);
        JsonNode details = JSON.readTree(found.getFirst().substring("search/studies ".length()));
        assertEquals("QUERY", details.path("event").asText());
        assertEquals(1, details.path("results").asInt());
        assertEquals("test*", details.at("/parameters/PatientName").asText());
        assertEquals("2.25.608", details.at("/parameters/StudyInstanceUID").asText());
        assertTrue(found.get(2).contains("\"results\":2"), found.get(2));
        assertTrue(found.get(3).contains("\"results\":0"), found.get(3));
        assertTrue(found.get(4).startsWith("search/workitems "), found.get(4));
        assertTrue(found.get(5).startsWith("search/worklist "), found.get(5));

        String metrics = text(http.send(
                HttpRequest.newBuilder(ManagementAddress.of("/q/metrics")).build(),
                HttpResponse.BodyHandlers.ofByteArray()));
        String most = metrics.lines()
                .filter(line -> line.startsWith("med_search_listed_most"))
                .findFirst()
                .orElse("the gauge of studies listed to one user is not there 0");
        assertTrue(Double.parseDouble(most.substring(most.lastIndexOf(' ') + 1)) >= 3, most);
    }
}
