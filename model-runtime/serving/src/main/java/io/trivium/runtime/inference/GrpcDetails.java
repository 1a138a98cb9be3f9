package io.trivium.runtime.inference;

import com.google.protobuf.Any;
import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.ProtoUtils;
import io.trivium.core.error.ErrorCode;
import io.trivium.runtime.RuntimeErrorCode;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A status with its details, as {@code grpc-status-details-bin} carries them (google.rpc.Status): an {@code ErrorInfo} with
 * the error's code as its reason and, for a request that is wrong, a {@code BadRequest} with the part of it that is.
 */
record GrpcDetails(Status status, com.google.rpc.Status details) {
    static final Metadata.Key<com.google.rpc.Status> KEY = Metadata.Key.of(
            "grpc-status-details-bin", ProtoUtils.metadataMarshaller(com.google.rpc.Status.getDefaultInstance()));

    /** The domain of the reasons. */
    static final String DOMAIN = "trivium";

    /** Sentences name the part of the request first, as in: input 'x' expects …. */
    private static final Pattern PART = Pattern.compile("\\b(input|output|parameter) '([^']{1,200})'");

    static GrpcDetails of(Status status, ErrorCode code) {
        return of(status, code.code());
    }

    /** @param code stable, kebab-case */
    static GrpcDetails of(Status status, String code) {
        String description = status.getDescription() == null ? "" : status.getDescription();
        com.google.rpc.Status.Builder details = com.google.rpc.Status.newBuilder()
                .setCode(status.getCode().value())
                .setMessage(description)
                .addDetails(Any.pack(ErrorInfo.newBuilder()
                        .setReason(code.toUpperCase(Locale.ROOT).replace('-', '_'))
                        .setDomain(DOMAIN)
                        .build()));
        if (code.equals(RuntimeErrorCode.INFERENCE_REQUEST_INVALID.code())) {
            details.addDetails(Any.pack(BadRequest.newBuilder()
                    .addFieldViolations(BadRequest.FieldViolation.newBuilder()
                            .setField(field(description))
                            .setDescription(description))
                    .build()));
        }
        return new GrpcDetails(status, details.build());
    }

    /** The path of the part that a sentence names, such as {@code inputs.x}; {@code request} when it names none. */
    private static String field(String description) {
        Matcher part = PART.matcher(description);
        return part.find() ? part.group(1) + "s." + part.group(2) : "request";
    }

    /** The trailers of a call that ends with it. */
    Metadata trailers(Metadata others) {
        others.put(KEY, details);
        return others;
    }

    StatusRuntimeException raised(Metadata others) {
        return new StatusRuntimeException(status, trailers(others));
    }

    StatusException checked() {
        return new StatusException(status, trailers(new Metadata()));
    }
}
