package io.trivium.fin.desk;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.trivium.fin.decision.Outcome;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * The data of a customer, card, merchant, terminal, device or receiving account, from stored payments.
 *
 * @param covers {@code payments} when all payments are counted; {@code alerts} when only those that became alerts are
 * @param from payments since then are counted
 * @param complete whether none of them was left out
 * @param periods counts and amounts of the last 1, 7, 30 and 90 days
 * @param days counts by UTC day, the newest last, at most 90; days without a payment are missing
 * @param labels payments labelled fraud and genuine
 * @param links what it was seen with, the most frequent first
 * @param payments the newest
 * @param cases the newest
 * @param lists lists that it is on, or waits for
 * @param features the model's features about it as of the newest payment, by name
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record EntityView(
        EntityType type,
        String value,
        @Schema(enumeration = {"payments", "alerts"}) String covers,
        Instant from,
        boolean complete,
        @Nullable Instant firstSeen,
        @Nullable Instant lastSeen,
        List<Span> periods,
        List<DayCount> days,
        LabelCounts labels,
        List<LinkedEntity> links,
        List<SearchView.FoundPayment> payments,
        List<SearchView.CaseHit> cases,
        List<Membership> lists,
        Map<String, Double> features) {

    static final int PAYMENTS = 25;
    private static final int LINKS_OF_A_TYPE = 8;
    private static final List<Integer> PERIODS = List.of(1, 7, 30, 90);

    /**
     * Counts of the last days.
     *
     * @param amounts sums by ISO 4217 code
     */
    public record Span(int days, int payments, int referred, int declined, Map<String, BigDecimal> amounts) {}

    /** Counts of one UTC day. */
    public record DayCount(LocalDate day, int payments, int alerts, int fraud) {}

    /** The number of payments with each label. */
    public record LabelCounts(int fraud, int genuine) {}

    /**
     * Another entity that it was seen with.
     *
     * @param authorizationId the newest payment of both
     */
    public record LinkedEntity(EntityType type, String value, int payments, String authorizationId, Instant seenAt) {

        /** The same with one payment more. */
        LinkedEntity again() {
            return new LinkedEntity(type, value, payments + 1, authorizationId, seenAt);
        }
    }

    /**
     * An entry of a list.
     *
     * @param kind allow, block or watch
     * @param state pending or active
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Membership(
            String list,
            String kind,
            String state,
            String reason,
            String addedBy,
            @Nullable Instant expiresAt) {}

    /** A payment with everybody and everything it names. */
    record Row(SearchView.FoundPayment payment, Map<EntityType, String> parties) {}

    /**
     * Puts the page together.
     *
     * @param rows newest first
     */
    static EntityView of(
            EntityType type,
            String value,
            Instant from,
            boolean complete,
            List<Row> rows,
            List<SearchView.CaseHit> cases,
            List<Membership> lists,
            Map<String, Double> features,
            Instant now) {
        Map<LocalDate, int[]> days = new TreeMap<>();
        Map<EntityType, Map<String, LinkedEntity>> links = new EnumMap<>(EntityType.class);
        int fraud = 0;
        int genuine = 0;
        for (Row row : rows) {
            SearchView.FoundPayment payment = row.payment();
            int[] day = days.computeIfAbsent(
                    payment.occurredAt().atOffset(ZoneOffset.UTC).toLocalDate(), date -> new int[3]);
            day[0]++;
            if (payment.outcome() != Outcome.APPROVE) day[1]++;
            if ("fraud".equals(payment.label())) {
                day[2]++;
                fraud++;
            } else if ("genuine".equals(payment.label())) {
                genuine++;
            }
            row.parties().forEach((other, token) -> {
                if (other != type && !token.equals(value)) {
                    links.computeIfAbsent(other, key -> new LinkedHashMap<>())
                            .merge(token, link(other, token, payment), (newest, older) -> newest.again());
                }
            });
        }
        return new EntityView(
                type,
                value,
                type.coversAllPayments() ? "payments" : "alerts",
                from,
                complete,
                rows.isEmpty() ? null : rows.getLast().payment().occurredAt(),
                rows.isEmpty() ? null : rows.getFirst().payment().occurredAt(),
                PERIODS.stream().map(length -> period(length, rows, now)).toList(),
                days.entrySet().stream()
                        .map(day -> new DayCount(day.getKey(), day.getValue()[0], day.getValue()[1], day.getValue()[2]))
                        .toList(),
                new LabelCounts(fraud, genuine),
                ranked(links),
                rows.stream().limit(PAYMENTS).map(Row::payment).toList(),
                cases,
                lists,
                features);
    }

    private static LinkedEntity link(EntityType type, String token, SearchView.FoundPayment payment) {
        return new LinkedEntity(type, token, 1, payment.authorizationId(), payment.occurredAt());
    }

    private static Span period(int length, List<Row> rows, Instant now) {
        Instant since = now.minus(Duration.ofDays(length));
        int payments = 0;
        int referred = 0;
        int declined = 0;
        Map<String, BigDecimal> amounts = new TreeMap<>();
        for (Row row : rows) {
            SearchView.FoundPayment payment = row.payment();
            if (payment.occurredAt().isBefore(since)) break;
            payments++;
            if (payment.outcome() == Outcome.REFER) referred++;
            if (payment.outcome() == Outcome.DECLINE) declined++;
            BigDecimal amount = payment.amount();
            String currency = payment.currency();
            if (amount != null && currency != null) amounts.merge(currency, amount, BigDecimal::add);
        }
        return new Span(length, payments, referred, declined, amounts);
    }

    private static List<LinkedEntity> ranked(Map<EntityType, Map<String, LinkedEntity>> links) {
        List<LinkedEntity> ranked = new ArrayList<>();
        for (Map<String, LinkedEntity> ofType : links.values()) {
            ofType.values().stream()
                    .sorted(Comparator.comparingInt(LinkedEntity::payments)
                            .thenComparing(LinkedEntity::seenAt)
                            .reversed())
                    .limit(LINKS_OF_A_TYPE)
                    .forEach(ranked::add);
        }
        return ranked;
    }
}
