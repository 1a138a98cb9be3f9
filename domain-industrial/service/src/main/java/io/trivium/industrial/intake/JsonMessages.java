package io.trivium.industrial.intake;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
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
import org.jspecify.annotations.Nullable;

/** Makes readings of one mapping's JSON messages. Immutable, thread-safe where sink and notes are. */
final class JsonMessages {
    private static final int EXAMPLE_BYTES = 1_000;
    private static final int LONGEST_NAME = 200;
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
            .build();

    private final TenantId tenant;
    private final IntakeConfig.JsonMapping mapping;
    private final TopicTemplate source;
    private final @Nullable TopicTemplate tag;
    private final JsonPointer values;
    private final @Nullable JsonPointer time;

    /** The member of the values that is the time, or null if it is none of them. */
    private final @Nullable String timeMember;

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
        this.source = TopicTemplate.of(mapping.source());
        this.tag = mapping.tag().map(TopicTemplate::of).orElse(null);
        this.values = pointer(mapping.values());
        JsonPointer time = mapping.time().map(JsonMessages::pointer).orElse(null);
        this.time = time;
        this.timeMember = time != null && time.head() != null && time.head().equals(values)
                ? time.last().getMatchingProperty()
                : null;
        this.sink = sink;
        this.notes = notes;
        this.clock = clock;
    }

    private static JsonPointer pointer(String text) {
        return JsonPointer.compile(text.equals("/") ? "" : text);
    }

    /** Takes one message of a topic that the mapping's filter matches. */
    void take(String topic, byte[] payload, Receipt receipt) {
        String[] levels = topic.split("/", -1);
        String from = source.fill(levels);
        JsonNode message;
        try {
            message = JSON.readTree(payload);
        } catch (JsonProcessingException e) {
            note(from, QualityReason.UNREADABLE, "The message is no JSON: " + e.getOriginalMessage(), payload);
            return;
        } catch (IOException e) {
            note(from, QualityReason.UNREADABLE, "The message's characters cannot be read: " + e.getMessage(), payload);
            return;
        }
        long at;
        try {
            at = time(message);
        } catch (IllegalArgumentException e) {
            note(from, QualityReason.UNREADABLE, "The message's time cannot be read: " + e.getMessage(), payload);
            return;
        }
        JsonNode found = message.at(values);
        if (tag != null) {
            add(from, tag.fill(levels), at, found, receipt);
        } else if (found.isObject()) {
            for (Map.Entry<String, JsonNode> member : found.properties()) {
                if (!member.getKey().equals(timeMember)) add(from, member.getKey(), at, member.getValue(), receipt);
            }
        } else {
            note(from, QualityReason.UNREADABLE, "There is no object at " + mapping.values() + ".", payload);
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
        if (time == null) return EpochMicros.of(clock.instant());
        JsonNode written = message.at(time);
        try {
            return switch (mapping.timeForm()) {
                case ISO ->
                    EpochMicros.of(OffsetDateTime.parse(written.asText()).toInstant());
                case S -> micros(written, 6);
                case MS -> micros(written, 3);
                case US -> micros(written, 0);
            };
        } catch (DateTimeException | ArithmeticException e) {
            throw new IllegalArgumentException(
                    "\"" + written.asText() + "\" is no time in the form "
                            + mapping.timeForm().name().toLowerCase(Locale.ROOT),
                    e);
        }
    }

    private static long micros(JsonNode time, int shift) {
        if (!time.isNumber() || !Double.isFinite(time.doubleValue())) throw new ArithmeticException("no number");
        return new BigDecimal(time.asText())
                .movePointRight(shift)
                .toBigInteger()
                .longValueExact();
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
