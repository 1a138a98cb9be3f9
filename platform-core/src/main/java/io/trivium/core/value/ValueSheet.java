package io.trivium.core.value;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Adds lines up. Pure arithmetic on decimal numbers: an unknown is never taken for 0, and nothing is divided by 0. Not
 * thread-safe.
 */
public final class ValueSheet {
    private static final BigDecimal MINUTES_AN_HOUR = BigDecimal.valueOf(60);

    private final String domain;
    private final ValuePeriod period;
    private final ValuePrices prices;
    private final List<ValueLine> lines = new ArrayList<>();
    private final Map<String, String> missing = new LinkedHashMap<>();
    private @Nullable String currency;

    /** @param currency of the amounts; null if it is not known */
    public ValueSheet(String domain, ValuePeriod period, ValuePrices prices, @Nullable String currency) {
        this.domain = domain;
        this.period = period;
        this.prices = prices;
        this.currency = currency;
    }

    public ValueSheet add(ValueLine line) {
        lines.add(line);
        return this;
    }

    /** Adds an explanation of how to give a value that a line lacks. */
    public ValueSheet explain(String key, String remedy) {
        missing.put(key, remedy);
        return this;
    }

    /** So many reviews at the organisation's prices; a price counts only in the currency of the sheet. */
    public ValueSheet addReviews(String key, ValueEffect effect, long reviews, String formula, ValueInput... counts) {
        List<String> lacking = new ArrayList<>();
        BigDecimal minutes = prices.minutesPerReview();
        BigDecimal hours = minutes == null ? null : hours(minutes.multiply(BigDecimal.valueOf(reviews)));
        if (minutes == null) lacking.add(lackOf(ValuePrices.REVIEW_MINUTES, null, "the minutes of one review"));
        BigDecimal rate = priced(prices.reviewerCostPerHour());
        if (rate == null) {
            lacking.add(lackOf(
                    ValuePrices.REVIEWER_COST, prices.reviewerCostPerHour(), "what an hour of a reviewer costs"));
        }
        List<ValueInput> inputs = new ArrayList<>(List.of(counts));
        inputs.add(prices.input(ValuePrices.REVIEW_MINUTES, minutes, ValueUnit.MINUTES));
        inputs.add(prices.input(ValuePrices.REVIEWER_COST, rate, ValueUnit.MONEY));
        BigDecimal amount = minutes == null || rate == null
                ? null
                : rate.multiply(minutes)
                        .multiply(BigDecimal.valueOf(reviews))
                        .divide(MINUTES_AN_HOUR, 2, RoundingMode.HALF_UP);
        return add(
                new ValueLine(key, ValueKind.HOURS, effect, hours, ValueUnit.HOURS, amount, formula, inputs, lacking));
    }

    /** With the platform's own cost, and the sums. */
    public ValueView view() {
        BigDecimal monthly = priced(prices.platformCostPerMonth());
        BigDecimal own = monthly == null ? null : period.cost(monthly);
        add(new ValueLine(
                "platform",
                ValueKind.MONEY,
                ValueEffect.COST,
                own,
                ValueUnit.MONEY,
                own,
                "Cost of the platform a month × days ÷ 30.436875.",
                List.of(
                        prices.input(ValuePrices.PLATFORM_COST, monthly, ValueUnit.MONEY),
                        ValueInput.live("days", period.days(), ValueUnit.DAYS)),
                monthly == null
                        ? List.of(lackOf(
                                ValuePrices.PLATFORM_COST,
                                prices.platformCostPerMonth(),
                                "what the platform costs a month"))
                        : List.of()));
        BigDecimal benefit = sum(ValueEffect.BENEFIT);
        BigDecimal cost = own == null ? null : sum(ValueEffect.COST);
        BigDecimal net = benefit == null || cost == null ? null : benefit.subtract(cost);
        return new ValueView(
                domain,
                period.from(),
                period.to(),
                currency,
                lines,
                benefit,
                cost,
                net,
                net == null || cost == null ? null : ratio(net, cost),
                savedHours(),
                missing.entrySet().stream()
                        .map(each -> new ValueMissing(each.getKey(), each.getValue()))
                        .toList());
    }

    /** A share of a count, to four digits; null of nothing. */
    public static @Nullable BigDecimal share(long part, long whole) {
        return ratio(BigDecimal.valueOf(part), BigDecimal.valueOf(whole));
    }

    /** Money to the cent. */
    public static BigDecimal money(BigDecimal amount) {
        return amount.setScale(2, RoundingMode.HALF_UP);
    }

    /** Hours of so many minutes, to two digits. */
    public static BigDecimal hours(BigDecimal minutes) {
        return minutes.divide(MINUTES_AN_HOUR, 2, RoundingMode.HALF_UP);
    }

    private static @Nullable BigDecimal ratio(BigDecimal part, BigDecimal whole) {
        return whole.signum() == 0 ? null : part.divide(whole, 4, RoundingMode.HALF_UP);
    }

    private @Nullable BigDecimal sum(ValueEffect effect) {
        return lines.stream()
                .filter(line -> line.effect() == effect)
                .<BigDecimal>mapMulti((line, sum) -> {
                    if (line.amount() != null) sum.accept(line.amount());
                })
                .reduce(BigDecimal::add)
                .orElse(null);
    }

    private @Nullable BigDecimal savedHours() {
        return lines.stream()
                .filter(line -> line.effect() == ValueEffect.BENEFIT && line.unit() == ValueUnit.HOURS)
                .<BigDecimal>mapMulti((line, sum) -> {
                    if (line.quantity() != null) sum.accept(line.quantity());
                })
                .reduce(BigDecimal::add)
                .orElse(null);
    }

    /** A price in the sheet's currency, which the first price gives where nothing else did. */
    private @Nullable BigDecimal priced(@Nullable BigDecimal price) {
        String own = prices.currency();
        if (price == null || own == null) return null;
        if (currency == null) currency = own;
        return currency.equals(own) ? price : null;
    }

    /** Key of what has to be given for a price: itself, or the currency of one that is there. */
    private String lackOf(String price, @Nullable BigDecimal given, String words) {
        String key = keyOf(given == null ? price : ValuePrices.CURRENCY);
        if (given == null) {
            explain(key, "Set " + key + " to " + words + ".");
        } else {
            explain(
                    key,
                    prices.currency() == null
                            ? "Set " + key + " to the currency of your prices."
                            : "The amounts are in " + currency + " and the prices in " + prices.currency()
                                    + "; give the prices in " + currency + ".");
        }
        return key;
    }

    private String keyOf(String price) {
        return "platform.value." + prices.tenant() + "." + price;
    }
}
