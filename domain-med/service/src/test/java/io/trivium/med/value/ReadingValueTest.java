package io.trivium.med.value;

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

class ReadingValueTest {
    private static final ValuePeriod MONTH = ValuePeriod.of(null, null, Instant.parse("2026-11-27T00:00:00Z"));
    private static final ValuePrices PRICES = new ValuePrices(
            new TenantId("a-hospital"),
            "EUR",
            new BigDecimal("1014.5625"),
            new BigDecimal("120"),
            new BigDecimal("8"),
            ValueOrigin.ASSUMPTION);

    private static ValueLine line(ValueView view, String key) {
        return view.lines().stream()
                .filter(each -> each.key().equals(key))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void countsSecondReadingsThatAReaderWentThrough() {
        ValueView view = ReadingValue.of(
                MONTH,
                PRICES,
                new ReadingFigures(400, 3, 150, new BigDecimal("2.10"), new BigDecimal("6.00"), 90, 10, 100, 20));
        assertEquals(new BigDecimal("20.00"), view.hours());
        assertEquals(new BigDecimal("2400.00"), view.benefit());
        assertEquals(new BigDecimal("1400.00"), view.net());
        assertEquals(new BigDecimal("1.4000"), view.returnOnInvestment());
        assertEquals(new BigDecimal("0.5000"), line(view, "finding-precision").quantity());
        assertEquals(new BigDecimal("100"), line(view, "findings-confirmed").quantity());
        assertNull(line(view, "findings-missed").quantity(), "what only a reader saw is not recorded");
        assertEquals(
                List.of("readers-findings"),
                view.missing().stream().map(ValueMissing::key).toList());
    }

    @Test
    void saysNothingOfFindingsBeforeAReaderDecided() {
        ValueView view =
                ReadingValue.of(MONTH, PRICES, new ReadingFigures(5, 0, 0, BigDecimal.ONE, BigDecimal.ONE, 0, 0, 0, 9));
        assertNull(line(view, "findings-confirmed").quantity());
        assertNull(line(view, "finding-precision").quantity());
        assertEquals(
                List.of("finding-decisions", "readers-findings"),
                view.missing().stream().map(ValueMissing::key).toList());
    }
}
