package io.trivium.med.delivery;

import java.nio.file.Path;
import java.util.Optional;

/**
 * One object for one destination, taken for an attempt.
 *
 * @param attempt this one, from 1
 * @param file the object, its data set at {@code offset}
 * @param message what is sent instead of the object; empty for objects
 */
record DueDelivery(
        String sopInstance,
        String sopClass,
        String transferSyntax,
        String study,
        String role,
        int attempt,
        Path file,
        int offset,
        Optional<String> message) {}
