package io.trivium.deploy.conformance;

import static io.trivium.deploy.conformance.DcmtkPeer.HOSPITAL;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** An Orthanc of this machine with its DICOMweb plugin as a peer: C-STORE, STOW-RS, QIDO-RS and WADO-RS to the platform. */
final class OrthancPeer implements Check {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path ORTHANC = Path.of("/usr/sbin/Orthanc");
    private static final Path PLUGIN = Path.of("/usr/share/orthanc/plugins/libOrthancDicomWeb.so");
    private static final int OBJECTS = 5;
    private static final int ATTEMPTS = 100;

    @Override
    public String protocol() {
        return "dicomweb";
    }

    @Override
    public String name() {
        return "Orthanc as a peer: C-STORE, STOW-RS, QIDO-RS, WADO-RS";
    }

    @Override
    public Outcome run(Target target) throws IOException, InterruptedException {
        if (!Files.isExecutable(ORTHANC) || !Files.exists(PLUGIN)) {
            throw new Missing(
                    "Orthanc or its plugin is missing; install them with apt-get install orthanc orthanc-dicomweb");
        }
        int http = freePort();
        Path directory = Files.createDirectories(target.directory().resolve("orthanc"));
        Path configuration = directory.resolve("orthanc.json");
        Files.writeString(configuration, configuration(target, directory, http).toString());
        Process process = new ProcessBuilder(ORTHANC.toString(), configuration.toString())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("log").toFile())
                .start();
        try {
            return check(target, http, process);
        } finally {
            process.destroy();
            if (!process.waitFor(20, TimeUnit.SECONDS)) process.destroyForcibly();
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static ObjectNode configuration(Target target, Path directory, int http)
            throws IOException, InterruptedException {
        ObjectNode configuration = JSON.createObjectNode()
                .put("StorageDirectory", directory.toString())
                .put("IndexDirectory", directory.toString())
                .put("DicomAet", "PACS")
                .put("DicomPort", freePort())
                .put("HttpPort", http)
                .put("RemoteAccessAllowed", false)
                .put("AuthenticationEnabled", false);
        configuration.putArray("Plugins").add(PLUGIN.toString());
        configuration
                .putObject("DicomModalities")
                .putArray("trivium")
                .add("TRIVIUM")
                .add("127.0.0.1")
                .add(target.ports().dicom());
        ObjectNode server =
                configuration.putObject("DicomWeb").putObject("Servers").putObject("trivium");
        server.put("Url", target.address("domain-med", "/dicom-web/").toString());
        server.putObject("HttpHeaders").put("Authorization", "Bearer " + target.token(HOSPITAL));
        return configuration;
    }

    private static Outcome check(Target target, int http, Process process) throws IOException, InterruptedException {
        Cases cases = new Cases();
        JsonNode system = awaitReady(target, http, process);
        List<String[]> objects = DcmtkPeer.objects(target.directory()).subList(0, OBJECTS);
        for (String[] object : objects) {
            JsonNode kept = JSON.readTree(post(target, http, "/instances", Files.readAllBytes(Path.of(object[0])))
                    .body());
            String id = kept.path("ID").asText();
            HttpResponse<String> stow = post(
                    target,
                    http,
                    "/dicom-web/servers/trivium/stow",
                    ("{\"Resources\":[\"" + id + "\"],\"Synchronous\":true}").getBytes(StandardCharsets.UTF_8));
            cases.require(stow.statusCode() == 200, "STOW-RS of " + object[2] + ": " + stow.statusCode());
            HttpResponse<String> store =
                    post(target, http, "/modalities/trivium/store", id.getBytes(StandardCharsets.UTF_8));
            cases.require(
                    store.statusCode() == 200
                            && JSON.readTree(store.body())
                                            .path("FailedInstancesCount")
                                            .asInt(1)
                                    == 0,
                    "C-STORE of " + object[2] + ": " + store.statusCode());
            HttpResponse<String> qido = post(
                    target,
                    http,
                    "/dicom-web/servers/trivium/qido",
                    ("{\"Uri\":\"/studies\",\"Arguments\":{\"StudyInstanceUID\":\"" + object[1] + "\"}}")
                            .getBytes(StandardCharsets.UTF_8));
            cases.require(
                    qido.statusCode() == 200 && JSON.readTree(qido.body()).size() == 1,
                    "QIDO-RS of " + object[1] + ": " + qido.statusCode());
            HttpResponse<String> wado = post(
                    target,
                    http,
                    "/dicom-web/servers/trivium/retrieve",
                    ("{\"Resources\":[{\"Study\":\"" + object[1] + "\"}],\"Synchronous\":true}")
                            .getBytes(StandardCharsets.UTF_8));
            cases.require(wado.statusCode() == 200, "WADO-RS of " + object[1] + ": " + wado.statusCode());
        }
        return cases.judgedBy("Orthanc " + system.path("Version").asText());
    }

    private static JsonNode awaitReady(Target target, int http, Process process)
            throws IOException, InterruptedException {
        for (int i = 0; i < ATTEMPTS && process.isAlive(); i++) {
            try {
                return JSON.readTree(target.http()
                        .send(
                                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + http + "/system"))
                                        .build(),
                                HttpResponse.BodyHandlers.ofString())
                        .body());
            } catch (IOException _) {
                new CountDownLatch(1).await(200, TimeUnit.MILLISECONDS);
            }
        }
        throw new IOException("Orthanc did not start");
    }

    private static HttpResponse<String> post(Target target, int http, String path, byte[] body)
            throws IOException, InterruptedException {
        return target.http()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + http + path))
                                .timeout(Duration.ofMinutes(1))
                                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }
}
