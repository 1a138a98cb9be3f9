package io.trivium.runtime.registry;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.config.HttpClientConfig;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import io.trivium.core.bench.BenchReport;
import io.trivium.core.testing.PostgresResource;
import io.trivium.runtime.testing.HostileGraphs;
import io.trivium.runtime.testing.RuntimeResource;
import io.trivium.runtime.testing.TestPacks;
import io.trivium.runtime.testing.Tokens;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Packs that attack the service that they are uploaded to (security H1, H2, M1). */
@QuarkusTest
@WithTestResource(value = PostgresResource.class, initArgs = @ResourceArg(name = "schema", value = "runtime"))
@WithTestResource(RuntimeResource.class)
class HostilePacksTest {
    private static final AtomicInteger NEXT = new AtomicInteger();

    private static final AtomicInteger ATTACKS = new AtomicInteger();
    private static final AtomicInteger REGISTERED = new AtomicInteger();
    private static final int ATTACKERS = 20;
    private static final int PATIENCE = 120_000;
    private static final int CHANGES = Integer.getInteger("trivium.packs.changes", 40);

    /** Bounds what two shared processors may add; an idle machine needs a tenth of it. */
    private static final double MOST_MILLIS = Integer.getInteger("trivium.packs.most-millis", 3_000);

    private final String model = "hostile-" + NEXT.incrementAndGet();

    @TempDir
    private Path folder;

    /** Waits for a trial that has to share the processors: it may last four times its processor time. */
    private static RequestSpecification operator() {
        HttpClientConfig patient = RestAssured.config().getHttpClientConfig().setParam("http.socket.timeout", PATIENCE);
        return given().config(RestAssured.config().httpClient(patient))
                .header("Authorization", "Bearer " + Tokens.operator());
    }

    private ValidatableResponse upload(byte[] zip) {
        return operator()
                .contentType("application/zip")
                .body(zip)
                .post("/v1/models/" + model + "/versions")
                .then();
    }

    private ValidatableResponse act(String version, String action) {
        return operator()
                .post("/v1/models/" + model + "/versions/" + version + "/" + action)
                .then();
    }

    private byte[] pack(String version, byte[] graph) throws IOException {
        Path directory = folder.resolve("v" + version);
        TestPacks.write(
                directory,
                model,
                version,
                graph,
                TestPacks.spec(
                        model,
                        "- {name: x, dtype: float32, shape: [-1, 3]}",
                        "- {name: y, dtype: float32, shape: [-1, 3]}",
                        ""));
        return zip(directory);
    }

    private byte[] sound(String version) throws IOException {
        return zip(TestPacks.weightedSum(folder.resolve("s" + version), model, version, 1, "")
                .directory());
    }

    private static byte[] zip(Path pack) throws IOException {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        try (Stream<Path> files = Files.walk(pack)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                entries.put(pack.relativize(file).toString(), Files.readAllBytes(file));
            }
        }
        return zip(entries);
    }

    private static byte[] zip(Map<String, byte[]> entries) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                zip.putNextEntry(new ZipEntry(entry.getKey()));
                zip.write(entry.getValue());
                zip.closeEntry();
            }
        }
        return out.toByteArray();
    }

    private static void assertNoPaths(String body) {
        assertFalse(body.contains(RuntimeResource.store().toString()), body);
        assertFalse(body.contains("/tmp") || body.contains(System.getProperty("user.dir")), body);
    }

    @Test
    void refusesGraphsThatReachOutOfThePack() throws IOException {
        List<HostileGraphs.Hostile> all = HostileGraphs.refused();
        assertEquals(87, all.size(), "docs/reference/model-packs.md lists them by class");
        int version = 0;
        for (HostileGraphs.Hostile graph : all) {
            String body = upload(pack(Integer.toString(++version), graph.onnx()))
                    .statusCode(400)
                    .body("code", equalTo("model-pack-invalid"))
                    .body("detail", containsString("model.onnx: "))
                    .body("detail", containsString(graph.expected()))
                    .extract()
                    .asString();
            assertNoPaths(body);
        }
        operator().get("/v1/models/" + model).then().statusCode(404);
    }

    private static byte[] directoryBomb(int megabytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            zip.putNextEntry(new ZipEntry("d/"));
            zip.setLevel(Deflater.BEST_SPEED);
            byte[] zeros = new byte[1 << 20];
            for (int i = 0; i < megabytes; i++) zip.write(zeros);
            zip.closeEntry();
        }
        return out.toByteArray();
    }

    @Test
    void refusesArchivesThatGrow() throws IOException {
        Map<String, byte[]> archives = new LinkedHashMap<>();
        archives.put("directory with content", directoryBomb(1_024));
        Map<String, byte[]> many = new LinkedHashMap<>();
        for (int i = 0; i < 20_002; i++) many.put("d" + i + "/", new byte[0]);
        archives.put("more than", zip(many));
        ByteArrayOutputStream large = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(large)) {
            zip.putNextEntry(new ZipEntry("model.onnx"));
            byte[] zeros = new byte[1 << 20];
            for (int i = 0; i < 65; i++) zip.write(zeros);
            zip.closeEntry();
        }
        archives.put("more than 67108864 bytes", large.toByteArray());
        archives.put("outside the pack", zip(Map.of("../../escaped", new byte[1])));
        archives.put("outside the pack: /", zip(Map.of("/etc/escaped", new byte[1])));
        archives.put("a path that is none", zip(Map.of("a\0b", new byte[1])));
        archives.put("more than 240 bytes", zip(Map.of("n".repeat(300), new byte[1])));
        Map<String, byte[]> below = new LinkedHashMap<>();
        below.put("a", new byte[1]);
        below.put("a/b", new byte[1]);
        archives.put("twice, or below a file", zip(below));
        archives.put("not a zip file", "PK\3\4 and no more".getBytes(StandardCharsets.US_ASCII));
        byte[] twice = zip(Map.of("model.onnx", new byte[10], "model.onny", new byte[10]));
        for (int i = 0; i + 10 < twice.length; i++) {
            if (new String(twice, i, 10, StandardCharsets.US_ASCII).equals("model.onny")) twice[i + 9] = 'x';
        }
        archives.put("a path twice", twice);
        byte[] whole = sound("1");
        archives.put("not a zip file: ", Arrays.copyOf(whole, whole.length / 2));

        for (Map.Entry<String, byte[]> archive : archives.entrySet()) {
            long start = System.nanoTime();
            String body = upload(archive.getValue())
                    .statusCode(400)
                    .body("detail", containsString(archive.getKey()))
                    .extract()
                    .asString();
            assertNoPaths(body);
            long millis = (System.nanoTime() - start) / 1_000_000;
            assertTrue(millis < 10_000, archive.getKey() + " took " + millis + " ms");
        }
        try (Stream<Path> left = Files.list(RuntimeResource.store())) {
            assertTrue(left.noneMatch(path -> path.getFileName().toString().startsWith(".staging")));
        }
    }

    @Test
    void containsGraphsThatAllocateOrNeverEnd() throws Exception {
        upload(sound("1")).statusCode(201);
        act("1", "activate").statusCode(200);
        upload(pack("2", HostileGraphs.allocating(64))).statusCode(201);
        upload(pack("3", HostileGraphs.busy())).statusCode(201);
        for (String version : List.of("2", "3")) {
            // Both at a time, as many as are on trial at a time.
            try (ExecutorService two = Executors.newFixedThreadPool(2)) {
                Future<ValidatableResponse> load = two.submit(() -> act(version, "load"));
                String body = act(version, "activate")
                        .statusCode(400)
                        .body("code", equalTo("model-pack-invalid"))
                        .extract()
                        .asString();
                assertNoPaths(body);
                load.get().statusCode(400);
            }
        }
        given().header("Authorization", "Bearer " + Tokens.client())
                .contentType("application/json")
                .body("{\"inputs\":[{\"name\":\"x\",\"shape\":[1,3],\"datatype\":\"FP32\",\"data\":[0,0,0]}]}")
                .post("/v2/models/" + model + "/infer")
                .then()
                .statusCode(200)
                .body("model_version", equalTo("1"));
    }

    /** Sends an upload of 1 MiB, one byte each second; begins another when the service gives it up. */
    private List<String> trickle(AtomicBoolean done) throws InterruptedException {
        int port = ConfigProvider.getConfig().getValue("quarkus.http.test-port", Integer.class);
        while (!done.get()) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                OutputStream out = socket.getOutputStream();
                out.write(("POST /v1/models/" + model
                                + "/versions HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
                                + Tokens.operator()
                                + "\r\nContent-Type: application/zip\r\nContent-Length: 1048576\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
                while (!done.get()) {
                    out.write('P');
                    out.flush();
                    TimeUnit.SECONDS.sleep(1);
                }
            } catch (IOException _) {
                TimeUnit.MILLISECONDS.sleep(100);
            }
        }
        return List.of();
    }

    private static HttpResponse<String> post(HttpClient http, String token, String path, String type, byte[] body)
            throws IOException, InterruptedException {
        int port = ConfigProvider.getConfig().getValue("quarkus.http.test-port", Integer.class);
        return http.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                        .header("Authorization", "Bearer " + token)
                        .header("Content-Type", type)
                        .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    /** Registers and loads one hostile pack after the other; returns answers that are neither success nor refusal. */
    private List<String> attack(HttpClient http, byte[] graph, AtomicBoolean done) throws Exception {
        List<String> faults = new ArrayList<>();
        while (!done.get()) {
            String version = "9." + ATTACKS.incrementAndGet();
            String path = "/v1/models/" + model + "/versions";
            HttpResponse<String> answer = post(http, Tokens.operator(), path, "application/zip", pack(version, graph));
            if (answer.statusCode() == 201) {
                REGISTERED.incrementAndGet();
                answer = post(http, Tokens.operator(), path + "/" + version + "/load", "application/json", new byte[0]);
            }
            if (answer.statusCode() >= 500 && answer.statusCode() != 503) faults.add(answer.body());
            TimeUnit.MILLISECONDS.sleep(100);
        }
        return faults;
    }

    /** Graphs that run until they are ended, that allocate, and that are refused by their bytes. */
    private static List<byte[]> attackers(long seed) {
        List<byte[]> graphs = new ArrayList<>();
        for (int i = 0; i < 8; i++) graphs.add(HostileGraphs.busy());
        for (int i = 0; i < 4; i++) graphs.add(HostileGraphs.allocating(64));
        List<HostileGraphs.Hostile> refused = new ArrayList<>(HostileGraphs.refused());
        Collections.shuffle(refused, new Random(seed));
        refused.stream().limit(ATTACKERS - graphs.size()).forEach(each -> graphs.add(each.onnx()));
        return graphs;
    }

    /**
     * Shows that alias changes succeed while packs are attacked, without an internal error, and on a machine with free
     * processors that none waits for a trial (8 s) or an upload to end. It does not show the target of 300 ms: p99 of
     * 40 changes is the slowest one, and its bound is the larger of 3 s and 20 times the slowest of 10 changes without
     * an attack. On a busy machine that can be longer than a trial: then only that every change succeeds is shown.
     * {@code ./trivium bench packs} and the long form judge the target; the long form is {@code
     * -Dtrivium.packs.changes=200 -Dtrivium.packs.most-millis=300 -Dtrivium.packs.strict=true}; {@code
     * -Dtrivium.packs.seed} repeats a run.
     */
    @Test
    void changesAliasesWhileGraphsRunAndUploadsArrive() throws Exception {
        upload(sound("1")).statusCode(201);
        upload(sound("2")).statusCode(201);
        act("1", "activate").statusCode(200);
        act("2", "load").statusCode(200);
        long seed = Long.getLong("trivium.packs.seed", new SecureRandom().nextInt());
        AtomicBoolean done = new AtomicBoolean();
        List<Double> quiet;
        List<Double> millis;
        List<Future<List<String>>> attacks = new ArrayList<>();
        // Not on virtual threads, of which the service in this process needs the carriers.
        try (HttpClient http = HttpClient.newHttpClient();
                ExecutorService others = Executors.newCachedThreadPool()) {
            changes(http, 5);
            quiet = changes(http, 10);
            attacks.add(others.submit(() -> trickle(done)));
            for (byte[] graph : attackers(seed)) attacks.add(others.submit(() -> attack(http, graph, done)));
            try {
                TimeUnit.SECONDS.sleep(2);
                millis = changes(http, CHANGES);
            } finally {
                done.set(true);
            }
            // Until none is on trial or waits for it: other tests follow.
            for (Future<List<String>> each : attacks) assertEquals(List.of(), each.get());
        }
        assertTrue(REGISTERED.get() > 0, "no hostile pack was registered: nothing was measured");
        double p99 = millis.get((millis.size() * 99 - 1) / 100);
        System.out.print(new BenchReport(
                        Instant.now(),
                        BenchReport.Machine.current(),
                        ATTACKERS + " hostile packs registered and loaded again and again, an upload of 1 byte/s, "
                                + CHANGES + " alias changes, seed " + seed,
                        List.of(
                                BenchReport.Target.reported(
                                        "alias-change-quiet-p50", quiet.get(quiet.size() / 2), "ms", null),
                                BenchReport.Target.reported(
                                        "alias-change-p50", millis.get(millis.size() / 2), "ms", null),
                                BenchReport.Target.of(
                                        "alias-change-p99", p99, "ms", 300, BenchReport.Better.LOWER, null)))
                .toJson());
        // On a machine that others keep busy a change takes longer without an attack, too.
        double most = Math.max(MOST_MILLIS, Boolean.getBoolean("trivium.packs.strict") ? 0 : 20 * quiet.getLast());
        assertTrue(p99 <= most, () -> millis + " ms, without an attack " + quiet);
    }

    /** Milliseconds that each change of an alias took, sorted. */
    private List<Double> changes(HttpClient http, int count) throws IOException, InterruptedException {
        String releaser =
                Tokens.token().user("releaser").roles("model-operator").sign();
        List<Double> millis = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            byte[] body = ("{\"version\":\"" + (i % 2 + 1) + "\",\"reason\":\"measured\"}")
                    .getBytes(StandardCharsets.US_ASCII);
            long start = System.nanoTime();
            HttpResponse<String> answer =
                    post(http, releaser, "/v1/models/" + model + "/aliases/canary", "application/json", body);
            millis.add((System.nanoTime() - start) / 1e6);
            assertEquals(200, answer.statusCode(), answer::body);
            TimeUnit.MILLISECONDS.sleep(50);
        }
        Collections.sort(millis);
        return millis;
    }
}
