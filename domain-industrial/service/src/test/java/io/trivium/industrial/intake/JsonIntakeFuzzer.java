package io.trivium.industrial.intake;

import io.trivium.core.tenancy.TenantId;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Any message of a mapped topic is readings, or a note says why not. */
public final class JsonIntakeFuzzer {
    private static final List<JsonMessages> MAPPINGS = mappings();

    private JsonIntakeFuzzer() {}

    public static void fuzzerTestOneInput(byte[] data) {
        for (JsonMessages mapping : MAPPINGS) mapping.take("plant/press/values", data, new Receipt(() -> {}));
    }

    private static List<JsonMessages> mappings() {
        List<JsonMessages> mappings = new ArrayList<>();
        for (IntakeConfig.TimeForm form : IntakeConfig.TimeForm.values()) {
            mappings.add(mapping(new Mapping(Optional.empty(), Optional.of("/t"), form, "/")));
            mappings.add(mapping(new Mapping(Optional.of("{2}"), Optional.of("/t"), form, "/v")));
        }
        return mappings;
    }

    private static JsonMessages mapping(Mapping mapping) {
        return new JsonMessages(
                new TenantId("demo-plant"),
                mapping,
                (key, series, at, value, quality, receipt) -> {
                    if (!Double.isFinite(value)) throw new IllegalStateException("no reading");
                },
                (tenant, source, reason, count, detail, example) -> {},
                InstantSource.fixed(Instant.EPOCH));
    }

    private record Mapping(Optional<String> tag, Optional<String> time, IntakeConfig.TimeForm timeForm, String values)
            implements IntakeConfig.JsonMapping {
        @Override
        public String filter() {
            return "plant/+/values";
        }

        @Override
        public String source() {
            return "{1}";
        }
    }
}
