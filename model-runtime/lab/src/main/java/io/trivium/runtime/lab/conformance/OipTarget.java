package io.trivium.runtime.lab.conformance;

import java.net.URI;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The server that a suite runs against.
 *
 * @param rest address below which {@code /v2} is, such as {@code http://127.0.0.1:18080}
 * @param grpc address of its gRPC port as host and port with {@code http} or {@code https}; empty to leave those cases out
 * @param model a model whose inputs accept ones, true and short texts
 * @param reference prefix of the names of the {@linkplain ReferenceModels reference models}
 * @param token bearer token for each call; empty for a server without authentication
 */
public record OipTarget(
        URI rest, Optional<URI> grpc, String model, String reference, Optional<Supplier<String>> token) {
    /** The prefix under which {@link ReferenceModels} writes its models. */
    public static final String REFERENCE = "oip-";
}
