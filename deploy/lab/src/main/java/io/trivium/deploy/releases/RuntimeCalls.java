package io.trivium.deploy.releases;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.trivium.deploy.LauncherException;
import io.trivium.deploy.standalone.PlatformStatus;
import io.trivium.deploy.supervision.Identity;
import io.trivium.deploy.supervision.Platform;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** The model runtime as a client of a tenant calls it, with one token for many calls. Thread-safe. */
final class RuntimeCalls implements AutoCloseable {
    static final String TENANT = "demo-bank";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long TOKEN_NANOS = Duration.ofMinutes(2).toNanos();

    private final URI base;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private final Identity identity;
    private String token = "";
    private long tokenSince;

    RuntimeCalls(Platform platform, PlatformStatus status) {
        this.base = URI.create("http://127.0.0.1:" + status.ports().runtime());
        this.identity = new Identity(status, platform.data(), http);
    }

    private synchronized String token() throws IOException, InterruptedException {
        if (token.isEmpty() || System.nanoTime() - tokenSince > TOKEN_NANOS) {
            token = identity.token("trivium-cli-" + TENANT);
            tokenSince = System.nanoTime();
        }
        return token;
    }

    private HttpRequest.Builder request(String path) throws IOException, InterruptedException {
        return HttpRequest.newBuilder(base.resolve(path))
                .timeout(Duration.ofMinutes(1))
                .header("Authorization", "Bearer " + token());
    }

    /** The answer to a row, of whichever version has its turn. */
    HttpResponse<String> infer(String model, float... row) throws IOException, InterruptedException {
        StringBuilder body = new StringBuilder("{\"inputs\":[{\"name\":\"x\",\"shape\":[1,")
                .append(row.length)
                .append("],\"datatype\":\"FP32\",\"data\":[");
        for (int i = 0; i < row.length; i++) body.append(i == 0 ? "" : ",").append(row[i]);
        HttpRequest request = request("/v2/models/" + model + "/infer")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body.append("]}]}").toString()))
                .build();
        return http.send(request, HttpResponse.BodyHandlers.ofString());
    }

    /** Registers a pack; the service loads it when it is first needed. */
    void register(String model, Path pack) throws IOException, InterruptedException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes);
                Stream<Path> files = Files.walk(pack)) {
            List<Path> all = files.filter(Files::isRegularFile).toList();
            for (Path file : all) {
                zip.putNextEntry(new ZipEntry(pack.relativize(file).toString()));
                zip.write(Files.readAllBytes(file));
                zip.closeEntry();
            }
        }
        post("/v1/models/" + model + "/versions", "application/zip", bytes.toByteArray());
    }

    void activate(String model, int version) throws IOException, InterruptedException {
        post("/v1/models/" + model + "/versions/" + version + "/activate", "application/json", new byte[0]);
    }

    private void post(String path, String type, byte[] body) throws IOException, InterruptedException {
        HttpResponse<String> answer = http.send(
                request(path)
                        .header("Content-Type", type)
                        .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() >= 300) {
            throw LauncherException.failure(
                    "POST " + path + " was answered " + answer.statusCode() + ": " + answer.body());
        }
    }

    /** The version that answers all who name none. */
    String champion(String model) throws IOException, InterruptedException {
        HttpResponse<String> answer =
                http.send(request("/v1/models/" + model).build(), HttpResponse.BodyHandlers.ofString());
        JsonNode body = JSON.readTree(answer.body());
        return body.path("servingVersion").asText();
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
