package io.trivium.deploy.conformance;

import static io.trivium.deploy.conformance.DcmtkPeer.HOSPITAL;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Rules of DICOM PS3.18 over HTTP: STOW-RS answers, boundaries as long as peers send them, and that Accept is honoured or 406. */
final class DicomWebRules implements Check {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String STUDIES = "/dicom-web/studies";
    private static final String SINGLE = "application/dicom";
    private static final String LONG = "b".repeat(73);

    @Override
    public String protocol() {
        return "dicomweb";
    }

    @Override
    public String name() {
        return "STOW-RS, QIDO-RS and WADO-RS answers (PS3.18)";
    }

    @Override
    public Outcome run(Target target) throws IOException, InterruptedException {
        Cases cases = new Cases();
        List<String[]> objects = DcmtkPeer.objects(target.directory());
        JsonNode answer = stow(target, cases, "conformance", objects.get(0));
        cases.require(answer.has("00081190"), "POST /studies answers without a Retrieve URL (0008,1190)");
        JsonNode instance = answer.at("/00081199/Value/0");
        cases.require(instance.has("00081190"), "the stored instance is answered without its Retrieve URL (0008,1190)");
        // Two UUIDs, as a widely used plugin sends them.
        stow(target, cases, LONG, objects.get(1));
        refused(target, cases);
        String[] one = objects.get(0);
        String path = STUDIES + "/" + one[1];
        accepted(target, cases, path + "/metadata", "application/dicom+json", 200, "application/dicom+json");
        accepted(target, cases, path, "multipart/related; type=\"application/dicom\"", 200, "multipart/related");
        accepted(target, cases, path, "text/csv", 406, "");
        accepted(
                target, cases, path, "multipart/related; type=\"application/dicom\"; transfer-syntax=1.2.3.4", 406, "");
        accepted(target, cases, STUDIES, "text/csv", 406, "");
        HttpResponse<byte[]> single = get(target, instancePath(target, one), SINGLE);
        cases.require(
                single.statusCode() == 406
                        || (single.statusCode() == 200
                                && type(single).startsWith(SINGLE)
                                && new String(single.body(), 128, 4, StandardCharsets.US_ASCII).equals("DICM")),
                "Accept: application/dicom is answered " + single.statusCode() + " with " + type(single)
                        + " instead of one object");
        return cases.judgedBy("built in, PS3.18 2025c");
    }

    private static String instancePath(Target target, String[] one) throws IOException, InterruptedException {
        JsonNode found =
                JSON.readTree(get(target, "/dicom-web/instances?SOPInstanceUID=" + one[2], "application/dicom+json")
                        .body());
        return STUDIES + "/" + one[1] + "/series/"
                + found.at("/0/0020000E/Value/0").asText() + "/instances/" + one[2];
    }

    private static JsonNode stow(Target target, Cases cases, String boundary, String[] object)
            throws IOException, InterruptedException {
        HttpResponse<byte[]> stored = post(target, boundary, Files.readAllBytes(Path.of(object[0])));
        cases.require(
                stored.statusCode() == 200,
                "STOW-RS with a boundary of " + boundary.length() + " characters is answered " + stored.statusCode());
        return stored.statusCode() == 200 ? JSON.readTree(stored.body()) : JSON.createObjectNode();
    }

    private static void refused(Target target, Cases cases) throws IOException, InterruptedException {
        HttpResponse<byte[]> answer = post(target, "conformance", "no DICOM".getBytes(StandardCharsets.US_ASCII));
        cases.require(
                answer.statusCode() == 409 || answer.statusCode() == 400,
                "a part that is no DICOM object is answered " + answer.statusCode());
    }

    private static HttpResponse<byte[]> post(Target target, String boundary, byte[] part)
            throws IOException, InterruptedException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.write(
                ("--" + boundary + "\r\nContent-Type: application/dicom\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
        body.write(part);
        body.write(("\r\n--" + boundary + "--\r\n").getBytes(StandardCharsets.US_ASCII));
        return target.send(target.request(HOSPITAL, target.address("domain-med", STUDIES))
                .header("Content-Type", "multipart/related; type=\"application/dicom\"; boundary=" + boundary)
                .header("Accept", "application/dicom+json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(body.toByteArray()))
                .build());
    }

    private static HttpResponse<byte[]> get(Target target, String path, String accept)
            throws IOException, InterruptedException {
        return target.send(target.request(HOSPITAL, target.address("domain-med", path))
                .header("Accept", accept)
                .build());
    }

    private static String type(HttpResponse<byte[]> answer) {
        return answer.headers().firstValue("Content-Type").orElse("no type");
    }

    private static void accepted(Target target, Cases cases, String path, String accept, int status, String type)
            throws IOException, InterruptedException {
        HttpResponse<byte[]> answer = get(target, path, accept);
        cases.require(
                answer.statusCode() == status && (type.isEmpty() || type(answer).startsWith(type)),
                "Accept: " + accept + " is answered " + answer.statusCode() + " with " + type(answer) + " instead of "
                        + status);
    }
}
