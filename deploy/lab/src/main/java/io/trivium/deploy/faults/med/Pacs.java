package io.trivium.deploy.faults.med;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The objects of one patient in the demo's PACS, an Orthanc, read over its own interface. */
final class Pacs {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final URI address;
    private final String patient;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();

    Pacs(int port, String patient) {
        this.address = URI.create("http://127.0.0.1:" + port);
        this.patient = patient;
    }

    /** SOP Instance UIDs of all objects, each as often as it is stored. */
    List<String> instances() throws IOException, InterruptedException {
        List<String> uids = new ArrayList<>();
        for (JsonNode each : find("PatientID", patient)) {
            uids.add(each.path("MainDicomTags").path("SOPInstanceUID").asText());
        }
        return uids;
    }

    /** Deletes an object; whether it was there. */
    boolean delete(String sopInstanceUid) throws IOException, InterruptedException {
        return send(request("/instances/" + idOf(sopInstanceUid)).DELETE(), BodyHandlers.discarding())
                        .statusCode()
                == 200;
    }

    /** Adds a copy of an object in which one UID is another, the object's own or that of its series; whether it was taken. */
    boolean copy(String sopInstanceUid, String replaced, String by) throws IOException, InterruptedException {
        ObjectNode change = JSON.createObjectNode().put("Force", true);
        change.putObject("Replace").put(replaced, by);
        if (!replaced.equals("SOPInstanceUID")) change.putArray("Keep").add("SOPInstanceUID");
        HttpResponse<byte[]> copy = send(
                request("/instances/" + idOf(sopInstanceUid) + "/modify")
                        .POST(BodyPublishers.ofString(change.toString())),
                BodyHandlers.ofByteArray());
        return copy.statusCode() == 200
                && send(request("/instances").POST(BodyPublishers.ofByteArray(copy.body())), BodyHandlers.discarding())
                                .statusCode()
                        == 200;
    }

    private String idOf(String sopInstanceUid) throws IOException, InterruptedException {
        return find("SOPInstanceUID", sopInstanceUid).path(0).path("ID").asText();
    }

    private JsonNode find(String key, String value) throws IOException, InterruptedException {
        ObjectNode query = JSON.createObjectNode().put("Level", "Instance").put("Expand", true);
        query.putObject("Query").put(key, value);
        return JSON.readTree(
                send(request("/tools/find").POST(BodyPublishers.ofString(query.toString())), BodyHandlers.ofString())
                        .body());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(address.resolve(path)).timeout(Duration.ofMinutes(1));
    }

    private <T> HttpResponse<T> send(HttpRequest.Builder request, HttpResponse.BodyHandler<T> body)
            throws IOException, InterruptedException {
        return http.send(request.build(), body);
    }
}
