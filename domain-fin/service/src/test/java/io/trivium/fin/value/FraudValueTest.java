package io.trivium.fin.value;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.trivium.core.tenancy.TenantId;
import io.trivium.core.value.ValueLine;
import io.trivium.core.value.ValueMissing;
import io.trivium.core.value.ValueOrigin;
import io.trivium.core.value.ValuePeriod;
import io.trivium.core.value.ValuePrices;
import io.trivium.core.value.ValueView;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class FraudValueTest {
    private static final ValuePeriod MONTH = ValuePeriod.of(null, null, Instant.parse("2026-11-27T00:00:00Z"));
    private static final ValuePrices PRICES = new ValuePrices(
            new TenantId("a-bank"),
            "CHF",
            new BigDecimal("3043.6875"),
            new BigDecimal("60"),
            new BigDecimal("10"),
            ValueOrigin.PRICE);

    private static FraudFigures.Money money(String currency, String stopped, String lost, String declined) {
        return new FraudFigures.Money(
                currency, new BigDecimal(stopped), new BigDecimal(lost), new BigDecimal(declined));
    }

    private static ValueLine line(ValueView view, String key) {
        return view.lines().stream()
                .filter(each -> each.key().equals(key))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void countsTheCurrencyOfThePricesAndNamesTheOthers() {
        ValueView view = FraudValue.of(
                MONTH,
                PRICES,
                new FraudFigures(
                        List.of(money("EUR", "90000", "1", "1"), money("CHF", "9000", "800", "400")),
                        15,
                        8,
                        2,
                        2,
                        6,
                        12));
        assertEquals("CHF", view.currency());
        assertEquals(new BigDecimal("9060.00"), view.benefit(), "9,000 stopped, six reviews of ten minutes not done");
        assertEquals(new BigDecimal("3460.00"), view.cost(), "400 declined, 60 of reviews, 3,000 of the platform");
        assertEquals(new BigDecimal("5600.00"), view.net());
        assertEquals(new BigDecimal("1.00"), view.hours());
        assertEquals(new BigDecimal("800.00"), line(view, "fraud-lost").amount());
        assertEquals(new BigDecimal("0.8000"), line(view, "frauds-caught").quantity());
        assertEquals(new BigDecimal("0.8000"), line(view, "alert-precision").quantity());
        assertEquals(BigDecimal.ONE, line(view, "other-currencies").quantity());
        assertEquals(
                List.of("other-currencies"),
                view.missing().stream().map(ValueMissing::key).toList());
    }

    @Test
    void saysNothingOfFraudBeforeAnythingIsLabelled() {
        ValueView view =
                FraudValue.of(MONTH, PRICES, new FraudFigures(List.of(money("CHF", "0", "0", "0")), 0, 0, 0, 0, 0, 0));
        assertNull(line(view, "fraud-stopped").amount());
        assertNull(line(view, "frauds-missed").quantity());
        assertNull(line(view, "frauds-caught").quantity());
        assertEquals(List.of("labels"), line(view, "alert-precision").missing());
        assertEquals(
                List.of("labels"),
                view.missing().stream().map(ValueMissing::key).toList());
    }

    @Test
    void labelsOfOneClassGiveNoPrecision() {
        ValueView view = FraudValue.of(
                MONTH, PRICES, new FraudFigures(List.of(money("CHF", "9000", "0", "0")), 53, 19, 0, 1, 0, 0));
        assertNull(line(view, "alert-precision").quantity());
        assertEquals(List.of("one-class"), line(view, "alert-precision").missing());
        assertEquals(
                List.of("one-class"),
                view.missing().stream().map(ValueMissing::key).toList());
        assertEquals(
                List.of(19L, 0L, 34L),
                line(view, "alert-precision").inputs().stream()
                        .map(input ->
                                input.value() == null ? null : input.value().longValue())
                        .toList());
    }

    @Test
    void aBankWithoutPaymentsHasThePricesCurrency() {
        ValueView view = FraudValue.of(MONTH, PRICES, new FraudFigures(List.of(), 0, 0, 0, 0, 0, 0));
        assertEquals("CHF", view.currency());
        assertEquals(new BigDecimal("-3000.00"), view.net());
    }
}
