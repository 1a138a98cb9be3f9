package io.trivium.deploy.drill;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DrillReportTest {
    private static final Instant BEGUN = Instant.parse("2026-11-28T20:00:00Z");

    private static Raised raised(Sign... signs) {
        Expected expected = new Expected("ServiceDown", "services", List.of(signs));
        Cause cause =
                new Cause(CauseName.service_hangs, "it hangs", () -> {}, "it continues", () -> {}, List.of(expected));
        return new Raised(cause, expected, BEGUN);
    }

    private static DrillReport report(Raised raised) {
        return new DrillReport(BEGUN, Duration.ofMinutes(5), List.of(raised), Set.of("DiskFilling"));
    }

    @Test
    void isAsSaidWhenTheAlertCameWithItsSignsAndWent() throws InterruptedException {
        Raised raised = raised(new Sign("doctor", () -> "it does not answer", "not answer"));
        raised.seen(BEGUN.plusSeconds(75));
        raised.putRight(BEGUN.plusSeconds(80));
        raised.over(BEGUN.plusSeconds(100));

        assertTrue(report(raised).isAsSaid());
        String text = String.join("\n", report(raised).lines());
        assertTrue(text.contains("75.0 s"), text);
        assertTrue(text.contains("20.0 s"), text);
        assertTrue(text.contains("DiskFilling"), text);
    }

    @Test
    void namesWhatIsNotSeenWhereTheRunbookTellsToLook() throws InterruptedException {
        Raised raised = raised(new Sign("doctor", () -> "all is well", "not answer"));
        raised.seen(BEGUN.plusSeconds(75));
        raised.putRight(BEGUN.plusSeconds(80));
        raised.over(BEGUN.plusSeconds(100));

        assertFalse(report(raised).isAsSaid());
        String text = String.join("\n", report(raised).lines());
        assertTrue(text.contains("doctor does not say \"not answer\": all is well"), text);
    }

    @Test
    void aLookThatFailsIsSomethingSeen() throws InterruptedException {
        Raised raised = raised(new Sign(
                "curl",
                () -> {
                    throw new IOException("request timed out");
                },
                "timed out"));
        raised.seen(BEGUN.plusSeconds(75));
        raised.putRight(BEGUN.plusSeconds(80));
        raised.over(BEGUN.plusSeconds(100));

        assertTrue(report(raised).isAsSaid());
    }

    @Test
    void isNotAsSaidWhenTheAlertDoesNotComeOrDoesNotGo() throws InterruptedException {
        Raised missing = raised();
        missing.putRight(BEGUN.plusSeconds(80));
        assertFalse(report(missing).isAsSaid());

        Raised lasting = raised();
        lasting.seen(BEGUN.plusSeconds(75));
        lasting.putRight(BEGUN.plusSeconds(80));
        assertFalse(report(lasting).isAsSaid());
    }
}
