package io.trivium.runtime.inference;

import io.trivium.core.error.PlatformException;
import io.trivium.runtime.RuntimeErrorCode;
import io.trivium.runtime.pack.LatencyClass;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The request parameters this server understands; others are ignored, as the protocol allows.
 *
 * @param tenant the tenant to infer for, or null
 * @param priority 0 for the ordinary one, else 1 (first) upwards
 * @param latencyClass {@code latency_class}, to be served less urgently than the model's own
 * @param timeout {@code timeout} in microseconds; empty when absent or 0
 * @param binaryOutput {@code binary_data_output} of the binary tensor extension
 */
record RequestParameters(
        @Nullable String tenant,
        int priority,
        Optional<LatencyClass> latencyClass,
        Optional<Duration> timeout,
        boolean binaryOutput) {
    private static final long MAX_TIMEOUT_MICROS = Duration.ofDays(1).toNanos() / 1_000;

    /** @param given parameters by name; integers as {@link Long}, numbers as {@link Double}, texts and booleans as such */
    static RequestParameters of(Map<String, Object> given) {
        Object named = given.get("tenant");
        if (named != null && !(named instanceof String)) throw invalid("tenant", "a text", named);
        String tenant = named instanceof String text ? text : null;
        long timeout = integer(given, "timeout", MAX_TIMEOUT_MICROS);
        Object binary = given.getOrDefault("binary_data_output", false);
        if (!(binary instanceof Boolean inBinary)) throw invalid("binary_data_output", "true or false", binary);
        return new RequestParameters(
                tenant,
                (int) integer(given, "priority", Integer.MAX_VALUE),
                latencyClass(given.get("latency_class")),
                timeout == 0 ? Optional.empty() : Optional.of(Duration.of(timeout, ChronoUnit.MICROS)),
                inBinary);
    }

    private static Optional<LatencyClass> latencyClass(@Nullable Object given) {
        if (given == null) return Optional.empty();
        Optional<LatencyClass> known = LatencyClass.ofLabel(given.toString());
        if (known.isEmpty()) throw invalid("latency_class", "interactive, near-real-time or bulk", given);
        return known;
    }

    private static long integer(Map<String, Object> given, String name, long most) {
        Object value = given.get(name);
        if (value == null) return 0;
        long number;
        if (value instanceof Long whole) number = whole;
        else if (value instanceof String text && text.matches("[0-9]{1,18}")) number = Long.parseLong(text);
        else throw invalid(name, "an integer", value);
        if (number < 0) throw invalid(name, "0 or more", value);
        return Math.min(number, most);
    }

    private static PlatformException invalid(String name, String expected, Object got) {
        return new PlatformException(
                RuntimeErrorCode.INFERENCE_REQUEST_INVALID,
                "parameter '" + name + "' must be " + expected + ", got " + got);
    }
}
