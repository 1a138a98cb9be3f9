package io.trivium.fin.desk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.trivium.fin.decision.Outcome;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class EntityViewTest {

    private static final Instant NOON = Instant.parse("2026-11-25T12:00:00Z");

    private static EntityView.Row row(
            String id,
            int hoursAgo,
            Outcome outcome,
            String amount,
            @Nullable String label,
            Map<EntityType, String> with) {
        return new EntityView.Row(
                new SearchView.FoundPayment(
                        id,
                        outcome,
                        0.5,
                        false,
                        new BigDecimal(amount),
                        "EUR",
                        NOON.minus(Duration.ofHours(hoursAgo)),
                        label,
                        null),
                with);
    }

    private static EntityView view(EntityType type, List<EntityView.Row> rows) {
        return EntityView.of(
                type, "tok_a", NOON.minus(Duration.ofDays(90)), true, rows, List.of(), List.of(), Map.of(), NOON);
    }

    @Test
    void countsPaymentsAndAmountsByPeriodAndDay() {
        EntityView view = view(
                EntityType.CARD,
                List.of(
                        row("c", 2, Outcome.DECLINE, "900", "fraud", Map.of()),
                        row("b", 30, Outcome.REFER, "20", null, Map.of()),
                        row("a", 24 * 20, Outcome.APPROVE, "5.5", "genuine", Map.of())));
        assertEquals(
                new EntityView.Span(1, 1, 0, 1, Map.of("EUR", new BigDecimal("900"))),
                view.periods().get(0));
        assertEquals(
                new EntityView.Span(7, 2, 1, 1, Map.of("EUR", new BigDecimal("920"))),
                view.periods().get(1));
        assertEquals(3, view.periods().get(3).payments());
        assertEquals(
                List.of(
                        new EntityView.DayCount(LocalDate.parse("2026-11-05"), 1, 0, 0),
                        new EntityView.DayCount(LocalDate.parse("2026-11-24"), 1, 1, 0),
                        new EntityView.DayCount(LocalDate.parse("2026-11-25"), 1, 1, 1)),
                view.days());
        assertEquals(new EntityView.LabelCounts(1, 1), view.labels());
        assertEquals(NOON.minus(Duration.ofHours(2)), view.lastSeen());
        assertEquals("payments", view.covers());
        assertEquals("alerts", view(EntityType.TERMINAL, List.of()).covers());
    }

    @Test
    void linksAreRankedByPaymentsAndPointToTheNewest() {
        Map<EntityType, String> one = Map.of(EntityType.CARD, "tok_a", EntityType.TERMINAL, "T-1");
        Map<EntityType, String> other = Map.of(EntityType.CARD, "tok_a", EntityType.TERMINAL, "T-2");
        EntityView view = view(
                EntityType.CARD,
                List.of(
                        row("c", 1, Outcome.APPROVE, "1", null, other),
                        row("b", 2, Outcome.APPROVE, "1", null, one),
                        row("a", 3, Outcome.APPROVE, "1", null, one)));
        assertEquals(
                List.of("T-1 2 b", "T-2 1 c"),
                view.links().stream()
                        .map(link -> link.value() + " " + link.payments() + " " + link.authorizationId())
                        .toList());
    }

    @Test
    void anEntityWithoutPaymentsInThePeriodIsStillShown() {
        EntityView view = view(EntityType.CUSTOMER, List.of());
        assertNull(view.lastSeen());
        assertEquals(0, view.periods().getFirst().payments());
    }
}
