package io.trivium.runtime.lab.bench;

import com.google.protobuf.ByteString;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Metadata;
import io.grpc.stub.MetadataUtils;
import io.trivium.core.inference.protocol.GRPCInferenceServiceGrpc;
import io.trivium.core.inference.protocol.GRPCInferenceServiceGrpc.GRPCInferenceServiceBlockingStub;
import io.trivium.core.inference.protocol.InferParameter;
import io.trivium.core.inference.protocol.ModelInferRequest;
import io.trivium.core.inference.protocol.ModelMetadataRequest;
import io.trivium.core.inference.protocol.ServerLiveRequest;
import io.trivium.runtime.tensor.Tensor;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.StringJoiner;

/** A running model runtime as a client sees it. */
final class Service implements AutoCloseable {
    private final URI address;
    private final String token;
    private final String tenant;
    private final ManagedChannel channel;
    private final GRPCInferenceServiceBlockingStub stub;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    Service(URI address, String token, String tenant) {
        this.address = address;
        this.token = token;
        this.tenant = tenant;
        this.channel = ManagedChannelBuilder.forAddress(address.getHost(), address.getPort())
                .usePlaintext()
                .build();
        Metadata headers = new Metadata();
        headers.put(Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), "Bearer " + token);
        this.stub = GRPCInferenceServiceGrpc.newBlockingStub(channel)
                .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers));
    }

    /** One request, made again and again. */
    interface Call {
        void send() throws Exception;
    }

    /** The version that answers requests without one. */
    String version(String model) {
        var metadata = stub.modelMetadata(
                ModelMetadataRequest.newBuilder().setName(model).build());
        if (metadata.getVersionsCount() == 0) throw new IllegalArgumentException("no version of " + model + " serves");
        return metadata.getVersions(metadata.getVersionsCount() - 1);
    }

    Call grpc(String model, List<Tensor> inputs) {
        ModelInferRequest.Builder request = ModelInferRequest.newBuilder()
                .setModelName(model)
                .putParameters(
                        "tenant",
                        InferParameter.newBuilder().setStringParam(tenant).build());
        for (Tensor input : inputs) {
            var tensor = request.addInputsBuilder()
                    .setName(input.name())
                    .setDatatype(input.type().name());
            for (long size : input.shape()) tensor.addShape(size);
            request.addRawInputContents(ByteString.copyFrom(input.data()));
        }
        ModelInferRequest message = request.build();
        return () -> stub.modelInfer(message);
    }

    /** A call that needs no model: the time of the client, the transport and the server's layers alone. */
    Call echo() {
        ServerLiveRequest message = ServerLiveRequest.getDefaultInstance();
        return () -> stub.serverLive(message);
    }

    Call rest(String model, List<Tensor> inputs) {
        StringJoiner tensors = new StringJoiner(",");
        for (Tensor input : inputs) {
            StringJoiner data = new StringJoiner(",");
            for (int i = 0; i < input.elements(); i++)
                data.add(Float.toString(input.data().getFloat(4 * i)));
            tensors.add("{\"name\":\"" + input.name() + "\",\"shape\":" + java.util.Arrays.toString(input.shape())
                    + ",\"datatype\":\"FP32\",\"data\":[" + data + "]}");
        }
        String json = "{\"parameters\":{\"tenant\":\"" + tenant + "\"},\"inputs\":[" + tensors + "]}";
        HttpRequest request = HttpRequest.newBuilder(address.resolve("/v2/models/" + model + "/infer"))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .timeout(Duration.ofSeconds(30))
                .POST(HttpRequest.BodyPublishers.ofString(json))
                .build();
        return () -> {
            HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() != 200) {
                throw new IOException("answered " + response.statusCode() + ": " + response.body());
            }
        };
    }

    @Override
    public void close() {
        channel.shutdownNow();
        http.close();
    }
}
