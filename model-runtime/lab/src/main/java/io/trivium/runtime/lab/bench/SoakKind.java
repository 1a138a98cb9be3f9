package io.trivium.runtime.lab.bench;

import io.trivium.core.error.ErrorCode;
import io.trivium.runtime.RuntimeErrorCode;

/** Kinds of requests of a soak, and how one may end. */
enum SoakKind {
    GOOD,
    BATCH,
    BULK,
    WRONG_RANK,
    WRONG_TYPE,
    MISSING_INPUT,
    UNKNOWN_OUTPUT,
    NOT_A_NUMBER,
    UNKNOWN_MODEL,
    UNKNOWN_VERSION,
    /** Its deadline passes about when it is run. */
    HURRIED,
    /** Its caller does not wait. */
    ABANDONED,
    /** A REST body whose lengths of binary data are not those of the data. */
    MALFORMED_BINARY,
    /** A gRPC message cut off anywhere, or whose raw contents are shorter than their shape requires. */
    TRUNCATED_GRPC,
    /** A shape of far more numbers than come with it, or than a computer has. */
    OVERSIZED;

    boolean mayBeAnswered() {
        return switch (this) {
            case GOOD, BATCH, BULK, HURRIED, ABANDONED -> true;
            case WRONG_RANK,
                    WRONG_TYPE,
                    MISSING_INPUT,
                    UNKNOWN_OUTPUT,
                    NOT_A_NUMBER,
                    UNKNOWN_MODEL,
                    UNKNOWN_VERSION,
                    MALFORMED_BINARY,
                    TRUNCATED_GRPC,
                    OVERSIZED -> false;
        };
    }

    boolean mayFailWith(ErrorCode code) {
        return switch (this) {
            case GOOD, BATCH, BULK -> false;
            case WRONG_RANK, WRONG_TYPE, MISSING_INPUT, UNKNOWN_OUTPUT, MALFORMED_BINARY, TRUNCATED_GRPC, OVERSIZED ->
                code == RuntimeErrorCode.INFERENCE_REQUEST_INVALID;
            case NOT_A_NUMBER ->
                code == RuntimeErrorCode.INFERENCE_REQUEST_INVALID || code == RuntimeErrorCode.MODEL_OUTPUT_NOT_FINITE;
            case UNKNOWN_MODEL -> code == RuntimeErrorCode.MODEL_NOT_FOUND;
            case UNKNOWN_VERSION -> code == RuntimeErrorCode.MODEL_VERSION_NOT_FOUND;
            case HURRIED -> code == RuntimeErrorCode.INFERENCE_DEADLINE_EXCEEDED;
            case ABANDONED -> true;
        };
    }
}
