package io.trivium.deploy.faults.fin;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The features that compare an authorization with the last ones of its card, device or counterparty, from the
 * definitions: known are the last 64 before it, within 30 days of a card and 7 of the others, by time and, at one time,
 * by the SHA-256 of the id.
 */
final class HabitOracle {
    private static final int KNOWN = 64;

    private HabitOracle() {}

    static void card(Payment payment, List<Payment> card, Map<String, Double> features) {
        List<Payment> known = known(payment, card, Duration.ofDays(30));
        Instant now = payment.occurredAt();
        for (int days : new int[] {1, 7}) {
            List<Payment> window = known.stream()
                    .filter(other -> other.occurredAt().isAfter(now.minus(Duration.ofDays(days))))
                    .toList();
            features.put("CARD_TERMINALS_" + days + "D", distinct(payment, window, Payment::terminal));
            features.put("CARD_DEVICES_" + days + "D", distinct(payment, window, Payment::device));
            features.put("CARD_COUNTRIES_" + days + "D", distinct(payment, window, Payment::country));
        }
        features.put(
                "CARD_SECONDS_SINCE_LAST",
                known.isEmpty()
                        ? 30.0 * 86_400
                        : Duration.between(known.getLast().occurredAt(), now).toMillis() / 1000.0);
        features.put("CARD_AMOUNT_LOG_RATIO", known.isEmpty() ? 0.0 : log(payment) - median(known));
        features.put("CARD_TERMINAL_SHARE", share(payment, known, Payment::terminal));
        features.put("CARD_DEVICE_SHARE", share(payment, known, Payment::device));
        features.put("CARD_COUNTRY_CHANGED", changed(payment, known, Payment::country));
    }

    /** The number of cards in the last ones and this one. */
    static double cards(Payment payment, List<Payment> entity) {
        if (entity.isEmpty()) return 0;
        return distinct(payment, known(payment, entity, Duration.ofDays(7)), Payment::card);
    }

    private static List<Payment> known(Payment payment, List<Payment> all, Duration length) {
        Instant now = payment.occurredAt();
        List<Payment> sorted = all.stream()
                .filter(other -> !other.id().equals(payment.id()))
                .filter(other -> other.occurredAt().isAfter(now.minus(length))
                        && !other.occurredAt().isAfter(now))
                .sorted(Comparator.comparing(Payment::occurredAt)
                        .thenComparing(HabitOracle::hash, HabitOracle::compareHashes))
                .toList();
        return sorted.subList(Math.max(0, sorted.size() - KNOWN), sorted.size());
    }

    private static ByteBuffer hash(Payment payment) {
        try {
            return ByteBuffer.wrap(
                    MessageDigest.getInstance("SHA-256").digest(payment.id().getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static int compareHashes(ByteBuffer left, ByteBuffer right) {
        int order = Long.compare(left.getLong(0), right.getLong(0));
        return order == 0 ? Long.compare(left.getLong(8), right.getLong(8)) : order;
    }

    private static double distinct(Payment payment, List<Payment> known, Function<Payment, @Nullable String> part) {
        Set<String> values = new HashSet<>();
        Stream.concat(known.stream(), Stream.of(payment))
                .map(part)
                .filter(Objects::nonNull)
                .forEach(values::add);
        return values.size();
    }

    private static double share(Payment payment, List<Payment> known, Function<Payment, @Nullable String> part) {
        String own = part.apply(payment);
        List<Payment> naming =
                known.stream().filter(other -> part.apply(other) != null).toList();
        if (own == null || naming.isEmpty()) return 1;
        double same =
                naming.stream().filter(other -> own.equals(part.apply(other))).count();
        return same / naming.size();
    }

    private static double changed(Payment payment, List<Payment> known, Function<Payment, @Nullable String> part) {
        String own = part.apply(payment);
        List<Payment> naming =
                known.stream().filter(other -> part.apply(other) != null).toList();
        return own == null || naming.isEmpty() || own.equals(part.apply(naming.getLast())) ? 0 : 1;
    }

    private static double log(Payment payment) {
        return Math.log1p(payment.amountMinor() / 10_000.0);
    }

    private static double median(List<Payment> known) {
        double[] logs = known.stream().mapToDouble(HabitOracle::log).sorted().toArray();
        int middle = logs.length / 2;
        return logs.length % 2 == 1 ? logs[middle] : (logs[middle - 1] + logs[middle]) / 2;
    }
}
