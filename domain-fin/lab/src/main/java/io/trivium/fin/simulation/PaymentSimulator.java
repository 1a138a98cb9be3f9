package io.trivium.fin.simulation;

import io.trivium.fin.replay.RecordedAuthorization;
import io.trivium.fin.replay.RecordedAuthorization.Label;
import io.trivium.fin.simulation.Draws.Stream;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Makes payments by card and to accounts, genuine and fraudulent, with the labels that will be reported about them.
 *
 * <p>A day depends on the configuration and its date alone, never on what was made before; so history can be made again
 * after a restart, under the same ids and with the same content. Amounts are in euro. Thread-safe.
 */
public final class PaymentSimulator {
    /** Nearly all genuine purchases stay at or below this amount, in euro; {@link FraudScenario#LARGE_AMOUNT} is above it. */
    public static final double LARGE_AMOUNT = Payments.LARGE_AMOUNT;

    private static final long IDS_PER_DAY = 1_000_000;

    private final SimulationConfig config;
    private final World world;
    private final Payments payments;
    private final Frauds frauds;

    public PaymentSimulator(SimulationConfig config) {
        this.config = config;
        this.world = new World(config);
        Devices devices = new Devices(config.seed());
        this.payments = new Payments(config.seed(), world, devices);
        this.frauds = new Frauds(config, world, devices);
    }

    public SimulationConfig config() {
        return config;
    }

    /** Events apart from ordinary payments; one occasion is several authorizations. */
    private enum Occasion {
        CARD_TESTING(0.00006, false, false),
        CROSS_BORDER(0.0006, false, true),
        NIGHT_WITHDRAWALS(0.0005, true, false),
        SALE(0.00004, false, false),
        TINY_PURCHASES(0.0012, false, false),
        NIGHT_OUT(0.0015, true, false);

        /** Occasions per ordinary authorization. */
        private final double rate;

        private final boolean atNight;

        /** Whether there is more of it in a world with more fraud. */
        private final boolean scales;

        Occasion(double rate, boolean atNight, boolean scales) {
            this.rate = rate;
            this.atNight = atNight;
            this.scales = scales;
        }

        double rate(SimulationConfig config) {
            return scales ? rate * config.fraudFactor() : rate;
        }
    }

    /** Every authorization of the UTC day, in order of time. */
    public List<RecordedAuthorization> day(LocalDate date) {
        Instant midnight = date.atStartOfDay(ZoneOffset.UTC).toInstant();
        long epochDay = date.toEpochDay();
        List<Draft> drafts = new ArrayList<>();
        for (Card card : world.cards()) {
            Draws draws = Draws.keyed(config.seed(), Stream.CARD_DAY, card.index(), epochDay);
            int count = draws.poisson(card.perDay() * weekdayFactor(date.getDayOfWeek()));
            for (int i = 0; i < count; i++) drafts.add(payment(card, midnight.plusSeconds(secondOfDay(draws)), draws));
        }
        int ordinary = drafts.size();
        Draws draws = Draws.keyed(config.seed(), Stream.DAY, epochDay, 0);
        for (Occasion occasion : Occasion.values()) {
            for (int i = draws.poisson(ordinary * occasion.rate(config)); i > 0; i--) {
                int second = occasion.atNight ? draws.between(3_600, 4 * 3_600) : draws.index(86_400);
                drafts.addAll(of(occasion, midnight.plusSeconds(second), draws));
            }
        }
        // An occasion that starts late in the evening is truncated at midnight.
        drafts.removeIf(draft -> !draft.at().isBefore(midnight.plus(Duration.ofDays(1))));
        drafts.sort(Comparator.comparing(Draft::at)
                .thenComparingInt(draft -> draft.card().index())
                .thenComparing(Draft::terminalId)
                .thenComparing(Draft::amount));
        if (drafts.size() >= IDS_PER_DAY) {
            throw new IllegalStateException("more authorizations on " + date + " than there are ids: " + drafts.size());
        }
        List<RecordedAuthorization> rows = new ArrayList<>(drafts.size());
        for (Draft draft : drafts) rows.add(record(epochDay * IDS_PER_DAY + rows.size(), draft));
        return rows;
    }

    /**
     * Returns the authorizations of one arrival now: usually a single payment, occasionally the several authorizations
     * of an occasion, some minutes apart.
     *
     * @param arrival number of the arrival; one number and one time always give the same
     * @param firstId the id of the first authorization, the others count up from it
     */
    public List<RecordedAuthorization> arrival(long arrival, Instant now, long firstId) {
        Draws draws = Draws.keyed(config.seed(), Stream.LIVE, arrival, now.toEpochMilli());
        int hour = now.atOffset(ZoneOffset.UTC).getHour();
        double kind = draws.uniform();
        double upTo = 0;
        List<Draft> drafts = new ArrayList<>();
        for (Occasion occasion : Occasion.values()) {
            // Arrivals are as frequent at night, so those of a night keep their share of them, in three of its hours.
            double rate = !occasion.atNight || (hour >= 1 && hour < 4) ? occasion.rate(config) : 0;
            if (kind >= upTo && kind < upTo + rate) drafts.addAll(of(occasion, now, draws));
            upTo += rate;
        }
        if (drafts.isEmpty()) drafts.add(payment(world.anyCard(draws), now, draws));
        drafts.sort(Comparator.comparing(Draft::at));
        List<RecordedAuthorization> rows = new ArrayList<>(drafts.size());
        for (Draft draft : drafts) rows.add(record(firstId + rows.size(), draft));
        return rows;
    }

    private Draft payment(Card card, Instant at, Draws draws) {
        return frauds.after(payments.payment(card, at, draws), payments, draws);
    }

    private List<Draft> of(Occasion occasion, Instant start, Draws draws) {
        List<Draft> drafts = switch (occasion) {
            case CARD_TESTING -> frauds.cardTesting(start, draws);
            case CROSS_BORDER -> frauds.crossBorder(start, draws);
            case NIGHT_WITHDRAWALS -> frauds.nightWithdrawals(start, draws);
            case SALE -> payments.sale(start, draws);
            case TINY_PURCHASES -> payments.tinyPurchases(start, draws);
            case NIGHT_OUT -> payments.nightOut(start, draws);
        };
        return drafts.stream().map(frauds::atItsTerminal).toList();
    }

    private RecordedAuthorization record(long id, Draft draft) {
        boolean fraud = draft.scenario() != FraudScenario.GENUINE;
        return new RecordedAuthorization(
                id,
                draft.at(),
                draft.card().tokenOn(Payments.day(draft.at())),
                draft.terminalId(),
                draft.amount(),
                fraud,
                draft.scenario().number(),
                draft.sent(),
                label(id, draft.at(), fraud));
    }

    /**
     * Frauds: 64 % a chargeback after one day plus a log-normal delay (median 5 days, sigma 0.7, at most 60 days in all),
     * 30 % found by an analyst after 2 to 48 hours, 6 % never reported. Genuine: 0.5 % cleared by an analyst after one to
     * three days. Whole seconds.
     */
    private Label label(long id, Instant at, boolean fraud) {
        Draws draws = Draws.keyed(config.seed(), Stream.LABEL, id, 0);
        double fate = draws.uniform();
        if (!fraud) return fate < 0.005 ? after(at, draws.uniform(24, 72), "analyst") : Label.NEVER;
        if (fate < 0.06) return Label.NEVER;
        if (fate < 0.36) return after(at, draws.uniform(2, 48), "analyst");
        return after(at, 24 * Math.min(60, 1 + draws.logNormal(5, 0.7)), "chargeback");
    }

    private static Label after(Instant at, double hours, String source) {
        return new Label(Instant.ofEpochSecond(at.getEpochSecond() + Math.round(hours * 3_600)), source);
    }

    private static double weekdayFactor(DayOfWeek day) {
        return switch (day) {
            case MONDAY, TUESDAY, WEDNESDAY, THURSDAY -> 0.95;
            case FRIDAY -> 1.15;
            case SATURDAY -> 1.25;
            case SUNDAY -> 0.8;
        };
    }

    /** Mostly around noon, a third in the evening, a twentieth at any time. */
    private static long secondOfDay(Draws draws) {
        double kind = draws.uniform();
        double second = kind < 0.05
                ? draws.uniform(0, 86_400)
                : kind < 0.65 ? draws.normal(13 * 3_600, 3 * 3_600) : draws.normal(18.5 * 3_600, 2 * 3_600);
        return Math.clamp((long) second, 0, LocalTime.MAX.toSecondOfDay());
    }
}
