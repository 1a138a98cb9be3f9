package io.trivium.runtime.registry;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
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
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
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

    /** Bounds what two shared processors may add; an idle machine needs a tenth of it. */
    private static final long MOST_MILLIS = 3_000;

    private final String model = "hostile-" + NEXT.incrementAndGet();

    @TempDir
    private Path folder;

    private static RequestSpecification operator() {
        return given().header("Authorization", "Bearer " + Tokens.operator());
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
        assertTrue(all.size() >= 60, all.size() + " graphs");
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
    void containsGraphsThatAllocateOrNeverEnd() throws IOException {
        upload(sound("1")).statusCode(201);
        act("1", "activate").statusCode(200);
        upload(pack("2", HostileGraphs.allocating(64))).statusCode(201);
        upload(pack("3", HostileGraphs.busy())).statusCode(201);
        for (String version : List.of("2", "3")) {
            String body = act(version, "activate")
                    .statusCode(400)
                    .body("code", equalTo("model-pack-invalid"))
                    .extract()
                    .asString();
            assertNoPaths(body);
            act(version, "load").statusCode(400);
        }
        given().header("Authorization", "Bearer " + Tokens.client())
                .contentType("application/json")
                .body("{\"inputs\":[{\"name\":\"x\",\"shape\":[1,3],\"datatype\":\"FP32\",\"data\":[0,0,0]}]}")
                .post("/v2/models/" + model + "/infer")
                .then()
                .statusCode(200)
                .body("model_version", equalTo("1"));
    }

    /** Sends an upload of 1 MiB, one byte each second. */
    private void trickle() throws IOException, InterruptedException {
        int port = ConfigProvider.getConfig().getValue("quarkus.http.test-port", Integer.class);
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            OutputStream out = socket.getOutputStream();
            out.write(("POST /v1/models/" + model + "/versions HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
                            + Tokens.operator()
                            + "\r\nContent-Type: application/zip\r\nContent-Length: 1048576\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            while (true) {
                out.write('P');
                out.flush();
                TimeUnit.SECONDS.sleep(1);
            }
        }
    }

    @Test
    void changesAliasesWhileGraphsRunAndUploadsArrive() throws Exception {
        upload(sound("1")).statusCode(201);
        upload(sound("2")).statusCode(201);
        act("1", "activate").statusCode(200);
        act("2", "load").statusCode(200);
        byte[] busy = HostileGraphs.busy();
        for (int i = 3; i < 7; i++) upload(pack(Integer.toString(i), busy)).statusCode(201);
        List<Long> millis = new ArrayList<>();
        try (ExecutorService others = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> running = new ArrayList<>();
            running.add(others.submit(() -> {
                trickle();
                return null;
            }));
            for (int i = 3; i < 7; i++) {
                String version = Integer.toString(i);
                running.add(others.submit(() -> act(version, "load")));
            }
            TimeUnit.SECONDS.sleep(2);
            for (int i = 0; i < 100 && !running.getLast().isDone(); i++) {
                long start = System.nanoTime();
                operator()
                        .contentType("application/json")
                        .body("{\"version\":\"" + (i % 2 + 1) + "\",\"reason\":\"measured\"}")
                        .post("/v1/models/" + model + "/aliases/canary")
                        .then()
                        .statusCode(200);
                millis.add((System.nanoTime() - start) / 1_000_000);
            }
            running.forEach(each -> each.cancel(true));
        }
        assertTrue(millis.size() >= 20, millis.size() + " changes while graphs ran");
        List<Long> sorted = millis.stream().sorted().toList();
        long p99 = sorted.get(sorted.size() * 99 / 100);
        System.out.printf(
                "an alias change took %d ms in the middle and %d ms at p99 (%d changes), while 4 graphs and an upload ran%n",
                sorted.get(sorted.size() / 2), p99, sorted.size());
        assertTrue(p99 < MOST_MILLIS, sorted::toString);
    }
}
