package io.trivium.runtime.inference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.MetadataUtils;
import io.trivium.core.inference.protocol.GRPCInferenceServiceGrpc;
import io.trivium.core.inference.protocol.GRPCInferenceServiceGrpc.GRPCInferenceServiceBlockingStub;
import io.trivium.core.inference.protocol.InferParameter;
import io.trivium.core.inference.protocol.InferTensorContents;
import io.trivium.core.inference.protocol.ModelInferRequest;
import io.trivium.core.inference.protocol.ModelInferResponse;
import io.trivium.core.inference.protocol.ModelMetadataRequest;
import io.trivium.core.inference.protocol.ModelMetadataResponse;
import io.trivium.core.inference.protocol.ModelReadyRequest;
import io.trivium.core.inference.protocol.ServerLiveRequest;
import io.trivium.core.inference.protocol.ServerMetadataRequest;
import io.trivium.core.inference.protocol.ServerReadyRequest;
import io.trivium.runtime.testing.Tokens;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The tests that hold for every caller over gRPC, on either route of its calls. */
@SuppressWarnings("NullAway.Init") // the channel is opened before each test
abstract class OipGrpcTestBase {
    @ConfigProperty(name = "quarkus.http.test-port")
    int port;

    ManagedChannel channel;

    @BeforeEach
    void open() {
        channel = ManagedChannelBuilder.forAddress("127.0.0.1", port)
                .usePlaintext()
                .build();
    }

    @AfterEach
    void close() throws InterruptedException {
        channel.shutdownNow().awaitTermination(10, TimeUnit.SECONDS);
    }

    GRPCInferenceServiceBlockingStub stub(@Nullable String token) {
        GRPCInferenceServiceBlockingStub stub = GRPCInferenceServiceGrpc.newBlockingStub(channel);
        if (token == null) return stub;
        Metadata headers = new Metadata();
        headers.put(Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), "Bearer " + token);
        return stub.withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers));
    }

    /** A client whose token the service has not seen before. */
    GRPCInferenceServiceBlockingStub client() {
        return stub(Tokens.client());
    }

    /** The like of a platform service. */
    GRPCInferenceServiceBlockingStub platformClient() {
        return stub(Tokens.platformClient());
    }

    private static ByteString floats(float... values) {
        ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return ByteString.copyFrom(bytes);
    }

    private static ModelInferRequest.Builder sum(String datatype, long... shape) {
        ModelInferRequest.InferInputTensor.Builder input =
                ModelInferRequest.InferInputTensor.newBuilder().setName("x").setDatatype(datatype);
        for (long size : shape) input.addShape(size);
        return ModelInferRequest.newBuilder().setModelName("sum").addInputs(input);
    }

    static ModelInferRequest.Builder typedSum(float... values) {
        ModelInferRequest.Builder request = sum("FP32", values.length / 3, 3);
        InferTensorContents.Builder contents = InferTensorContents.newBuilder();
        for (float value : values) contents.addFp32Contents(value);
        request.getInputsBuilder(0).setContents(contents);
        return request;
    }

    private void refused(Status.Code code, String message, ModelInferRequest request) {
        StatusRuntimeException e = assertThrows(StatusRuntimeException.class, () -> client().modelInfer(request));
        assertEquals(code, e.getStatus().getCode(), e::getMessage);
        assertTrue(String.valueOf(e.getStatus().getDescription()).contains(message), e::getMessage);
    }

    @Test
    void answersAllSixCalls() {
        assertTrue(client().serverLive(ServerLiveRequest.getDefaultInstance()).getLive());
        assertTrue(client().serverReady(ServerReadyRequest.getDefaultInstance()).getReady());
        var server = client().serverMetadata(ServerMetadataRequest.getDefaultInstance());
        assertEquals("trivium", server.getName());
        assertEquals(
                List.of(
                        "binary_tensor_data",
                        "model_configuration",
                        "model_repository",
                        "schedule_policy",
                        "statistics"),
                server.getExtensionsList());
        assertTrue(client().modelReady(
                        ModelReadyRequest.newBuilder().setName("sum").build())
                .getReady());
        assertTrue(client().modelReady(ModelReadyRequest.newBuilder()
                        .setName("sum")
                        .setVersion("1")
                        .build())
                .getReady());
        assertFalse(client().modelReady(
                        ModelReadyRequest.newBuilder().setName("none").build())
                .getReady());
        ModelMetadataResponse model = client().modelMetadata(
                        ModelMetadataRequest.newBuilder().setName("sum").build());
        assertEquals("onnxruntime_onnx", model.getPlatform());
        assertEquals("x", model.getInputs(0).getName());
        assertEquals(List.of(-1L, 3L), model.getInputs(0).getShapeList());
        assertEquals("FP32", model.getOutputs(0).getDatatype());
        StatusRuntimeException e = assertThrows(
                StatusRuntimeException.class,
                () -> client().modelMetadata(ModelMetadataRequest.newBuilder()
                        .setName("none")
                        .build()));
        assertEquals(Status.Code.NOT_FOUND, e.getStatus().getCode());
    }

    @Test
    void infersFromTypedContents() {
        ModelInferResponse response =
                client().modelInfer(typedSum(1, 2, 3, 4, 5, 6).setId("g-1").build());
        assertEquals("g-1", response.getId());
        assertEquals("sum", response.getModelName());
        assertEquals("1", response.getModelVersion());
        assertEquals(List.of(2L, 1L), response.getOutputs(0).getShapeList());
        assertEquals(List.of(14f, 32f), response.getOutputs(0).getContents().getFp32ContentsList());
        assertEquals(0, response.getRawOutputContentsCount());
    }

    @Test
    void infersFromRawContents() {
        ModelInferResponse response = client().modelInfer(sum("FP32", 2, 3)
                .addRawInputContents(floats(1, 2, 3, 4, 5, 6))
                .setModelVersion("1")
                .build());
        assertEquals(floats(14, 32), response.getRawOutputContents(0));
        assertFalse(response.getOutputs(0).hasContents());
    }

    @Test
    void carriesEveryTypedDatatype() {
        Map<String, Consumer<InferTensorContents.Builder>> typed = Map.of(
                "bool", c -> c.addBoolContents(true).addBoolContents(false),
                "uint8", c -> c.addUintContents(0).addUintContents(255),
                "int8", c -> c.addIntContents(-128).addIntContents(127),
                "int16", c -> c.addIntContents(-32768).addIntContents(1),
                "int32", c -> c.addIntContents(Integer.MIN_VALUE).addIntContents(1),
                "int64", c -> c.addInt64Contents(Long.MIN_VALUE).addInt64Contents(1),
                "fp32", c -> c.addFp32Contents(1.5f).addFp32Contents(-1),
                "fp64", c -> c.addFp64Contents(0.1).addFp64Contents(-1),
                "bytes", c -> c.addBytesContents(ByteString.copyFromUtf8("卡")).addBytesContents(ByteString.EMPTY));
        // FP16 and BF16 have no typed form, so a request with them is raw in all inputs.
        ModelInferRequest.Builder mixed = ModelInferRequest.newBuilder().setModelName("identity");
        for (String type :
                List.of("bool", "uint8", "int8", "int16", "int32", "int64", "fp16", "bf16", "fp32", "fp64", "bytes")) {
            var input = mixed.addInputsBuilder()
                    .setName("in_" + type)
                    .setDatatype(type.toUpperCase(java.util.Locale.ROOT))
                    .addShape(1)
                    .addShape(2);
            Consumer<InferTensorContents.Builder> contents = typed.get(type);
            if (contents != null) contents.accept(input.getContentsBuilder());
        }
        refused(Status.Code.INVALID_ARGUMENT, "must be in raw_input_contents", mixed.build());

        ModelInferRequest.Builder raw = ModelInferRequest.newBuilder().setModelName("identity");
        mixed.getInputsList().forEach(input -> raw.addInputs(input.toBuilder().clearContents()));
        int[] sizes = {1, 1, 1, 2, 4, 8, 2, 2, 4, 8};
        for (int size : sizes) raw.addRawInputContents(ByteString.copyFrom(new byte[2 * size]));
        raw.addRawInputContents(ByteString.copyFrom(new byte[] {2, 0, 0, 0, 'h', 'i', 0, 0, 0, 0}));
        ModelInferResponse response = client().modelInfer(raw.build());
        assertEquals(raw.getRawInputContentsList(), response.getRawOutputContentsList());
    }

    @Test
    void refusesContentsThatDoNotFit() {
        refused(
                Status.Code.INVALID_ARGUMENT,
                "got 2",
                typedSum(1, 2, 3)
                        .setInputs(
                                0,
                                typedSum(1, 2, 3).getInputs(0).toBuilder()
                                        .setContents(InferTensorContents.newBuilder()
                                                .addFp32Contents(1)
                                                .addFp32Contents(2)))
                        .build());
        refused(
                Status.Code.INVALID_ARGUMENT,
                "another datatype",
                sum("FP32", 1, 3)
                        .setInputs(
                                0,
                                sum("FP32", 1, 3).getInputs(0).toBuilder()
                                        .setContents(
                                                InferTensorContents.newBuilder().addFp64Contents(1)))
                        .build());
        refused(
                Status.Code.INVALID_ARGUMENT,
                "in addition to raw_input_contents",
                typedSum(1, 2, 3).addRawInputContents(floats(1, 2, 3)).build());
        refused(
                Status.Code.INVALID_ARGUMENT,
                "2 elements for 1 inputs",
                sum("FP32", 1, 3)
                        .addRawInputContents(floats(1, 2, 3))
                        .addRawInputContents(floats(1))
                        .build());
        refused(
                Status.Code.INVALID_ARGUMENT,
                "needs 12 bytes",
                sum("FP32", 1, 3).addRawInputContents(floats(1, 2)).build());
        refused(
                Status.Code.INVALID_ARGUMENT,
                "no datatype",
                sum("FLOAT", 1, 3).addRawInputContents(floats(1, 2, 3)).build());
        refused(
                Status.Code.INVALID_ARGUMENT,
                "negative",
                sum("FP32", -1, 3).addRawInputContents(floats(1, 2, 3)).build());
        refused(
                Status.Code.INVALID_ARGUMENT,
                "expects datatype FP32, got INT32",
                sum("INT32", 1, 3).addRawInputContents(floats(1, 2, 3)).build());
        refused(
                Status.Code.NOT_FOUND,
                "none",
                typedSum(1, 2, 3).setModelName("none").build());
        refused(
                Status.Code.NOT_FOUND,
                "'7'",
                typedSum(1, 2, 3).setModelVersion("7").build());
        refused(
                Status.Code.INVALID_ARGUMENT,
                "unexpected output",
                typedSum(1, 2, 3)
                        .addOutputs(ModelInferRequest.InferRequestedOutputTensor.newBuilder()
                                .setName("z"))
                        .build());
        refused(
                Status.Code.INTERNAL,
                "not finite",
                ModelInferRequest.newBuilder()
                        .setModelName("logarithm")
                        .addInputs(ModelInferRequest.InferInputTensor.newBuilder()
                                .setName("x")
                                .setDatatype("FP32")
                                .addShape(1)
                                .addShape(1)
                                .setContents(InferTensorContents.newBuilder().addFp32Contents(-1)))
                        .build());
    }

    @Test
    void infersOnlyForTheTenantOfTheToken() {
        InferParameter own =
                InferParameter.newBuilder().setStringParam("demo-bank").build();
        InferParameter other =
                InferParameter.newBuilder().setStringParam("other-bank").build();
        assertEquals(
                1,
                client().modelInfer(
                                typedSum(1, 2, 3).putParameters("tenant", own).build())
                        .getOutputsCount());
        refused(
                Status.Code.PERMISSION_DENIED,
                "another tenant",
                typedSum(1, 2, 3).putParameters("tenant", other).build());
        var platform = platformClient();
        assertEquals(
                1,
                platform.modelInfer(
                                typedSum(1, 2, 3).putParameters("tenant", other).build())
                        .getOutputsCount());
        StatusRuntimeException e = assertThrows(
                StatusRuntimeException.class,
                () -> platform.modelInfer(typedSum(1, 2, 3).build()));
        assertEquals(Status.Code.PERMISSION_DENIED, e.getStatus().getCode());
    }

    private static com.google.rpc.Status details(StatusRuntimeException e) {
        com.google.rpc.Status details = Objects.requireNonNull(StatusProto.fromThrowable(e), "no details");
        assertEquals(e.getStatus().getCode().value(), details.getCode());
        return details;
    }

    private static ErrorInfo errorInfo(com.google.rpc.Status details) throws InvalidProtocolBufferException {
        return details.getDetails(0).unpack(ErrorInfo.class);
    }

    @Test
    void saysInTheDetailsWhatIsWrongWithARequest() throws InvalidProtocolBufferException {
        StatusRuntimeException e = assertThrows(
                StatusRuntimeException.class,
                () -> client().modelInfer(typedSum(1, 2, 3).setModelVersion("7").build()));
        assertEquals("MODEL_VERSION_NOT_FOUND", errorInfo(details(e)).getReason());
        assertEquals("trivium", errorInfo(details(e)).getDomain());
        StatusRuntimeException wrong = assertThrows(
                StatusRuntimeException.class,
                () -> client().modelInfer(sum("FP32", 1, 3)
                        .addRawInputContents(floats(1, 2))
                        .build()));
        assertEquals("INFERENCE_REQUEST_INVALID", errorInfo(details(wrong)).getReason());
        BadRequest bad = details(wrong).getDetails(1).unpack(BadRequest.class);
        assertEquals("inputs.x", bad.getFieldViolations(0).getField());
        assertEquals(
                wrong.getStatus().getDescription(), bad.getFieldViolations(0).getDescription());
    }

    /** Integrators 11: UNAUTHENTICATED had no details. */
    @Test
    void saysInTheDetailsWhyACallerIsRefused() throws InvalidProtocolBufferException {
        StatusRuntimeException none = assertThrows(
                StatusRuntimeException.class,
                () -> stub(null).modelInfer(typedSum(1, 2, 3).build()));
        assertEquals("The request carries no access token.", none.getStatus().getDescription());
        assertEquals("UNAUTHENTICATED", errorInfo(details(none)).getReason());
        StatusRuntimeException role = assertThrows(
                StatusRuntimeException.class,
                () -> stub(Tokens.viewer()).modelInfer(typedSum(1, 2, 3).build()));
        assertEquals("FORBIDDEN", errorInfo(details(role)).getReason());
        String expired = Tokens.token().roles("inference-client").expired().sign();
        StatusRuntimeException old = assertThrows(
                StatusRuntimeException.class,
                () -> stub(expired).modelInfer(typedSum(1, 2, 3).build()));
        assertEquals("UNAUTHENTICATED", errorInfo(details(old)).getReason());
    }

    @Test
    void keepsTheDeadlineOfTheCall() {
        ModelInferRequest slow = ModelInferRequest.newBuilder()
                .setModelName("slow")
                .addInputs(ModelInferRequest.InferInputTensor.newBuilder()
                        .setName("n")
                        .setDatatype("INT64")
                        .addShape(1)
                        .setContents(InferTensorContents.newBuilder().addInt64Contents(60_000_000)))
                .putParameters(
                        "timeout",
                        InferParameter.newBuilder().setInt64Param(20_000).build())
                .build();
        refused(Status.Code.DEADLINE_EXCEEDED, "deadline", slow);
    }

    @Test
    void refusesCallersWithoutARightfulToken() {
        Map<String, Status.Code> tokens = Map.of(
                Tokens.token().roles("inference-client").expired().sign(), Status.Code.UNAUTHENTICATED,
                Tokens.token().roles("inference-client").unsigned(), Status.Code.UNAUTHENTICATED,
                Tokens.token().roles("inference-client").audience("trivium-fin").sign(), Status.Code.UNAUTHENTICATED,
                Tokens.token()
                                .roles("inference-client")
                                .issuer("https://issuer.example")
                                .sign(),
                        Status.Code.UNAUTHENTICATED,
                Tokens.viewer(), Status.Code.PERMISSION_DENIED,
                Tokens.token().roles("fin-analyst").sign(), Status.Code.PERMISSION_DENIED,
                Tokens.token().tenant("unknown-bank").roles("inference-client").sign(), Status.Code.PERMISSION_DENIED);
        tokens.forEach((token, code) -> {
            StatusRuntimeException e = assertThrows(
                    StatusRuntimeException.class,
                    () -> stub(token).modelInfer(typedSum(1, 2, 3).build()));
            assertEquals(code, e.getStatus().getCode(), () -> token + ": " + e);
            assertNotNull(e.getStatus().getDescription(), () -> token + ": " + e);
        });
        StatusRuntimeException none = assertThrows(
                StatusRuntimeException.class,
                () -> stub(null).modelInfer(typedSum(1, 2, 3).build()));
        assertEquals(Status.Code.UNAUTHENTICATED, none.getStatus().getCode());
        assertEquals("The request carries no access token.", none.getStatus().getDescription());
        for (String text : List.of(".", "a.b.c", "", "..", "e.e.e")) {
            StatusRuntimeException malformed = assertThrows(
                    StatusRuntimeException.class,
                    () -> stub(text).modelInfer(typedSum(1, 2, 3).build()));
            assertEquals(Status.Code.UNAUTHENTICATED, malformed.getStatus().getCode(), text);
            assertTrue(String.valueOf(malformed.getStatus().getDescription()).contains("Authorization"), text);
        }
        StatusRuntimeException metadata = assertThrows(
                StatusRuntimeException.class,
                () -> stub(null).serverMetadata(ServerMetadataRequest.getDefaultInstance()));
        assertEquals(Status.Code.UNAUTHENTICATED, metadata.getStatus().getCode());
        assertTrue(stub(null).serverLive(ServerLiveRequest.getDefaultInstance()).getLive());
        assertTrue(
                stub(null).serverReady(ServerReadyRequest.getDefaultInstance()).getReady());
    }
}
