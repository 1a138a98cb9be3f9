package io.trivium.runtime.inference;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import io.grpc.CallOptions;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import io.trivium.core.inference.protocol.GRPCInferenceServiceGrpc;
import io.trivium.core.inference.protocol.GRPCInferenceServiceGrpc.GRPCInferenceServiceBlockingStub;
import io.trivium.core.inference.protocol.InferParameter;
import io.trivium.core.inference.protocol.InferTensorContents;
import io.trivium.core.inference.protocol.ModelInferRequest;
import io.trivium.core.inference.protocol.ModelInferResponse;
import io.trivium.core.inference.protocol.ModelMetadataRequest;
import io.trivium.core.inference.protocol.ModelMetadataResponse;
import io.trivium.core.inference.protocol.ServerMetadataRequest;
import io.trivium.core.testing.PostgresResource;
import io.trivium.runtime.testing.RuntimeResource;
import io.trivium.runtime.testing.Tokens;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The Open Inference Protocol v2 as its specification words it (github.com/kserve/open-inference-protocol, d49cc23; the
 * extensions as Triton documents them), point by point against the running service, in addition to the tests in {@link
 * OipRestTest} and {@link OipGrpcTest} of this server in particular.
 */
@QuarkusTest
@WithTestResource(value = PostgresResource.class, initArgs = @ResourceArg(name = "schema", value = "runtime"))
@WithTestResource(RuntimeResource.class)
@SuppressWarnings("NullAway.Init") // the channel is opened before each test
class OipConformanceTest {
    private static final long BEYOND_DOUBLE = 9_007_199_254_740_993L;
    private static final String X = "{\"name\":\"x\",\"shape\":[1,3],\"datatype\":\"FP32\",\"data\":[1,2,3]}";

    @ConfigProperty(name = "quarkus.http.test-port")
    int port;

    private ManagedChannel channel;

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

    private static Metadata headers() {
        Metadata headers = new Metadata();
        headers.put(Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), "Bearer " + Tokens.client());
        return headers;
    }

    private GRPCInferenceServiceBlockingStub grpc() {
        return GRPCInferenceServiceGrpc.newBlockingStub(channel)
                .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers()));
    }

    private static RequestSpecification rest() {
        return given().header("Authorization", "Bearer " + Tokens.client());
    }

    private static ValidatableResponse infer(String path, String json) {
        return rest().contentType("application/json").body(json).post(path).then();
    }

    private static byte[] littleEndian(float... values) {
        ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return bytes.array();
    }

    private static ModelInferRequest.Builder sum(float... values) {
        return ModelInferRequest.newBuilder()
                .setModelName("sum")
                .addInputs(ModelInferRequest.InferInputTensor.newBuilder()
                        .setName("x")
                        .setDatatype("FP32")
                        .addShape(values.length / 3)
                        .addShape(3))
                .addRawInputContents(ByteString.copyFrom(littleEndian(values)));
    }

    private void stillServes() {
        assertEquals(
                ByteString.copyFrom(littleEndian(14)),
                grpc().modelInfer(sum(1, 2, 3).build()).getRawOutputContents(0));
        infer("/v2/models/sum/infer", "{\"inputs\":[" + X + "]}").statusCode(200);
    }

    // --- server and models

    @Test
    void listsItsExtensionsAlikeOverBothProtocols() {
        var server = grpc().serverMetadata(ServerMetadataRequest.getDefaultInstance());
        rest().get("/v2")
                .then()
                .statusCode(200)
                .body("name", equalTo(server.getName()))
                .body("version", equalTo(server.getVersion()))
                .body("extensions", equalTo(server.getExtensionsList()));
        assertEquals(
                List.of(
                        "binary_tensor_data",
                        "model_configuration",
                        "model_repository",
                        "schedule_policy",
                        "statistics"),
                server.getExtensionsList());
    }

    @Test
    void describesItsMessagesByReflection() throws Exception {
        CompletableFuture<ServerReflectionResponse> answer = new CompletableFuture<>();
        StreamObserver<ServerReflectionRequest> asked = ServerReflectionGrpc.newStub(channel)
                .serverReflectionInfo(new StreamObserver<>() {
                    @Override
                    public void onNext(ServerReflectionResponse response) {
                        answer.complete(response);
                    }

                    @Override
                    public void onError(Throwable failure) {
                        answer.completeExceptionally(failure);
                    }

                    @Override
                    public void onCompleted() {
                        answer.completeExceptionally(new IllegalStateException("no answer"));
                    }
                });
        asked.onNext(ServerReflectionRequest.newBuilder().setListServices("*").build());
        assertTrue(answer.get(20, TimeUnit.SECONDS).getListServicesResponse().getServiceList().stream()
                .anyMatch(service -> service.getName().equals("inference.GRPCInferenceService")));
        asked.onCompleted();
    }

    @Test
    void describesAVersionLikeItsModelOverBothProtocols() {
        ModelMetadataResponse model = grpc().modelMetadata(
                        ModelMetadataRequest.newBuilder().setName("identity").build());
        ModelMetadataResponse version = grpc().modelMetadata(ModelMetadataRequest.newBuilder()
                .setName("identity")
                .setVersion("1")
                .build());
        assertEquals(model, version);
        assertEquals(11, model.getInputsCount());
        for (String path : List.of("/v2/models/identity", "/v2/models/identity/versions/1")) {
            Response described = rest().get(path);
            assertEquals(
                    model.getOutputsList().stream()
                            .map(ModelMetadataResponse.TensorMetadata::getName)
                            .toList(),
                    described.path("outputs.name"));
            assertEquals(
                    model.getInputsList().stream()
                            .map(ModelMetadataResponse.TensorMetadata::getDatatype)
                            .toList(),
                    described.path("inputs.datatype"));
        }
    }

    /** Integrators: the largest batch was found by trying. */
    @Test
    void statesTheLimitsOfAModelInItsMetadata() {
        rest().get("/v2/models/sum")
                .then()
                .statusCode(200)
                .body("parameters.max_batch_size", equalTo(8))
                .body("parameters.max_request_bytes", equalTo(1 << 20))
                .body("parameters.max_timeout", equalTo(300_000_000))
                .body("parameters.latency_class", equalTo("interactive"));
        rest().get("/v2/models/slow").then().body("parameters.max_batch_size", equalTo(0));
        ModelMetadataResponse model = grpc().modelMetadata(
                        ModelMetadataRequest.newBuilder().setName("sum").build());
        assertEquals(8, model.getParametersOrThrow("max_batch_size").getInt64Param());
        infer(
                        "/v2/models/sum/infer",
                        "{\"inputs\":[{\"name\":\"x\",\"shape\":[9,3],\"datatype\":\"FP32\",\"data\":"
                                + Collections.nCopies(27, 1) + "}]}")
                .statusCode(400)
                .body("error", containsString("9 rows is larger than model 'sum' takes, 8"));
    }

    @Test
    void countsRequestsRowsAndBatchesOfAVersion() {
        String path = "/v2/models/sum/versions/1/stats";
        Response before = rest().get(path);
        infer(
                        "/v2/models/sum/infer",
                        "{\"inputs\":[{\"name\":\"x\",\"shape\":[5,3],\"datatype\":\"FP32\",\"data\":"
                                + Collections.nCopies(15, 1) + "}]}")
                .statusCode(200);
        Response after = rest().get(path);
        assertEquals(1, grown(before, after, "inference_stats.success.count"));
        assertEquals(5, grown(before, after, "inference_count"));
        assertEquals(1, grown(before, after, "execution_count"));
        assertTrue(grown(before, after, "inference_stats.success.ns") > 0);
        assertTrue(grown(before, after, "inference_stats.compute_infer.ns") > 0);
        assertEquals(List.of(5), after.path("model_stats[0].batch_stats.batch_size.findAll { it == 5 }"));
    }

    private static long grown(Response before, Response after, String count) {
        return after.<Number>path("model_stats[0]." + count).longValue()
                - before.<Number>path("model_stats[0]." + count).longValue();
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /v2/models/none, 404",
        "GET, /v2/models/sum/versions/9, 404",
        "POST, /v2/models/none/infer, 404",
        "POST, /v2/models/sum/versions/9/infer, 404"
    })
    void answersWhatIsNotThereWithAnErrorInOneField(String method, String path, int status) {
        rest().contentType("application/json")
                .body("{\"inputs\":[" + X + "]}")
                .request(method, path)
                .then()
                .statusCode(status)
                .contentType("application/json")
                .body("keySet()", contains("error"))
                .body("error", allOf(containsString("there is no"), containsString("here")));
    }

    // --- inference over REST

    @Test
    void infersAtBothPathsWithNestedAndFlatData() {
        for (String path : List.of("/v2/models/sum/infer", "/v2/models/sum/versions/1/infer")) {
            for (String data : List.of("[1,2,3,4,5,6]", "[[1,2,3],[4,5,6]]")) {
                infer(
                                path,
                                "{\"inputs\":[{\"name\":\"x\",\"shape\":[2,3],\"datatype\":\"FP32\",\"data\":" + data
                                        + "}]}")
                        .statusCode(200)
                        .body("model_name", equalTo("sum"))
                        .body("model_version", equalTo("1"))
                        .body("outputs", hasSize(1))
                        .body("outputs[0].data", contains(14f, 32f));
            }
        }
    }

    @Test
    void givesAllOutputsWhenNoneIsNamedAndElseThoseInTheirOrder() {
        infer("/v2/models/identity/infer", identity("")).statusCode(200).body("outputs", hasSize(11));
        infer("/v2/models/identity/infer", identity(",\"outputs\":[]"))
                .statusCode(200)
                .body("outputs", hasSize(11));
        infer("/v2/models/identity/infer", identity(",\"outputs\":[{\"name\":\"out_int64\"},{\"name\":\"out_bool\"}]"))
                .statusCode(200)
                .body("outputs.name", contains("out_int64", "out_bool"))
                .body("outputs[0].data", contains(BEYOND_DOUBLE, -BEYOND_DOUBLE));
        ModelInferRequest.Builder request = rawIdentity();
        assertEquals(11, grpc().modelInfer(request.build()).getOutputsCount());
        for (String output : List.of("out_int64", "out_bytes"))
            request.addOutputsBuilder().setName(output);
        ModelInferResponse named = grpc().modelInfer(request.build());
        assertEquals(
                List.of("out_int64", "out_bytes"),
                named.getOutputsList().stream()
                        .map(ModelInferResponse.InferOutputTensor::getName)
                        .toList());
        assertEquals(request.getRawInputContents(5), named.getRawOutputContents(0), "INT64 beyond 2^53");
        assertEquals(request.getRawInputContents(10), named.getRawOutputContents(1), "BYTES");
    }

    private static String identity(String more) {
        return """
                {"inputs": [
                 {"name":"in_bool","shape":[1,2],"datatype":"BOOL","data":[[true,false]]},
                 {"name":"in_uint8","shape":[1,2],"datatype":"UINT8","data":[0,255]},
                 {"name":"in_int8","shape":[1,2],"datatype":"INT8","data":[-128,127]},
                 {"name":"in_int16","shape":[1,2],"datatype":"INT16","data":[-1,1]},
                 {"name":"in_int32","shape":[1,2],"datatype":"INT32","data":[-1,1]},
                 {"name":"in_int64","shape":[1,2],"datatype":"INT64","data":[[%d,%d]]},
                 {"name":"in_fp16","shape":[1,2],"datatype":"FP16","data":[0.5,-1]},
                 {"name":"in_bf16","shape":[1,2],"datatype":"BF16","data":[0.5,-1]},
                 {"name":"in_fp32","shape":[1,2],"datatype":"FP32","data":[1,2]},
                 {"name":"in_fp64","shape":[1,2],"datatype":"FP64","data":[1,2]},
                 {"name":"in_bytes","shape":[1,2],"datatype":"BYTES","data":["a","b"]}]%s}
                """.formatted(BEYOND_DOUBLE, -BEYOND_DOUBLE, more);
    }

    private static ModelInferRequest.Builder rawIdentity() {
        ModelInferRequest.Builder request = ModelInferRequest.newBuilder().setModelName("identity");
        String[] types = {"BOOL", "UINT8", "INT8", "INT16", "INT32", "INT64", "FP16", "BF16", "FP32", "FP64", "BYTES"};
        int[] sizes = {1, 1, 1, 2, 4, 8, 2, 2, 4, 8, 0};
        for (int i = 0; i < types.length; i++) {
            request.addInputsBuilder()
                    .setName("in_" + types[i].toLowerCase(java.util.Locale.ROOT))
                    .setDatatype(types[i])
                    .addShape(1)
                    .addShape(2);
            ByteBuffer data = ByteBuffer.allocate(Math.max(10, 2 * sizes[i])).order(ByteOrder.LITTLE_ENDIAN);
            if (types[i].equals("INT64")) data.putLong(BEYOND_DOUBLE).putLong(-BEYOND_DOUBLE);
            else if (types[i].equals("BYTES"))
                data.putInt(2).put((byte) 'h').put((byte) 'i').putInt(0);
            else data.position(2 * sizes[i]);
            request.addRawInputContents(ByteString.copyFrom(data.flip()));
        }
        return request;
    }

    @Test
    void saysInItsParametersWhetherTheAnswerIsDegraded() {
        infer("/v2/models/sum/infer", "{\"inputs\":[" + X + "]}")
                .statusCode(200)
                .body("parameters.degraded", equalTo(false));
        ModelInferResponse response = grpc().modelInfer(sum(1, 2, 3).build());
        assertFalse(response.getParametersOrThrow("degraded").getBoolParam());
        assertTrue(response.getParametersOrThrow("degraded").hasBoolParam());
        assertFalse(response.containsParameters("experts"), "a model of one graph has no experts");
    }

    @Test
    void takesPriorityTimeoutAndLatencyClassOverBothProtocols() {
        infer(
                        "/v2/models/sum/infer",
                        "{\"parameters\":{\"priority\":1,\"timeout\":9000000,\"latency_class\":\"bulk\"},\"inputs\":["
                                + X + "]}")
                .statusCode(200);
        infer("/v2/models/sum/infer", "{\"parameters\":{\"latency_class\":\"soon\"},\"inputs\":[" + X + "]}")
                .statusCode(400)
                .body(
                        "error",
                        equalTo("parameter 'latency_class' must be interactive, near-real-time or bulk, got soon"));
        ModelInferRequest request = sum(1, 2, 3)
                .putParameters(
                        "priority",
                        InferParameter.newBuilder().setUint64Param(1).build())
                .putParameters(
                        "timeout",
                        InferParameter.newBuilder().setInt64Param(9_000_000).build())
                .putParameters(
                        "latency_class",
                        InferParameter.newBuilder()
                                .setStringParam("near-real-time")
                                .build())
                .build();
        assertEquals(1, grpc().modelInfer(request).getOutputsCount());
    }

    // --- the binary extension

    @Test
    void readsSeveralBinaryTensorsInTheOrderOfTheInputsBesideOnesInJson() {
        String json = identity("")
                .replace("\"data\":[[%d,%d]]".formatted(BEYOND_DOUBLE, -BEYOND_DOUBLE), binary(16))
                .replace("\"data\":[\"a\",\"b\"]", binary(10))
                .replace("\"data\":[[true,false]]", binary(2))
                .replace(
                        "]}\n",
                        "],\"outputs\":[{\"name\":\"out_bytes\",\"parameters\":{\"binary_data\":true}},"
                                + "{\"name\":\"out_fp32\"},{\"name\":\"out_int64\",\"parameters\":{\"binary_data\":true}},"
                                + "{\"name\":\"out_bool\"}]}");
        byte[] header = json.getBytes(StandardCharsets.UTF_8);
        ByteBuffer body = ByteBuffer.allocate(header.length + 28).order(ByteOrder.LITTLE_ENDIAN);
        body.put(header).put((byte) 1).put((byte) 0).putLong(BEYOND_DOUBLE).putLong(-1);
        body.putInt(1).put((byte) 'z').putInt(1).put((byte) 0);
        Response response = rest().contentType("application/octet-stream")
                .header("Inference-Header-Content-Length", header.length)
                .body(body.array())
                .post("/v2/models/identity/infer");
        assertEquals(200, response.statusCode(), response.asString());
        byte[] answer = response.asByteArray();
        int length = Integer.parseInt(response.header("Inference-Header-Content-Length"));
        String head = new String(answer, 0, length, StandardCharsets.UTF_8);
        assertTrue(head.contains("\"binary_data_size\":10") && head.contains("\"binary_data_size\":16"), head);
        assertTrue(head.contains("\"data\":[true,false]") && head.contains("\"data\":[1.0,2.0]"), head);
        ByteBuffer tail =
                ByteBuffer.allocate(26).order(ByteOrder.LITTLE_ENDIAN).putInt(1).put((byte) 'z');
        tail.putInt(1).put((byte) 0).putLong(BEYOND_DOUBLE).putLong(-1);
        assertArrayEquals(tail.array(), Arrays.copyOfRange(answer, length, answer.length), "outputs in their order");
    }

    private static String binary(int size) {
        return "\"parameters\":{\"binary_data_size\":" + size + "}";
    }

    @ParameterizedTest
    @CsvSource({
        "BYTES, 03000000616263, 'is longer than its data'", // one element where two are due is found by the count below
        "BYTES, 0300000061, 'is longer than its data'",
        "BYTES, FFFFFFFF61, 'is longer than its data'",
        "BYTES, 010000, 'is longer than its data'",
        "BYTES, 01000000610100000062010000006300, 'is longer than its data'",
        "BOOL, 0102, 'neither 0 nor 1'",
        "INT64, 0100000000000000, 'needs 16 bytes'"
    })
    void refusesBinaryDataOfAWrongLength(String type, String hex, String expected) {
        byte[] data = java.util.HexFormat.of().parseHex(hex);
        byte[] header = "{\"inputs\":[{\"name\":\"in_%s\",\"shape\":[1,2],\"datatype\":\"%s\",%s}]}"
                .formatted(type.toLowerCase(java.util.Locale.ROOT), type, binary(data.length))
                .getBytes(StandardCharsets.UTF_8);
        ByteBuffer body =
                ByteBuffer.allocate(header.length + data.length).put(header).put(data);
        String message = type.equals("BYTES") && hex.length() == 14 ? "needs 2 elements" : expected;
        rest().contentType("application/octet-stream")
                .header("Inference-Header-Content-Length", header.length)
                .body(body.array())
                .post("/v2/models/identity/infer")
                .then()
                .statusCode(400)
                .body("keySet()", contains("error"))
                .body("error", containsString(message));
        ModelInferRequest.Builder request = rawIdentity();
        int input = List.of("BOOL", "-", "-", "-", "-", "INT64", "-", "-", "-", "-", "BYTES")
                .indexOf(type);
        request.setRawInputContents(input, ByteString.copyFrom(data));
        StatusRuntimeException e = assertThrows(StatusRuntimeException.class, () -> grpc().modelInfer(request.build()));
        assertEquals(Status.Code.INVALID_ARGUMENT, e.getStatus().getCode());
        assertTrue(String.valueOf(e.getStatus().getDescription()).contains(message), e::getMessage);
        stillServes();
    }

    @Test
    void takesARawRequestWithTheOneVariableDimensionDecidedByItsLength() {
        for (int rows = 1; rows <= 3; rows++) {
            float[] x = new float[3 * rows];
            Arrays.fill(x, 1);
            Response response = rest().contentType("application/octet-stream")
                    .header("Inference-Header-Content-Length", 0)
                    .body(littleEndian(x))
                    .post("/v2/models/sum/infer");
            assertEquals(200, response.statusCode(), response.asString());
            int length = Integer.parseInt(response.header("Inference-Header-Content-Length"));
            byte[] answer = response.asByteArray();
            assertEquals(4 * rows, answer.length - length);
            assertEquals(
                    6f, ByteBuffer.wrap(answer).order(ByteOrder.LITTLE_ENDIAN).getFloat(length + 4 * (rows - 1)));
        }
    }

    // --- gRPC contents

    @Test
    void wantsRawContentsForAllInputsOrForNone() {
        ModelInferRequest.Builder mixed = rawIdentity();
        mixed.getInputsBuilder(8)
                .setContents(InferTensorContents.newBuilder().addFp32Contents(1).addFp32Contents(2));
        refused(Status.Code.INVALID_ARGUMENT, "in addition to raw_input_contents", mixed.build());
        ModelInferRequest.Builder fewer = rawIdentity();
        List<ByteString> raw = fewer.getRawInputContentsList();
        refused(
                Status.Code.INVALID_ARGUMENT,
                "10 elements for 11 inputs",
                fewer.clearRawInputContents()
                        .addAllRawInputContents(raw.subList(0, 10))
                        .build());
    }

    private void refused(Status.Code code, String message, ModelInferRequest request) {
        StatusRuntimeException e = assertThrows(StatusRuntimeException.class, () -> grpc().modelInfer(request));
        assertEquals(code, e.getStatus().getCode(), e::getMessage);
        assertTrue(String.valueOf(e.getStatus().getDescription()).contains(message), e::getMessage);
    }

    // --- bad input leaves the server as it was

    @Test
    void refusesATruncatedMessageAndServesOn() {
        byte[] whole = sum(1, 2, 3).build().toByteArray();
        MethodDescriptor<byte[], ModelInferResponse> method = MethodDescriptor.<byte[], ModelInferResponse>newBuilder(
                        new BytesMarshaller(),
                        GRPCInferenceServiceGrpc.getModelInferMethod().getResponseMarshaller())
                .setType(MethodDescriptor.MethodType.UNARY)
                .setFullMethodName(
                        GRPCInferenceServiceGrpc.getModelInferMethod().getFullMethodName())
                .build();
        var authorized = ClientInterceptors.intercept(channel, MetadataUtils.newAttachHeadersInterceptor(headers()));
        for (int length : new int[] {1, whole.length / 2, whole.length - 1}) {
            StatusRuntimeException e = assertThrows(
                    StatusRuntimeException.class,
                    () -> ClientCalls.blockingUnaryCall(
                            authorized, method, CallOptions.DEFAULT, Arrays.copyOf(whole, length)));
            assertTrue(
                    List.of(
                                    Status.Code.INVALID_ARGUMENT,
                                    Status.Code.INTERNAL,
                                    Status.Code.UNKNOWN,
                                    Status.Code.CANCELLED)
                            .contains(e.getStatus().getCode()),
                    e::getMessage);
        }
        stillServes();
    }

    /** Sends bytes as they are. */
    private static final class BytesMarshaller implements MethodDescriptor.Marshaller<byte[]> {
        @Override
        public InputStream stream(byte[] value) {
            return new ByteArrayInputStream(value);
        }

        @Override
        public byte[] parse(InputStream stream) {
            throw new UnsupportedOperationException("only sent");
        }
    }

    @Test
    void refusesATensorThatIsTooLargeAndServesOn() {
        StatusRuntimeException e = assertThrows(
                StatusRuntimeException.class,
                () -> grpc().modelInfer(sum(new float[3 * 3_000_000]).build()));
        assertTrue(
                List.of(Status.Code.RESOURCE_EXHAUSTED, Status.Code.CANCELLED, Status.Code.UNAVAILABLE)
                        .contains(e.getStatus().getCode()),
                e::getMessage);
        refused(
                Status.Code.INVALID_ARGUMENT,
                "batch of 9 rows",
                sum(new float[27]).build());
        stillServes();
    }

    @Test
    void refusesWrongShapesOfEveryKindAndServesOn() {
        for (long[] shape : new long[][] {{3}, {1, 1, 3}, {3, 1}, {0, 3}, {1, 4}, {}, {Long.MAX_VALUE, 3}, {-1, 3}}) {
            ModelInferRequest.Builder request = sum(1, 2, 3);
            request.getInputsBuilder(0).clearShape();
            for (long size : shape) request.getInputsBuilder(0).addShape(size);
            StatusRuntimeException e = assertThrows(
                    StatusRuntimeException.class,
                    () -> grpc().modelInfer(request.build()),
                    () -> Arrays.toString(shape));
            assertEquals(Status.Code.INVALID_ARGUMENT, e.getStatus().getCode(), () -> Arrays.toString(shape));
        }
        stillServes();
    }

    @Test
    void refusesAnotherTenantInTheProtocolsForm() {
        infer("/v2/models/sum/infer", "{\"parameters\":{\"tenant\":\"other-bank\"},\"inputs\":[" + X + "]}")
                .statusCode(403)
                .body("error", containsString("another tenant"));
        given().header("Authorization", "Bearer " + Tokens.platformClient())
                .contentType("application/json")
                .body("{\"parameters\":{\"tenant\":\"no-such-bank\"},\"inputs\":[" + X + "]}")
                .post("/v2/models/sum/infer")
                .then()
                .statusCode(403)
                .body("keySet()", contains("error"));
    }
}
