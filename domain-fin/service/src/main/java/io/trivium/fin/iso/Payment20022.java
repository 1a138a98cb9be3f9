package io.trivium.fin.iso;

import io.trivium.fin.authorization.Authorization;
import org.jspecify.annotations.Nullable;

/**
 * One credit transfer of a message, and the references that its answer repeats.
 *
 * @param authorization null where {@code refusal} says why there is none
 * @param refusal names the element, never its content
 */
record Payment20022(
        @Nullable String instructionId,
        @Nullable String endToEndId,
        @Nullable String transactionId,
        @Nullable String uetr,
        @Nullable Authorization authorization,
        @Nullable Refusal refusal) {

    /**
     * Why a transfer is refused before it is scored.
     *
     * @param code of ISO 20022's external status reasons
     */
    record Refusal(String code, String detail) {}
}
