package io.trivium.core.value;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivium.core.error.PlatformException;
import io.trivium.core.tenancy.TenantId;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ValueSheetTest {
    private static final Instant END = Instant.parse("2026-11-27T00:00:00Z");
    private static final ValuePeriod MONTH = ValuePeriod.of(null, null, END);
    private static final ValuePrices NONE =
            new ValuePrices(new TenantId("a-bank"), null, null, null, null, ValueOrigin.PRICE);

    private static ValuePrices prices(String currency, String platform, String hour, String minutes) {
        return new ValuePrices(
                new TenantId("a-bank"),
                currency,
                new BigDecimal(platform),
                new BigDecimal(hour),
                new BigDecimal(minutes),
                ValueOrigin.ASSUMPTION);
    }

    private static ValueLine money(String key, ValueEffect effect, @Nullable BigDecimal amount) {
        return new ValueLine(
                key, ValueKind.MONEY, effect, amount, ValueUnit.MONEY, amount, "as counted", List.of(), List.of());
    }

    private static ValueSheet sheet(ValuePrices prices, @Nullable String currency) {
        return new ValueSheet("fin", MONTH, prices, currency);
    }

    @Test
    void addsBenefitsAndCostsAndThePlatformsOwn() {
        ValueView view = sheet(prices("CHF", "3043.6875", "60", "5"), "CHF")
                .add(money("fraud-stopped", ValueEffect.BENEFIT, new BigDecimal("10000.00")))
                .add(money("genuine-blocked", ValueEffect.COST, new BigDecimal("500.00")))
                .add(money("fraud-lost", ValueEffect.NONE, new BigDecimal("700.00")))
                .addReviews("reviews", ValueEffect.COST, 100, "reviews", ValueInput.count("cases", 100))
                .addReviews("joined", ValueEffect.BENEFIT, 30, "joined", ValueInput.count("alerts", 130))
                .view();
        assertEquals(new BigDecimal("10150.00"), view.benefit());
        assertEquals(new BigDecimal("4000.00"), view.cost(), "500 + 500 of reviews + 3,000 of the platform");
        assertEquals(new BigDecimal("6150.00"), view.net());
        assertEquals(new BigDecimal("1.5375"), view.returnOnInvestment());
        assertEquals(new BigDecimal("2.50"), view.hours());
        assertEquals(List.of(), view.missing());
        assertEquals(
                ValueOrigin.ASSUMPTION,
                view.lines().getLast().inputs().getFirst().origin());
    }

    @Test
    void namesWhatIsMissingInsteadOfMakingItUp() {
        ValueView view = sheet(NONE, "CHF")
                .add(money("fraud-stopped", ValueEffect.BENEFIT, new BigDecimal("10.00")))
                .addReviews("reviews", ValueEffect.COST, 3, "reviews")
                .view();
        assertEquals(new BigDecimal("10.00"), view.benefit());
        assertNull(view.cost(), "a cost without the platform's own would be too small");
        assertNull(view.net());
        assertNull(view.returnOnInvestment());
        assertNull(view.hours());
        assertEquals(
                List.of(
                        "platform.value.a-bank.minutes-per-review",
                        "platform.value.a-bank.reviewer-cost-per-hour",
                        "platform.value.a-bank.platform-cost-per-month"),
                view.missing().stream().map(ValueMissing::key).toList());
        assertEquals(
                List.of("platform.value.a-bank.platform-cost-per-month"),
                view.lines().getLast().missing());
    }

    @Test
    void doesNotAddFrancsToEuros() {
        ValueView view = sheet(prices("EUR", "100", "60", "5"), "CHF")
                .add(money("fraud-stopped", ValueEffect.BENEFIT, new BigDecimal("10.00")))
                .addReviews("reviews", ValueEffect.COST, 12, "reviews")
                .view();
        assertEquals("CHF", view.currency());
        assertEquals(new BigDecimal("1.00"), view.lines().get(1).quantity(), "hours have no currency");
        assertNull(view.lines().get(1).amount());
        assertNull(view.cost());
        assertEquals(1, view.missing().size());
        assertTrue(view.missing().getFirst().remedy().contains("give the prices in CHF"));
    }

    @Test
    void takesTheCurrencyOfThePricesWhereTheFiguresHaveNone() {
        ValueView view = sheet(prices("EUR", "0", "60", "5"), null)
                .addReviews("second-readings", ValueEffect.BENEFIT, 12, "studies")
                .view();
        assertEquals("EUR", view.currency());
        assertEquals(new BigDecimal("60.00"), view.net());
        assertNull(view.returnOnInvestment(), "nothing was spent");
    }

    @Test
    void nothingIsZeroAndNotBelowIt() {
        ValueView view = sheet(prices("EUR", "0", "60", "5"), "EUR")
                .add(money("fraud-stopped", ValueEffect.BENEFIT, new BigDecimal("-0.00")))
                .addReviews("reviews", ValueEffect.COST, 0, "reviews")
                .view();
        assertEquals("0.00", String.valueOf(view.net()));
        assertNull(view.returnOnInvestment());
        assertNull(ValueSheet.share(0, 0));
        assertEquals(new BigDecimal("0.3333"), ValueSheet.share(1, 3));
    }

    @Test
    void aTimeIsThirtyDaysUnlessSaidAndAtMostFourHundred() {
        assertEquals(Instant.parse("2026-10-28T00:00:00Z"), MONTH.from());
        assertEquals(new BigDecimal("30.00"), MONTH.days());
        assertThrows(PlatformException.class, () -> ValuePeriod.of("2026-11-27T00:00:00Z", null, END));
        assertThrows(PlatformException.class, () -> ValuePeriod.of("2020-01-01T00:00:00Z", null, END));
        assertThrows(PlatformException.class, () -> ValuePeriod.of("yesterday", null, END));
    }

    @Test
    void aTimeDoesNotBeginBeforeAnythingWasObserved() {
        Instant first = Instant.parse("2026-11-26T23:50:00Z");
        assertEquals(
                new ValuePeriod(first, END), ValuePeriod.of(null, null, END).since(first), "ten minutes");
        assertEquals(MONTH, MONTH.since(null));
        assertEquals(MONTH, MONTH.since(MONTH.from().minusSeconds(1)));
        assertEquals(MONTH, MONTH.since(END), "nothing in it");
    }
}
