package io.trivium.fin.evaluation;

import io.trivium.fin.authorization.Channel;
import io.trivium.fin.replay.RecordedAuthorization;
import io.trivium.fin.replay.RecordedAuthorization.Details;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Single authorizations as an encoder of long histories reads them: no sums over windows, but who was paid where. Merchant,
 * country and category are signatures: 16, 8 and 8 numbers of ±1 that follow from the name, 0 where it is not known.
 */
final class CardEvents {
    static final int COLUMNS = 9 + 16 + 8 + 8;

    private static final double LONGEST_GAP_SECONDS = 366 * 86_400.0;

    private CardEvents() {}

    /** Float32 [rows × {@value #COLUMNS}], the rows in order of time. */
    static float[] of(List<RecordedAuthorization> rows) {
        float[] events = new float[rows.size() * COLUMNS];
        Map<String, Long> last = new HashMap<>();
        for (int i = 0; i < rows.size(); i++) {
            RecordedAuthorization row = rows.get(i);
            Details details = row.details() == null ? Details.NONE : row.details();
            OffsetDateTime time = row.occurredAt().atOffset(ZoneOffset.UTC);
            long second = row.occurredAt().getEpochSecond();
            Long before = last.put(row.customerId(), second);
            double gap =
                    before == null ? LONGEST_GAP_SECONDS : Math.min(LONGEST_GAP_SECONDS, (double) (second - before));
            double hour = 2 * Math.PI * time.toLocalTime().toSecondOfDay() / 86_400;
            int at = i * COLUMNS;
            events[at++] = (float) Math.log1p(row.amount().doubleValue());
            events[at++] = (float) Math.log1p(gap);
            events[at++] = before == null ? 1 : 0;
            events[at++] = (float) Math.sin(hour);
            events[at++] = (float) Math.cos(hour);
            events[at++] = time.getDayOfWeek().getValue() >= 6 ? 1 : 0;
            events[at++] = Boolean.TRUE.equals(details.cardPresent()) ? 1 : 0;
            events[at++] = Channel.ECOMMERCE.wireName().equals(details.channel()) ? 1 : 0;
            events[at++] = details.homeDistanceKm() == null ? 0 : (float) Math.log1p(details.homeDistanceKm());
            at = sign(details.merchantId() == null ? row.terminalId() : details.merchantId(), 16, events, at);
            at = sign(details.country(), 8, events, at);
            sign(details.mcc(), 8, events, at);
        }
        return events;
    }

    private static int sign(@Nullable String name, int numbers, float[] events, int at) {
        if (name == null) return at + numbers;
        long bits = new SplittableRandom(name.hashCode()).nextLong();
        for (int i = 0; i < numbers; i++) events[at + i] = (bits >>> i & 1) == 1 ? 1 : -1;
        return at + numbers;
    }
}
