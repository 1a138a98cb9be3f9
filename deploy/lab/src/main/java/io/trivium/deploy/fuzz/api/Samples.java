package io.trivium.deploy.fuzz.api;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** Values that members of certain names take, where a schema defines only that they are text. */
final class Samples {
    private static final Map<String, List<String>> BY_NAME = Map.ofEntries(
            Map.entry("currency", List.of("EUR", "USD")),
            Map.entry("country", List.of("DE", "US")),
            Map.entry("mcc", List.of("5411", "5999")),
            Map.entry("channel", List.of("POS", "ECOM")),
            Map.entry("language", List.of("en", "de")),
            Map.entry("format", List.of("json", "html", "pdf", "xml")),
            Map.entry("prefer", List.of("respond-async", "wait=1")),
            Map.entry("alias", List.of("production", "candidate")),
            Map.entry("state", List.of("open", "active", "pending", "done")),
            Map.entry("priority", List.of("high", "low", "urgent")),
            Map.entry("kind", List.of("site", "area", "line", "asset")),
            Map.entry("unit", List.of("Cel", "mm/s")),
            Map.entry("tag", List.of("00100010", "7FE00010")),
            Map.entry("frames", List.of("1", "1,2")),
            Map.entry("expression", List.of("amount > 100", "amount > 100 and country = 'DE'")),
            Map.entry("condition", List.of("amount > 100")),
            Map.entry("last-event-id", List.of("1", "0")),
            Map.entry("inference-header-content-length", List.of("2", "40")),
            Map.entry("tenant", List.of("demo-bank", "other-bank")));

    private static final int DAYS = 30;

    private Samples() {}

    /** A value for a member of that name, where there is one. */
    static Optional<String> of(String name, Random random) {
        String key = name.toLowerCase(Locale.ROOT);
        List<String> values = BY_NAME.get(key);
        if (values != null) return Optional.of(values.get(random.nextInt(values.size())));
        if (key.endsWith("uid") || key.equals("study") || key.equals("series") || key.equals("instance")) {
            return Optional.of("1.2.826.0.1." + (1 + random.nextInt(9_999)));
        }
        boolean time = name.endsWith("At")
                || List.of("from", "to", "time", "start", "end", "until", "cutoff", "referencefrom", "referenceto")
                        .contains(key);
        return time ? Optional.of(time(random)) : Optional.empty();
    }

    /** A whole second of the last month. */
    static String time(Random random) {
        return Instant.now()
                .truncatedTo(ChronoUnit.SECONDS)
                .minusSeconds(random.nextInt(DAYS * 86_400))
                .toString();
    }
}
