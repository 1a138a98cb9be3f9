package io.trivium.industrial.intake;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.trivium.core.tenancy.TenantId;
import io.trivium.industrial.quality.QualityNotes;
import io.trivium.industrial.quality.QualityReason;
import io.trivium.industrial.reading.EpochMicros;
import io.trivium.industrial.reading.ReadingQuality;
import io.trivium.industrial.reading.Series;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Makes readings of one mapping's JSON messages. Immutable, thread-safe where sink and notes are. */
final class JsonMessages {
    private static final Pattern LEVEL = Pattern.compile("\\{(\\d{1,2})}");
    private static final int EXAMPLE_BYTES = 1_000;
    private static final int LONGEST_NAME = 200;
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .build();

    private final TenantId tenant;
    private final IntakeConfig.JsonMapping mapping;
    private final JsonPointer values;
    private final ReadingSink sink;
    private final QualityNotes notes;
    private final InstantSource clock;

    /**
     * A mapping at work.
     *
     * @throws IllegalArgumentException when the mapping has a pointer that is none
     */
    JsonMessages(
            TenantId tenant,
            IntakeConfig.JsonMapping mapping,
            ReadingSink sink,
            QualityNotes notes,
            InstantSource clock) {
        this.tenant = tenant;
        this.mapping = mapping;
        this.values = pointer(mapping.values());
        mapping.time().ifPresent(JsonMessages::pointer);
        this.sink = sink;
        this.notes = notes;
        this.clock = clock;
    }

    private static JsonPointer pointer(String text) {
        return JsonPointer.compile(text.equals("/") ? "" : text);
    }

    /** Takes one message of a topic that the mapping's filter matches. */
    void take(String topic, byte[] payload, Receipt receipt) {
        String source = fill(mapping.source(), topic);
        JsonNode message;
        try {
            message = JSON.readTree(payload);
        } catch (JsonProcessingException e) {
            note(source, QualityReason.UNREADABLE, "The message is no JSON: " + e.getOriginalMessage(), payload);
            return;
        } catch (IOException e) {
            throw new IllegalStateException("bytes in memory cannot be read", e);
        }
        long at;
        try {
            at = time(message);
        } catch (IllegalArgumentException e) {
            note(source, QualityReason.UNREADABLE, "The message's time cannot be read: " + e.getMessage(), payload);
            return;
        }
        JsonNode found = message.at(values);
        if (mapping.tag().isPresent()) {
            add(source, fill(mapping.tag().orElseThrow(), topic), at, found, receipt);
        } else if (found.isObject()) {
            @Nullable
            JsonPointer time = mapping.time().map(JsonMessages::pointer).orElse(null);
            for (Map.Entry<String, JsonNode> member : found.properties()) {
                boolean isTime = time != null
                        && time.head().equals(values)
                        && member.getKey().equals(time.last().getMatchingProperty());
                if (!isTime) {
                    add(source, member.getKey(), at, member.getValue(), receipt);
                }
            }
        } else {
            note(source, QualityReason.UNREADABLE, "There is no object at " + mapping.values() + ".", payload);
        }
    }

    private void add(String source, String tag, long at, JsonNode value, Receipt receipt) {
        if (tag.isEmpty() || tag.length() > LONGEST_NAME) {
            note(source, QualityReason.UNREADABLE, "A tag's name has 1 to 200 characters.", null);
        } else if ((value.isNumber() && Double.isFinite(value.doubleValue())) || value.isBoolean()) {
            double number = value.isBoolean() ? (value.booleanValue() ? 1 : 0) : value.doubleValue();
            sink.add(source, new Series(source, tag), at, number, ReadingQuality.GOOD, receipt);
        } else {
            note(
                    source,
                    value.isNumber() ? QualityReason.NOT_A_NUMBER : QualityReason.WRONG_TYPE,
                    "The value of " + tag + " is no number.",
                    value.toString().getBytes(StandardCharsets.UTF_8));
        }
    }

    private long time(JsonNode message) {
        if (mapping.time().isEmpty()) {
            return EpochMicros.of(clock.instant());
        }
        JsonNode time = message.at(pointer(mapping.time().orElseThrow()));
        try {
            return switch (mapping.timeForm()) {
                case ISO -> EpochMicros.of(OffsetDateTime.parse(time.asText()).toInstant());
                case S -> micros(time, 6);
                case MS -> micros(time, 3);
                case US -> micros(time, 0);
            };
        } catch (DateTimeException | ArithmeticException e) {
            throw new IllegalArgumentException(
                    "\"" + time.asText() + "\" is no time in the form "
                            + mapping.timeForm().name().toLowerCase(Locale.ROOT),
                    e);
        }
    }

    private static long micros(JsonNode time, int shift) {
        if (!time.isNumber() || !Double.isFinite(time.doubleValue())) {
            throw new ArithmeticException("no number");
        }
        return new BigDecimal(time.asText())
                .movePointRight(shift)
                .toBigInteger()
                .longValueExact();
    }

    /** A text with {@code {1}} for the topic's first level; levels that the topic does not have are empty. */
    private static String fill(String text, String topic) {
        String[] levels = topic.split("/", -1);
        Matcher matcher = LEVEL.matcher(text);
        StringBuilder filled = new StringBuilder();
        while (matcher.find()) {
            int level = Integer.parseInt(matcher.group(1));
            String value = level >= 1 && level <= levels.length ? levels[level - 1] : "";
            matcher.appendReplacement(filled, Matcher.quoteReplacement(value));
        }
        return matcher.appendTail(filled).toString();
    }

    private void note(String source, QualityReason reason, String detail, byte @Nullable [] example) {
        notes.note(
                tenant,
                source,
                reason,
                1,
                detail,
                example == null
                        ? null
                        : new String(example, 0, Math.min(example.length, EXAMPLE_BYTES), StandardCharsets.UTF_8));
    }
}
