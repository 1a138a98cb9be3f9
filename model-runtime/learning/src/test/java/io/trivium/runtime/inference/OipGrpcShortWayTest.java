package io.trivium.runtime.inference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.util.concurrent.ListenableFuture;
import com.google.protobuf.ByteString;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.MetadataUtils;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.trivium.core.inference.protocol.GRPCInferenceServiceGrpc;
import io.trivium.core.inference.protocol.GRPCInferenceServiceGrpc.GRPCInferenceServiceBlockingStub;
import io.trivium.core.inference.protocol.GRPCInferenceServiceGrpc.GRPCInferenceServiceFutureStub;
import io.trivium.core.inference.protocol.InferParameter;
import io.trivium.core.inference.protocol.ModelInferRequest;
import io.trivium.core.inference.protocol.ModelInferResponse;
import io.trivium.core.model.ModelName;
import io.trivium.core.model.VersionNumber;
import io.trivium.core.testing.PostgresResource;
import io.trivium.runtime.serving.InferenceService;
import io.trivium.runtime.testing.HeldChecks;
import io.trivium.runtime.testing.RuntimeResource;
import io.trivium.runtime.testing.TestPacks;
import io.trivium.runtime.testing.Tokens;
import jakarta.inject.Inject;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same tests for callers who were admitted before, and their special cases. */
@QuarkusTest
@WithTestResource(value = PostgresResource.class, initArgs = @ResourceArg(name = "schema", value = "runtime"))
@WithTestResource(RuntimeResource.class)
@SuppressWarnings("NullAway.Init") // Quarkus sets the fields
class OipGrpcShortWayTest extends OipGrpcTestBase {
    private static final String SLOW = "slow-on-the-short-way";

    @TempDir
    private Path folder;

    @Inject
    Admissions admissions;

    @Inject
    InferenceService inference;

    @Inject
    MeterRegistry meters;

    @Override
    GRPCInferenceServiceBlockingStub client() {
        return stub(admitted(Tokens.client(), "demo-bank"));
    }

    @Override
    GRPCInferenceServiceBlockingStub platformClient() {
        return stub(admitted(Tokens.platformClient(), "demo-bank"));
    }

    /** The token, after its first call. */
    private String admitted(String token, String tenant) {
        assertNull(admissions.find("Bearer " + token));
        assertEquals(1, stub(token).modelInfer(sumFor(tenant)).getOutputsCount());
        assertNotNull(admissions.find("Bearer " + token));
        return token;
    }

    private static ModelInferRequest sumFor(String tenant) {
        return typedSum(1, 2, 3)
                .putParameters(
                        "tenant",
                        InferParameter.newBuilder().setStringParam(tenant).build())
                .build();
    }

    private GRPCInferenceServiceFutureStub async(String token) {
        Metadata headers = new Metadata();
        headers.put(Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), "Bearer " + token);
        return GRPCInferenceServiceGrpc.newFutureStub(channel)
                .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers));
    }

    private static ModelInferRequest slow(long n) {
        return ModelInferRequest.newBuilder()
                .setModelName(SLOW)
                .addInputs(ModelInferRequest.InferInputTensor.newBuilder()
                        .setName("n")
                        .setDatatype("INT64")
                        .addShape(1))
                .addRawInputContents(ByteString.copyFrom(
                        ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(0, n)))
                .build();
    }

    @Test
    void admitsNobodyWhoWasRefused() {
        String viewer = Tokens.viewer();
        String stranger =
                Tokens.token().tenant("unknown-bank").roles("inference-client").sign();
        for (String token : new String[] {viewer, stranger}) {
            for (int i = 0; i < 2; i++) {
                StatusRuntimeException e = assertThrows(
                        StatusRuntimeException.class,
                        () -> stub(token).modelInfer(typedSum(1, 2, 3).build()));
                assertEquals(Status.Code.PERMISSION_DENIED, e.getStatus().getCode());
            }
        }
        assertNull(admissions.find("Bearer " + viewer));
        assertNull(admissions.find((String) null));
        assertNull(admissions.find("Basic " + viewer));
    }

    @Test
    void checksThatTakeLongHoldUpNoOtherCallOfTheConnection() throws Exception {
        String known = admitted(Tokens.client(), "demo-bank");
        try (HeldChecks.Hold hold = HeldChecks.hold("held-client")) {
            ListenableFuture<ModelInferResponse> held = async(Tokens.token()
                            .user("held-client")
                            .roles("inference-client")
                            .sign())
                    .modelInfer(sumFor("demo-bank"));
            hold.awaitReached();
            for (int i = 0; i < 5; i++)
                assertEquals(1, stub(known).modelInfer(sumFor("demo-bank")).getOutputsCount());
            assertTrue(!held.isDone());
            hold.release();
            assertEquals(1, held.get(10, TimeUnit.SECONDS).getOutputsCount());
        }
    }

    @Test
    void aCancelledCallGivesItsPlaceInTheQueueBack() throws Exception {
        inference.load(TestPacks.slow(folder.resolve("slow"), SLOW, "queueCapacity: 1"));
        inference.makeDefault(new ModelName(SLOW), new VersionNumber("1"));
        String token = admitted(Tokens.client(), "demo-bank");
        long begun = begunOfSlow();
        // Half a second for the only worker; then one request may wait.
        ListenableFuture<ModelInferResponse> running = async(token).modelInfer(slow(60_000_000));
        awaitThat(() -> begunOfSlow() > begun);
        ListenableFuture<ModelInferResponse> waiting = async(token).modelInfer(slow(1));
        StatusRuntimeException full =
                assertThrows(StatusRuntimeException.class, () -> stub(token).modelInfer(slow(2)));
        assertEquals(Status.Code.UNAVAILABLE, full.getStatus().getCode());
        Metadata trailers = full.getTrailers();
        assertNotNull(trailers);
        assertEquals("1", trailers.get(GrpcInference.RETRY_AFTER));

        waiting.cancel(true);
        ListenableFuture<ModelInferResponse> next = async(token).modelInfer(slow(3));

        assertEquals(
                3f,
                next.get(30, TimeUnit.SECONDS)
                        .getRawOutputContents(0)
                        .asReadOnlyByteBuffer()
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .getFloat());
        assertEquals(1, running.get(30, TimeUnit.SECONDS).getOutputsCount());
        assertTrue(waiting.isCancelled());
        inference.unload(new ModelName(SLOW), new VersionNumber("1"));
    }

    private long begunOfSlow() {
        return meters.get("model.inference.queue.duration")
                .tag("model", SLOW)
                .timer()
                .count();
    }

    private static void awaitThat(BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < end, "it did not come true in time");
            Thread.onSpinWait();
        }
    }

    @Test
    void refusesMessagesLongerThanTheLimit() {
        ModelInferRequest large = typedSum(1, 2, 3)
                .addRawInputContents(ByteString.copyFrom(new byte[33 << 20]))
                .build();
        ExecutionException e = assertThrows(
                ExecutionException.class,
                () -> async(admitted(Tokens.client(), "demo-bank"))
                        .modelInfer(large)
                        .get(30, TimeUnit.SECONDS));
        assertEquals(Status.Code.RESOURCE_EXHAUSTED, Status.fromThrowable(e).getCode(), e::toString);
    }
}
