package io.trivium.core.value;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The value of the platform to an organisation in a period. A figure without its price or its labels is null.
 *
 * @param domain short name of the service, such as {@code fin}
 * @param from first instant
 * @param to end, not in it
 * @param currency ISO 4217, of all amounts; null if no amount has one
 * @param benefit sum of the benefits that have an amount; null if none has
 * @param cost sum of the costs that have an amount; null before the platform's own cost is given
 * @param net benefit less cost; null without either
 * @param returnOnInvestment net divided by cost: 1 means that two came back for each one spent; null if nothing was
 * spent
 * @param hours sum of the benefits in hours; null if none is known
 * @param missing what would make the figures complete
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ValueView(
        String domain,
        Instant from,
        Instant to,
        @Nullable String currency,
        List<ValueLine> lines,
        @Nullable BigDecimal benefit,
        @Nullable BigDecimal cost,
        @Nullable BigDecimal net,
        @Nullable BigDecimal returnOnInvestment,
        @Nullable BigDecimal hours,
        List<ValueMissing> missing) {

    public ValueView {
        lines = List.copyOf(lines);
        missing = List.copyOf(missing);
    }
}
