package io.trivium.runtime.lab.bench;

import ai.onnx.proto.OnnxMl.TensorProto;
import io.trivium.core.bench.BenchReport;
import io.trivium.core.bench.BenchReport.Better;
import io.trivium.core.bench.BenchReport.Target;
import io.trivium.core.model.ModelName;
import io.trivium.core.model.VersionNumber;
import io.trivium.runtime.export.OnnxGraph;
import io.trivium.runtime.lab.bench.load.Latencies;
import io.trivium.runtime.pack.PackManifest;
import io.trivium.runtime.pack.PackSigner;
import io.trivium.runtime.pack.PackWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures how long a change of an alias takes while hostile packs are registered and loaded. */
@Command(
        name = "packs",
        description = {
            "Changes an alias again and again while hostile packs are registered and loaded and an upload brings 1"
                    + " byte/s.",
            "The environment has an operator's token in TRIVIUM_TOKEN and the key that the service trusts in",
            "TRIVIUM_PACK_SIGNING_KEY and TRIVIUM_PACK_PUBLIC_KEY. It leaves versions of the model bench-packs there.",
            "Exit code 1 when a target was missed."
        },
        mixinStandardHelpOptions = true)
final class PacksCommand implements Callable<Integer> {
    private static final String MODEL = "bench-packs";
    private static final double TARGET_MILLIS = 300;
    /** For services of a platform that was just started, which compile and fill their caches. */
    private static final Duration WARM_UP = Duration.ofSeconds(60);

    private static final int SERVER_ERROR = 500;
    private static final int BUSY = 503;
    private static final String SPEC = """
            task: bench-packs
            inputs:
              - {name: x, dtype: float32, shape: [-1, 3]}
            outputs:
              - {name: y, dtype: float32, shape: [-1, 3]}
            head: none
            latencyClass: interactive
            """;

    @Option(names = "--server", defaultValue = "http://127.0.0.1:18080", description = "default: ${DEFAULT-VALUE}")
    private URI server = URI.create("http://127.0.0.1:18080");

    @Option(names = "--changes", defaultValue = "200", description = "of the alias (default: ${DEFAULT-VALUE})")
    private int changes = 200;

    @Option(names = "--packs", defaultValue = "20", description = "at a time (default: ${DEFAULT-VALUE})")
    private int packs = 20;

    @Option(names = "--json", description = "print the report as JSON")
    private boolean json;

    private final AtomicInteger versions = new AtomicInteger();
    private final AtomicInteger faults = new AtomicInteger();
    private final AtomicBoolean done = new AtomicBoolean();

    @Override
    public Integer call() throws Exception {
        if (changes < 1 || packs < 1) throw new IllegalArgumentException("--changes and --packs are at least 1");
        PackSigner signer = PackSigner.ofEnvironment()
                .orElseThrow(() -> new IllegalArgumentException(
                        "set " + PackSigner.KEY + " and " + PackSigner.PUBLIC_KEY + " to the key of the platform"));
        Latencies quiet;
        Latencies attacked;
        List<Future<Integer>> running = new ArrayList<>();
        try (HttpClient http = HttpClient.newHttpClient()) {
            // Numbers of earlier runs are not used again.
            long run = Instant.now().getEpochSecond() % 1_000_000_000;
            String first = run + ".1";
            String second = run + ".2";
            for (String version : List.of(first, second)) {
                require(register(http, signer, version, harmless()));
                require(load(http, version));
            }
            long warm = System.nanoTime() + WARM_UP.toNanos();
            while (System.nanoTime() - warm < 0) measured(http, 10, first, second);
            quiet = measured(http, changes / 4 + 1, first, second);
            try (ExecutorService others = Executors.newVirtualThreadPerTaskExecutor()) {
                try {
                    running.add(others.submit(() -> trickle(http)));
                    List<byte[]> graphs = List.of(busy(), allocating(), refused("RandomNormal"), enormous());
                    for (int i = 0; i < packs; i++) {
                        byte[] graph = graphs.get(i % graphs.size());
                        running.add(others.submit(() -> attack(http, signer, run, graph)));
                    }
                    TimeUnit.SECONDS.sleep(2);
                    attacked = measured(http, changes, first, second);
                } finally {
                    done.set(true);
                    http.shutdownNow();
                }
            }
        }
        int sent = 0;
        for (Future<Integer> each : running) sent += each.get();
        BenchReport report = new BenchReport(
                Instant.now(),
                BenchReport.Machine.current(),
                packs + " hostile packs registered and loaded again and again, an upload of 1 byte/s, " + changes
                        + " alias changes, after " + WARM_UP.toSeconds() + " s of alias changes alone",
                List.of(
                        Target.reported("alias-change-quiet-p50", quiet.millis(0.5), "ms", null),
                        Target.reported("alias-change-p50", attacked.millis(0.5), "ms", null),
                        Target.of("alias-change-p99", attacked.millis(0.99), "ms", TARGET_MILLIS, Better.LOWER, null),
                        Target.reported("hostile-packs-sent", sent, "packs", null),
                        Target.of("hostile-packs-with-internal-error", faults.get(), "packs", 0, Better.LOWER, null)));
        System.out.print(json ? report.toJson() : Reports.text(report));
        return report.isMet() ? 0 : 1;
    }

    /** The duration of each change. */
    private Latencies measured(HttpClient http, int count, String first, String second)
            throws IOException, InterruptedException {
        List<Long> nanos = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String body = "{\"version\":\"" + (i % 2 == 0 ? first : second) + "\",\"reason\":\"measured\"}";
            long start = System.nanoTime();
            require(send(
                    http,
                    "/v1/models/" + MODEL + "/aliases/canary",
                    "application/json",
                    HttpRequest.BodyPublishers.ofString(body)));
            nanos.add(System.nanoTime() - start);
            TimeUnit.MILLISECONDS.sleep(50);
        }
        return new Latencies(nanos);
    }

    /** One byte each second; begins another upload when the service gives it up. No hostile pack: returns 0. */
    private int trickle(HttpClient http) throws InterruptedException {
        while (!done.get()) {
            try {
                send(
                        http,
                        "/v1/models/" + MODEL + "/versions",
                        "application/zip",
                        HttpRequest.BodyPublishers.ofInputStream(Trickle::new));
            } catch (IOException _) {
                // The service gave it up, or the measurement is over.
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
        return 0;
    }

    private static final class Trickle extends InputStream {
        @Override
        public int read() throws IOException {
            try {
                TimeUnit.SECONDS.sleep(1);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted", e);
            }
            return 'P';
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            bytes[offset] = (byte) read();
            return 1;
        }
    }

    private int attack(HttpClient http, PackSigner signer, long run, byte[] graph) throws Exception {
        int sent = 0;
        while (!done.get()) {
            String version = run + ".9." + versions.incrementAndGet();
            try {
                HttpResponse<String> answer = register(http, signer, version, graph);
                if (answer.statusCode() == 201) answer = load(http, version);
                if (answer.statusCode() >= SERVER_ERROR && answer.statusCode() != BUSY) faults.incrementAndGet();
                sent++;
            } catch (IOException e) {
                if (!done.get()) throw e;
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
        return sent;
    }

    private HttpResponse<String> register(HttpClient http, PackSigner signer, String version, byte[] graph)
            throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("trivium-bench-pack");
        try {
            PackManifest.Provenance provenance = new PackManifest.Provenance(
                    "bench", 1, "bench packs", new PackManifest.TrainingData("made up", "", "", "", 1, 1), Map.of());
            Path pack = folder.resolve("pack");
            new PackWriter(new ModelName(MODEL), new VersionNumber(version), Instant.EPOCH, provenance)
                    .spec(SPEC.getBytes(StandardCharsets.UTF_8))
                    .model(graph)
                    .write(pack);
            signer.sign(pack);
            return send(
                    http,
                    "/v1/models/" + MODEL + "/versions",
                    "application/zip",
                    HttpRequest.BodyPublishers.ofByteArray(zip(pack)));
        } finally {
            PackWriter.deleteTree(folder);
        }
    }

    private static byte[] zip(Path pack) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(out);
                var files = Files.list(pack)) {
            for (Path file : files.toList()) {
                zip.putNextEntry(new ZipEntry(file.getFileName().toString()));
                zip.write(Files.readAllBytes(file));
                zip.closeEntry();
            }
        }
        return out.toByteArray();
    }

    private HttpResponse<String> load(HttpClient http, String version) throws IOException, InterruptedException {
        return send(
                http,
                "/v1/models/" + MODEL + "/versions/" + version + "/load",
                "application/json",
                HttpRequest.BodyPublishers.noBody());
    }

    private HttpResponse<String> send(HttpClient http, String path, String type, HttpRequest.BodyPublisher body)
            throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(server.resolve(path))
                        .version(HttpClient.Version.HTTP_1_1)
                        .timeout(Duration.ofMinutes(5))
                        .header("Authorization", "Bearer " + System.getenv().getOrDefault("TRIVIUM_TOKEN", ""))
                        .header("Content-Type", type)
                        .POST(body)
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static void require(HttpResponse<String> answer) {
        if (answer.statusCode() / 100 == 2) return;
        throw new IllegalStateException(answer.uri() + " answered " + answer.statusCode() + ": " + answer.body());
    }

    private static OnnxGraph graph() {
        OnnxGraph graph = new OnnxGraph("bench");
        graph.input("x", TensorProto.DataType.FLOAT, -1, 3);
        graph.output("y", TensorProto.DataType.FLOAT, -1, 3);
        return graph;
    }

    private static byte[] harmless() {
        OnnxGraph graph = graph();
        graph.node("Identity", "y", List.of("x"));
        return graph.toBytes();
    }

    /** Of an input, so that it is neither computed in advance nor refused: matrices of 2,048 columns for minutes. */
    private static byte[] busy() {
        OnnxGraph graph = graph();
        String sum = graph.node("ReduceSum", List.of("x"), OnnxGraph.attribute("keepdims", 0L));
        String square = graph.node("Expand", List.of(sum, graph.list("s", 2_048, 2_048)));
        for (int i = 0; i < 1_000; i++) square = graph.node("MatMul", List.of(square, square));
        graph.node(
                "Add",
                "y",
                List.of("x", graph.node("ReduceMax", List.of(square), OnnxGraph.attribute("keepdims", 0L))));
        return graph.toBytes();
    }

    /** 64 GiB, of a size that a node computes. */
    private static byte[] allocating() {
        OnnxGraph graph = graph();
        String size = graph.node("Identity", List.of(graph.list("n", 1L << 34)));
        String filled = graph.node("ConstantOfShape", List.of(size));
        graph.node(
                "Add",
                "y",
                List.of("x", graph.node("ReduceSum", List.of(filled), OnnxGraph.attribute("keepdims", 0L))));
        return graph.toBytes();
    }

    private static byte[] refused(String operator) {
        OnnxGraph graph = graph();
        graph.node("Identity", "y", List.of("x"));
        graph.node(operator, List.of("x"));
        return graph.toBytes();
    }

    private static byte[] enormous() {
        OnnxGraph graph = graph();
        graph.node("Identity", "y", List.of("x"));
        graph.node("ConstantOfShape", List.of(graph.list("s", 1L << 40)));
        return graph.toBytes();
    }
}
