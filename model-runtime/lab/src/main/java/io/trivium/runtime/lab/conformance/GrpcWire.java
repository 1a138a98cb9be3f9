package io.trivium.runtime.lab.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import io.grpc.CallOptions;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import io.trivium.core.inference.protocol.GRPCInferenceServiceGrpc;
import java.io.IOException;
import java.net.URI;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Makes the calls of cases over gRPC: {@code call} (the method's name), {@code message} (its request as JSON), {@code raw}
 * (hexadecimal digits for each of {@code raw_input_contents}) and {@code timeoutMs}. Thread-safe.
 */
final class GrpcWire implements AutoCloseable {
    private static final int PATIENCE_MS = 30_000;
    private static final int LONGEST_MESSAGE = 64 << 20;
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final JsonFormat.TypeRegistry DETAILS = JsonFormat.TypeRegistry.newBuilder()
            .add(ErrorInfo.getDescriptor())
            .add(BadRequest.getDescriptor())
            .build();
    private static final JsonFormat.Printer PRINTER = JsonFormat.printer()
            .preservingProtoFieldNames()
            .alwaysPrintFieldsWithNoPresence()
            .usingTypeRegistry(DETAILS);

    private final ManagedChannel channel;
    private final Optional<Supplier<String>> token;

    GrpcWire(URI address, Optional<Supplier<String>> token) {
        ManagedChannelBuilder<?> builder = ManagedChannelBuilder.forAddress(address.getHost(), address.getPort())
                .maxInboundMessageSize(LONGEST_MESSAGE);
        this.channel =
                ("https".equals(address.getScheme()) ? builder.useTransportSecurity() : builder.usePlaintext()).build();
        this.token = token;
    }

    Observed call(JsonNode request) throws IOException {
        MethodDescriptor<Message, Message> method = method(request.path("call").asText());
        Message.Builder message = prototype(method).newBuilderForType();
        JsonFormat.parser().merge(message(request).toString(), message);
        Metadata headers = new Metadata();
        if (!request.path("auth").asText().equals("none")) {
            token.ifPresent(given -> headers.put(
                    Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), "Bearer " + given.get()));
        }
        try {
            Message answer = ClientCalls.blockingUnaryCall(
                    ClientInterceptors.intercept(channel, MetadataUtils.newAttachHeadersInterceptor(headers)),
                    method,
                    CallOptions.DEFAULT.withDeadlineAfter(
                            request.path("timeoutMs").asInt(PATIENCE_MS), TimeUnit.MILLISECONDS),
                    message.build());
            return new Observed("OK", JSON.readTree(PRINTER.print(answer)), "", Map.of());
        } catch (StatusRuntimeException e) {
            return failed(e);
        }
    }

    private static JsonNode message(JsonNode request) {
        ObjectNode message = request.path("message").isObject()
                ? (ObjectNode) request.path("message").deepCopy()
                : JsonNodeFactory.instance.objectNode();
        if (request.has("raw")) {
            ArrayNode raw = message.putArray("raw_input_contents");
            for (JsonNode hex : request.path("raw")) {
                raw.add(Base64.getEncoder()
                        .encodeToString(HexFormat.of().parseHex(hex.asText().replace(" ", ""))));
            }
        }
        return message;
    }

    private static Observed failed(StatusRuntimeException e) throws IOException {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        String description = e.getStatus().getDescription();
        body.put("message", description == null ? "" : description);
        com.google.rpc.Status status = StatusProto.fromThrowable(e);
        if (status != null && status.getDetailsCount() > 0) body.set("status", JSON.readTree(PRINTER.print(status)));
        return new Observed(e.getStatus().getCode().name(), body, "", Map.of());
    }

    @SuppressWarnings("unchecked") // every method of the service has protobuf messages
    private static MethodDescriptor<Message, Message> method(String name) {
        return (MethodDescriptor<Message, Message>)
                GRPCInferenceServiceGrpc.getServiceDescriptor().getMethods().stream()
                        .filter(method -> name.equals(method.getBareMethodName()))
                        .findFirst()
                        .orElseThrow(() -> new IllegalArgumentException("the protocol has no call " + name));
    }

    private static Message prototype(MethodDescriptor<Message, Message> method) {
        if (method.getRequestMarshaller() instanceof MethodDescriptor.PrototypeMarshaller<Message> marshaller) {
            return Objects.requireNonNull(marshaller.getMessagePrototype(), "a call of protobuf has a prototype");
        }
        throw new IllegalStateException("no protobuf message: " + method.getFullMethodName());
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }
}
