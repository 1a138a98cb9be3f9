package io.trivium.fin.decision;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.protobuf.ByteString;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.trivium.core.inference.InferenceClient;
import io.trivium.core.inference.InferenceError;
import io.trivium.core.inference.InferenceException;
import io.trivium.core.inference.InferenceResult;
import io.trivium.core.inference.protocol.GRPCInferenceServiceGrpc;
import io.trivium.core.inference.protocol.ModelInferRequest;
import io.trivium.core.inference.protocol.ModelInferResponse;
import io.trivium.core.tenancy.TenantId;
import io.trivium.fin.authorization.Authorization;
import io.trivium.fin.authorization.Samples;
import io.trivium.fin.feature.EventSequence;
import io.trivium.fin.feature.Feature;
import io.trivium.fin.feature.FeatureSet;
import io.trivium.fin.feature.FeatureVector;
import io.trivium.fin.feature.FeaturesComputed;
import io.trivium.fin.feature.HandbookFeatures;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RiskModelTest {

    private static final TenantId TENANT = new TenantId("demo-bank");
    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    private static final List<Integer> ALL = List.of(FeatureSet.COUNT);
    private static final List<Integer> ALL_AND_EVENTS = List.of(FeatureSet.COUNT, 112);

    private final FakeRuntime runtime = new FakeRuntime();

    @SuppressWarnings("NullAway.Init")
    private Server server;

    @SuppressWarnings("NullAway.Init")
    private InferenceClient client;

    @SuppressWarnings("NullAway.Init")
    private RiskModel model;

    @BeforeEach
    void start() throws IOException {
        server = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .addService(runtime)
                .build()
                .start();
        client = InferenceClient.builder(URI.create("http://127.0.0.1:" + server.getPort()))
                .build();
        ScoringConfig config = new SmallRyeConfigBuilder()
                .withMapping(ScoringConfig.class)
                .withConverter(Duration.class, 200, new io.quarkus.runtime.configuration.DurationConverter())
                .build()
                .getConfigMapping(ScoringConfig.class);
        model = new RiskModel(config, client);
    }

    @AfterEach
    void stop() {
        client.close();
        server.shutdownNow();
    }

    private static FeaturesComputed computed(float amount, EventSequence events) {
        double[] features = new double[HandbookFeatures.COUNT];
        features[0] = amount;
        Authorization authorization = Samples.authorization("a", Instant.parse("2026-03-01T12:00:00Z"));
        return new FeaturesComputed(
                authorization, authorization.contentHash(), FeatureSet.VERSION, FeatureVector.of(features), events);
    }

    @Test
    void aModelThatTakesEventsIsAskedWithThemPaddingFirst() {
        runtime.takes = ALL_AND_EVENTS;
        float[] event = new float[EventSequence.COLUMNS];
        event[EventSequence.PRESENT] = 1;
        event[EventSequence.AMOUNT] = 12.5f;
        InferenceResult answer = model.score(
                TENANT, TIMEOUT, List.of(computed(3, EventSequence.of(event)), computed(4, EventSequence.NONE)));
        assertEquals("1", answer.modelVersion());
        ModelInferRequest asked = runtime.last();
        assertEquals(List.of(2L, (long) FeatureSet.COUNT), asked.getInputs(0).getShapeList());
        assertEquals("events", asked.getInputs(1).getName());
        assertEquals(List.of(2L, 8L, 14L), asked.getInputs(1).getShapeList());
        float[] features = floats(asked.getRawInputContents(0));
        assertEquals(3, features[0]);
        assertEquals(60, features[Feature.TERMINAL_RUN_DAYS.index()], "not reported");
        assertEquals(4, features[FeatureSet.COUNT]);
        float[] events = floats(asked.getRawInputContents(1));
        float[] expected = new float[2 * 8 * 14];
        expected[7 * 14] = 1;
        expected[7 * 14 + 1] = 12.5f;
        assertArrayEquals(expected, events);
    }

    private static float[] floats(ByteString raw) {
        ByteBuffer bytes = raw.asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
        float[] values = new float[bytes.remaining() / Float.BYTES];
        bytes.asFloatBuffer().get(values);
        return values;
    }

    @Test
    void aVersionThatTakesLessIsAskedSoAndTheNextOneInFullAgain() {
        List<FeaturesComputed> one = List.of(computed(3, EventSequence.NONE));
        runtime.takes = List.of(15);
        model.score(TENANT, TIMEOUT, one);
        model.score(TENANT, TIMEOUT, one);
        assertEquals(List.of(ALL, ALL_AND_EVENTS, List.of(15, 112), List.of(15), List.of(15)), runtime.asked());
        runtime.forget();
        runtime.takes = List.of(15, 112);
        model.score(TENANT, TIMEOUT, one);
        assertEquals(List.of(List.of(15), ALL, ALL_AND_EVENTS, List.of(15, 112)), runtime.asked());
        runtime.forget();
        runtime.takes = ALL;
        model.rehearse(TENANT, TIMEOUT);
        model.score(TENANT, TIMEOUT, one);
        assertEquals(List.of(List.of(15, 112), ALL, ALL), runtime.asked());
    }

    @Test
    void aCallThatIsRefusedInEveryFormIsTheFirstRefusal() {
        runtime.takes = List.of();
        List<FeaturesComputed> one = List.of(computed(3, EventSequence.NONE));
        InferenceException refused = assertThrows(InferenceException.class, () -> model.score(TENANT, TIMEOUT, one));
        assertEquals(InferenceError.REFUSED, refused.error());
        assertEquals(3, refused.getSuppressed().length);
        runtime.forget();
        runtime.takes = ALL;
        model.score(TENANT, TIMEOUT, one);
        assertEquals(List.of(ALL), runtime.asked());
    }

    /** Takes inputs of so many values a row, and refuses any others. */
    private static final class FakeRuntime extends GRPCInferenceServiceGrpc.GRPCInferenceServiceImplBase {

        private final List<ModelInferRequest> asked = new ArrayList<>();
        private volatile List<Integer> takes = ALL;

        synchronized List<List<Integer>> asked() {
            return asked.stream().map(FakeRuntime::widths).toList();
        }

        synchronized ModelInferRequest last() {
            return asked.getLast();
        }

        synchronized void forget() {
            asked.clear();
        }

        private static List<Integer> widths(ModelInferRequest request) {
            return request.getInputsList().stream()
                    .map(input -> (int) input.getShapeList().stream()
                            .skip(1)
                            .mapToLong(Long::longValue)
                            .reduce(1, (a, b) -> a * b))
                    .toList();
        }

        @Override
        public synchronized void modelInfer(ModelInferRequest request, StreamObserver<ModelInferResponse> answer) {
            asked.add(request);
            if (!widths(request).equals(takes)) {
                answer.onError(
                        Status.INVALID_ARGUMENT.withDescription("other inputs").asRuntimeException());
                return;
            }
            answer.onNext(ModelInferResponse.newBuilder()
                    .setModelName(request.getModelName())
                    .setModelVersion("1")
                    .build());
            answer.onCompleted();
        }
    }
}
