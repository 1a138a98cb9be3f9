package io.trivium.runtime.external;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.trivium.core.error.PlatformException;
import io.trivium.core.model.ModelName;
import io.trivium.core.tenancy.TenantId;
import io.trivium.runtime.RuntimeErrorCode;
import io.trivium.runtime.pack.InvalidPackException;
import io.trivium.runtime.pack.ModelSpec;
import io.trivium.runtime.serving.InferenceAnswer;
import io.trivium.runtime.serving.InferenceCall;
import io.trivium.runtime.tensor.Tensor;
import io.trivium.runtime.tensor.TensorType;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A model on a small server of the protocol, which answers as configured. */
class ExternalModelTest {
    private static final String SPEC = """
            task: sums
            inputs:
              - {name: x, dtype: float32, shape: [-1, 3]}
            outputs:
              - {name: sum, dtype: float32, shape: [-1, 1]}
            head: none
            latencyClass: interactive
            """;
    private static final String METADATA = """
            {"name": "theirs", "inputs": [{"name": "INPUT0", "datatype": "FP32", "shape": [-1, 3]}],
             "outputs": [{"name": "sum", "datatype": "FP32", "shape": [-1, 1]}]}""";
    private static final String ANSWER = """
            {"model_name": "theirs", "model_version": "4",
             "outputs": [{"name": "sum", "datatype": "FP32", "shape": [1, 1], "data": [6.5]}]}""";

    @TempDir
    private Path folder;

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final AtomicInteger asked = new AtomicInteger();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private HttpServer server = unstarted();
    private volatile String metadata = METADATA;
    private volatile String answer = ANSWER;
    private volatile String request = "";
    private volatile String authorization = "";
    private volatile int status = 200;
    private volatile Duration delay = Duration.ZERO;

    private static HttpServer unstarted() {
        try {
            return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @BeforeEach
    void start() throws IOException {
        Files.writeString(folder.resolve("token"), "secret-of-the-file\n");
        server.setExecutor(threads);
        server.createContext("/v2/models/theirs", exchange -> {
            boolean infer = exchange.getRequestURI().getPath().endsWith("/infer");
            request = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.ISO_8859_1);
            authorization = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
            if (infer) {
                asked.incrementAndGet();
                pause();
            }
            byte[] body = (infer ? answer : metadata).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(infer ? status : 200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
    }

    private void pause() {
        long until = System.nanoTime() + delay.toNanos();
        while (System.nanoTime() < until) LockSupport.parkNanos(until - System.nanoTime());
    }

    @AfterEach
    void stop() {
        server.stop(0);
        threads.shutdownNow();
    }

    private ExternalModel model(boolean binary, Duration longestPause) {
        URI url = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
        return new ExternalModel(
                new ModelName("sums"),
                new TestEngine(url, binary, folder.resolve("token"), longestPause),
                ModelSpec.parse(SPEC.getBytes(StandardCharsets.UTF_8)),
                meters,
                threads);
    }

    private record TestEngine(URI url, boolean binary, Path token, Duration longestPause)
            implements ExternalConfig.Engine {
        @Override
        public Path spec() {
            return Path.of("spec.yaml");
        }

        @Override
        public Optional<String> modelName() {
            return Optional.of("theirs");
        }

        @Override
        public Optional<String> modelVersion() {
            return Optional.empty();
        }

        @Override
        public Duration timeout() {
            return Duration.ofSeconds(20);
        }

        @Override
        public Map<String, String> inputs() {
            return Map.of("x", "INPUT0");
        }

        @Override
        public Map<String, String> outputs() {
            return Map.of();
        }

        @Override
        public Optional<Path> bearerToken() {
            return Optional.of(token);
        }

        @Override
        public Optional<Path> certificateAuthority() {
            return Optional.empty();
        }
    }

    private static InferenceCall call(Duration timeout) {
        ByteBuffer data = ByteBuffer.allocateDirect(12).order(ByteOrder.LITTLE_ENDIAN);
        data.putFloat(1).putFloat(2).putFloat(3).flip();
        Tensor x = Tensor.of("x", TensorType.FP32, new long[] {1, 3}, data);
        return new InferenceCall(
                new ModelName("sums"),
                Optional.empty(),
                List.of(x),
                List.of(),
                new TenantId("demo-bank"),
                0,
                Optional.empty(),
                Optional.of(timeout));
    }

    private static InferenceAnswer answer(ExternalModel model) {
        return model.infer(call(Duration.ofSeconds(20))).join();
    }

    private static PlatformException failure(ExternalModel model, Duration timeout) {
        CompletionException thrown = assertThrows(
                CompletionException.class, () -> model.infer(call(timeout)).join());
        return assertInstanceOf(PlatformException.class, thrown.getCause());
    }

    @Test
    void passesARequestOnByTheNamesOfTheServer() {
        try (ExternalModel model = model(false, Duration.ofSeconds(10))) {
            InferenceAnswer given = answer(model);
            assertEquals("4", given.version());
            assertEquals(new ModelName("sums"), given.model());
            assertEquals(6.5f, given.outputs().getFirst().data().getFloat(0));
            assertTrue(request.contains("\"INPUT0\"") && request.contains("[1.0,2.0,3.0]"), () -> request);
            assertEquals("Bearer secret-of-the-file", authorization);
            assertTrue(model.isReady());
            assertEquals(1, meters.get(ExternalMetrics.DURATION).timer().count());
        }
    }

    @Test
    void sendsBinaryTensorsWhereTheServerTakesThem() {
        try (ExternalModel model = model(true, Duration.ofSeconds(10))) {
            assertEquals(6.5f, answer(model).outputs().getFirst().data().getFloat(0));
            assertTrue(request.contains("\"binary_data_size\":12"), () -> request);
        }
    }

    @Test
    void refusesAServerWhoseModelIsAnotherOne() {
        metadata = METADATA.replace("[-1, 3]", "[-1, 4]").replace("\"sum\"", "\"total\"");
        try (ExternalModel model = model(true, Duration.ofSeconds(10))) {
            InvalidPackException refused = assertThrows(InvalidPackException.class, model::verify);
            assertEquals(3, refused.faults().size(), refused::getMessage);
            PlatformException failure = failure(model, Duration.ofSeconds(20));
            assertEquals(RuntimeErrorCode.MODEL_NOT_READY, failure.code());
            assertEquals(0, asked.get());
            assertFalse(model.isReady());
        }
    }

    @Test
    void givesTheProblemsOfAModelOfThisProcess() {
        try (ExternalModel model = model(true, Duration.ofSeconds(10))) {
            status = 400;
            answer = "{\"error\": \"too many rows\"}";
            PlatformException refused = failure(model, Duration.ofSeconds(20));
            assertEquals(RuntimeErrorCode.INFERENCE_REQUEST_INVALID, refused.code());
            assertTrue(refused.detail().endsWith("too many rows"), refused::detail);
            status = 503;
            assertEquals(
                    RuntimeErrorCode.MODEL_NOT_READY,
                    failure(model, Duration.ofSeconds(20)).code());
            status = 200;
            for (String wrong :
                    List.of("no JSON", ANSWER.replace("[1, 1]", "[1, 2]"), ANSWER.replace("[6.5]", "[1e39]"), "{}")) {
                answer = wrong;
                assertEquals(
                        RuntimeErrorCode.MODEL_FAILED,
                        failure(model, Duration.ofSeconds(20)).code(),
                        wrong);
                answer = ANSWER;
                assertEquals(1, answer(model).outputs().size());
            }
        }
    }

    @Test
    void waitsNoLongerThanTheRequestsDeadline() {
        try (ExternalModel model = model(true, Duration.ofSeconds(10))) {
            assertEquals("4", answer(model).version());
            delay = Duration.ofSeconds(5);
            long start = System.nanoTime();
            PlatformException late = failure(model, Duration.ofMillis(300));
            assertEquals(RuntimeErrorCode.INFERENCE_DEADLINE_EXCEEDED, late.code());
            assertTrue(System.nanoTime() - start < 4_000_000_000L, "it waited for the server");
        }
    }

    @Test
    void leavesAServerAloneThatFailsAndAsksItAgain() {
        Duration pause = Duration.ofMillis(300);
        try (ExternalModel model = model(true, pause)) {
            assertEquals("4", answer(model).version());
            status = 503;
            for (int i = 0; i < 5; i++) {
                assertEquals(
                        RuntimeErrorCode.MODEL_NOT_READY,
                        failure(model, Duration.ofSeconds(20)).code());
            }
            int before = asked.get();
            PlatformException open = failure(model, Duration.ofSeconds(20));
            assertEquals(RuntimeErrorCode.MODEL_NOT_READY, open.code());
            assertEquals(before, asked.get(), "the circuit is open");
            status = 200;
            delay = Duration.ZERO;
            long end = System.nanoTime() + pause.multipliedBy(20).toNanos();
            while (!model.isReady() && System.nanoTime() < end) LockSupport.parkNanos(1_000_000);
            assertEquals("4", answer(model).version());
        }
    }
}
