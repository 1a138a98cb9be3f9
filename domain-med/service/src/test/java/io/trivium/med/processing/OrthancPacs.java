package io.trivium.med.processing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A real PACS for tests: Debian's Orthanc with its DICOMweb plugin, which can be stopped and started again. */
final class OrthancPacs {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path BINARY = Path.of("/usr/sbin/Orthanc");
    private static final Path PLUGIN = Path.of("/usr/share/orthanc/plugins/libOrthancDicomWeb.so");

    private final Path directory;
    private final int dicomPort;
    private final int httpPort;
    private final int nodePort;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private @Nullable Process process;

    OrthancPacs(Path directory, int nodePort) throws IOException {
        this.directory = directory;
        this.nodePort = nodePort;
        this.httpPort = freePort(22_100);
        this.dicomPort = freePort(22_200);
    }

    static boolean isInstalled() {
        return Files.isExecutable(BINARY) && Files.exists(PLUGIN);
    }

    int dicomPort() {
        return dicomPort;
    }

    String dicomWeb() {
        return "http://127.0.0.1:" + httpPort + "/dicom-web";
    }

    static int freePort(int from) throws IOException {
        for (int port = from; port < from + 90; port++) {
            try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (java.net.BindException e) {
                // Taken; the next one.
            }
        }
        throw new IOException("no free port from " + from);
    }

    void start() throws IOException {
        Path configuration = directory.resolve("orthanc.json");
        JSON.writeValue(
                configuration.toFile(),
                Map.ofEntries(
                        Map.entry("StorageDirectory", directory.resolve("store").toString()),
                        Map.entry("IndexDirectory", directory.resolve("store").toString()),
                        Map.entry("DicomAet", "ORTHANC"),
                        Map.entry("DicomPort", dicomPort),
                        Map.entry("HttpPort", httpPort),
                        Map.entry("RemoteAccessAllowed", false),
                        Map.entry("AuthenticationEnabled", false),
                        Map.entry("Plugins", List.of(PLUGIN.toString())),
                        Map.entry("KeepAlive", false),
                        Map.entry("DicomAlwaysAllowStore", true),
                        Map.entry("DicomAlwaysAllowFind", true),
                        Map.entry("DicomAlwaysAllowGet", true),
                        Map.entry("UnknownSopClassAccepted", true),
                        Map.entry("DicomModalities", Map.of("node", List.of("TRIVIUM", "127.0.0.1", nodePort)))));
        ProcessBuilder builder = new ProcessBuilder(BINARY.toString(), configuration.toString())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("orthanc.log").toFile());
        builder.environment().put("TCP_NODELAY", "1");
        process = builder.start();
    }

    void stop() {
        Process running = process;
        if (running == null) return;
        running.destroy();
        try {
            if (!running.waitFor(20, TimeUnit.SECONDS)) running.destroyForcibly();
        } catch (InterruptedException e) {
            running.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    boolean answers() {
        try {
            return request("GET", "/system", new byte[0]).statusCode() == 200;
        } catch (IOException | InterruptedException e) {
            return false;
        }
    }

    private HttpResponse<byte[]> request(String method, String path, byte[] body)
            throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + httpPort + path))
                        .method(method, BodyPublishers.ofByteArray(body))
                        .build(),
                BodyHandlers.ofByteArray());
    }

    JsonNode rest(String method, String path, byte[] body) throws IOException, InterruptedException {
        HttpResponse<byte[]> response = request(method, path, body);
        if (response.statusCode() != 200) throw new IOException(path + ": " + response.statusCode());
        return JSON.readTree(response.body());
    }

    JsonNode rest(String method, String path, Object body) throws IOException, InterruptedException {
        return rest(method, path, JSON.writeValueAsBytes(body));
    }

    /** Puts a file in, and returns Orthanc's id of it. */
    String upload(Path file) throws IOException, InterruptedException {
        return rest("POST", "/instances", Files.readAllBytes(file)).path("ID").asText();
    }

    /** Instructs it to send objects to the node. */
    void sendToNode(List<String> ids) throws IOException, InterruptedException {
        rest("POST", "/modalities/node/store", Map.of("Resources", ids, "Timeout", 60));
    }

    /** Ids of the objects of a modality in a study. */
    List<String> objects(String study, String modality) throws IOException, InterruptedException {
        JsonNode found = rest(
                "POST",
                "/tools/find",
                Map.of("Level", "Instance", "Query", Map.of("StudyInstanceUID", study, "Modality", modality)));
        List<String> ids = new ArrayList<>();
        found.forEach(id -> ids.add(id.asText()));
        return ids;
    }

    byte[] file(String id) throws IOException, InterruptedException {
        return request("GET", "/instances/" + id + "/file", new byte[0]).body();
    }
}
