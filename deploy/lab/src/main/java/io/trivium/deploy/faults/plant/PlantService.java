package io.trivium.deploy.faults.plant;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.trivium.deploy.LauncherException;
import io.trivium.deploy.standalone.PlatformStatus;
import io.trivium.deploy.supervision.Identity;
import io.trivium.deploy.supervision.Platform;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The data that the factory's service shows to its clients. */
final class PlantService {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final PlatformStatus status;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(3)).build();
    private final Identity identity;

    PlantService(PlatformStatus status, Platform platform) {
        this.status = status;
        this.identity = new Identity(status, platform.data(), http);
    }

    /** The latest reading of every tag of these assets, which are given by source and id. */
    List<PlantReading> latest(Map<String, String> assets) throws IOException, InterruptedException {
        String token = identity.token("trivium-ingest-plant");
        List<PlantReading> latest = new ArrayList<>();
        for (Map.Entry<String, String> asset : assets.entrySet()) {
            for (JsonNode tag :
                    get(token, "/v1/assets/" + asset.getValue() + "/latest").path("items")) {
                if (tag.hasNonNull("at")) {
                    latest.add(new PlantReading(
                            asset.getKey(),
                            tag.path("tag").asText(),
                            ChronoUnit.MICROS.between(
                                    Instant.EPOCH, Instant.parse(tag.path("at").asText())),
                            tag.path("value").asDouble()));
                }
            }
        }
        return latest;
    }

    /** The faults of the service's own audit log and that of the demo's plant. */
    List<String> auditFindings() throws IOException, InterruptedException {
        List<String> findings = new ArrayList<>();
        for (String client : List.of("trivium-cli-demo-plant", "trivium-cli")) {
            JsonNode report = get(identity.token(client), "/v1/audit/verification");
            report.path("findings")
                    .forEach(finding ->
                            findings.add("entry " + finding.path("seq").asLong() + ": "
                                    + finding.path("problem").asText()));
            if (findings.isEmpty() && !report.path("intact").asBoolean()) findings.add("not intact: " + report);
        }
        return findings;
    }

    private JsonNode get(String token, String path) throws IOException, InterruptedException {
        URI service = URI.create("http://127.0.0.1:" + status.ports().services().get("domain-industrial"));
        HttpResponse<String> answer = http.send(
                HttpRequest.newBuilder(service.resolve(path))
                        .timeout(Duration.ofMinutes(1))
                        .header("Authorization", "Bearer " + token)
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw LauncherException.failure("GET " + path + " was answered " + answer.statusCode() + ": "
                    + answer.body() + " See ./trivium logs domain-industrial.");
        }
        return JSON.readTree(answer.body());
    }
}
