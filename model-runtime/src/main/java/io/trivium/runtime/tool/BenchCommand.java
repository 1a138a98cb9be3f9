package io.trivium.runtime.tool;

import com.google.protobuf.ByteString;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Metadata;
import io.grpc.stub.MetadataUtils;
import io.trivium.core.bench.BenchReport;
import io.trivium.core.inference.protocol.GRPCInferenceServiceGrpc;
import io.trivium.core.inference.protocol.InferParameter;
import io.trivium.core.inference.protocol.ModelInferRequest;
import io.trivium.core.inference.protocol.ModelMetadataRequest;
import io.trivium.core.inference.protocol.ModelMetadataResponse;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Measures a running model-runtime over REST and gRPC: latency of one caller and requests per second of several. The
 * model must take one float32 table.
 */
@Command(
        name = "bench",
        description =
                "Measures a running model runtime; prints a bench report as JSON. The access token is read from TRIVIUM_TOKEN.",
        mixinStandardHelpOptions = true)
@SuppressWarnings("NullAway.Init") // picocli sets the options
final class BenchCommand implements Callable<Integer> {
    private static final String MLSERVER = "MLServer iris benchmark (README)";
    private static final String TRITON = "Triton server overhead (issues 239, 3321)";

    @Option(
            names = "--server",
            defaultValue = "http://127.0.0.1:18080",
            description = "base address (default: ${DEFAULT-VALUE})")
    private URI server;

    @Option(names = "--model", required = true, description = "model to call")
    private String model;

    @Option(
            names = "--tenant",
            defaultValue = "demo-bank",
            description = "tenant to call for (default: ${DEFAULT-VALUE})")
    private String tenant;

    @Option(
            names = "--seconds",
            defaultValue = "10",
            description = "length of each measurement (default: ${DEFAULT-VALUE})")
    private int seconds;

    @Option(
            names = "--callers",
            defaultValue = "16",
            description = "concurrent callers of the throughput runs (default: ${DEFAULT-VALUE})")
    private int callers;

    /** One request, made again and again. */
    private interface Request {
        void send() throws Exception;
    }

    /** @param nanos latency of every request, sorted */
    @SuppressWarnings("ArrayRecordComponent") // measured once, never compared
    private record Measured(long[] nanos, double perSecond) {
        double micros(double share) {
            return nanos.length == 0
                    ? Double.NaN
                    : nanos[(int) Math.min(nanos.length - 1, Math.floor(share * nanos.length))] / 1_000.0;
        }
    }

    @Override
    public Integer call() throws Exception {
        String token = System.getenv().getOrDefault("TRIVIUM_TOKEN", "");
        if (token.isEmpty())
            throw new IllegalArgumentException("put an access token for trivium-runtime into TRIVIUM_TOKEN");
        ManagedChannel channel = ManagedChannelBuilder.forAddress(server.getHost(), server.getPort())
                .usePlaintext()
                .build();
        try (HttpClient http =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            Metadata headers = new Metadata();
            headers.put(Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), "Bearer " + token);
            var stub = GRPCInferenceServiceGrpc.newBlockingStub(channel)
                    .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers));
            ModelMetadataResponse metadata = stub.modelMetadata(
                    ModelMetadataRequest.newBuilder().setName(model).build());
            if (metadata.getInputsCount() != 1
                    || !metadata.getInputs(0).getDatatype().equals("FP32")
                    || metadata.getInputs(0).getShapeCount() != 2) {
                throw new IllegalArgumentException("model " + model + " does not take one float32 table");
            }
            ModelMetadataResponse.TensorMetadata input = metadata.getInputs(0);
            int columns = (int) input.getShape(1);
            ModelInferRequest grpc = ModelInferRequest.newBuilder()
                    .setModelName(model)
                    .putParameters(
                            "tenant",
                            InferParameter.newBuilder().setStringParam(tenant).build())
                    .addInputs(ModelInferRequest.InferInputTensor.newBuilder()
                            .setName(input.getName())
                            .setDatatype("FP32")
                            .addShape(1)
                            .addShape(columns))
                    .addRawInputContents(ByteString.copyFrom(new byte[4 * columns]))
                    .build();
            String json = "{\"parameters\":{\"tenant\":\"" + tenant + "\"},\"inputs\":[{\"name\":\"" + input.getName()
                    + "\",\"shape\":[1," + columns + "],\"datatype\":\"FP32\",\"data\":"
                    + Arrays.toString(new int[columns]) + "}]}";
            HttpRequest rest = HttpRequest.newBuilder(server.resolve("/v2/models/" + model + "/infer"))
                    .header("Authorization", "Bearer " + token)
                    .header("Content-Type", "application/json")
                    .timeout(Duration.ofSeconds(30))
                    .POST(HttpRequest.BodyPublishers.ofString(json))
                    .build();
            Request overGrpc = () -> stub.modelInfer(grpc);
            Request overRest = () -> send(http, rest);
            measure(overGrpc, 1, Math.max(2, seconds / 3));
            measure(overRest, 1, Math.max(2, seconds / 3));
            Measured grpcAlone = measure(overGrpc, 1, seconds);
            Measured restAlone = measure(overRest, 1, seconds);
            Measured grpcMany = measure(overGrpc, callers, seconds);
            Measured restMany = measure(overRest, callers, seconds);
            System.out.print(new BenchReport(
                            Instant.now(),
                            BenchReport.Machine.current(),
                            model + ", batch 1, " + seconds
                                    + " s each; client on the same machine; 1 caller for latency, " + callers
                                    + " for requests/s",
                            targets(grpcAlone, restAlone, grpcMany, restMany))
                    .toJson());
        } finally {
            channel.shutdownNow();
        }
        return 0;
    }

    private static List<BenchReport.Target> targets(
            Measured grpc, Measured rest, Measured grpcMany, Measured restMany) {
        List<BenchReport.Target> targets = new ArrayList<>();
        targets.add(BenchReport.Target.reported(
                "grpc-latency-p50", grpc.micros(0.5), "us", TRITON + " 153-210 us without network"));
        targets.add(BenchReport.Target.reported("grpc-latency-p99", grpc.micros(0.99), "us", null));
        targets.add(BenchReport.Target.reported("rest-latency-p50", rest.micros(0.5), "us", null));
        targets.add(BenchReport.Target.reported("rest-latency-p99", rest.micros(0.99), "us", null));
        targets.add(BenchReport.Target.of(
                "grpc-throughput",
                grpcMany.perSecond(),
                "1/s",
                2_259,
                BenchReport.Better.HIGHER,
                "2,259/s, " + MLSERVER));
        targets.add(BenchReport.Target.of(
                "rest-throughput",
                restMany.perSecond(),
                "1/s",
                1_300,
                BenchReport.Better.HIGHER,
                "1,300/s, " + MLSERVER));
        return targets;
    }

    private static void send(HttpClient http, HttpRequest request) throws IOException, InterruptedException {
        HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() != 200)
            throw new IOException("answered " + response.statusCode() + ": " + response.body());
    }

    private static Measured measure(Request request, int callers, int seconds) throws Exception {
        long start = System.nanoTime();
        long end = start + TimeUnit.SECONDS.toNanos(seconds);
        List<Future<long[]>> results = new ArrayList<>();
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int caller = 0; caller < callers; caller++) {
                results.add(executor.submit(() -> {
                    long[] nanos = new long[1 << 16];
                    int count = 0;
                    for (long before = System.nanoTime(); before < end; before = System.nanoTime()) {
                        request.send();
                        if (count == nanos.length) nanos = Arrays.copyOf(nanos, 2 * count);
                        nanos[count++] = System.nanoTime() - before;
                    }
                    return Arrays.copyOf(nanos, count);
                }));
            }
        }
        List<long[]> all = new ArrayList<>();
        int total = 0;
        for (Future<long[]> result : results) {
            all.add(result.get());
            total += result.get().length;
        }
        long[] merged = new long[total];
        int next = 0;
        for (long[] some : all) {
            System.arraycopy(some, 0, merged, next, some.length);
            next += some.length;
        }
        Arrays.sort(merged);
        return new Measured(merged, total / ((System.nanoTime() - start) / 1e9));
    }
}
