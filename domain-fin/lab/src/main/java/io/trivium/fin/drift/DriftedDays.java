package io.trivium.fin.drift;

import io.trivium.fin.replay.DayRange;
import io.trivium.fin.replay.RecordedAuthorization;
import io.trivium.fin.replay.RecordedDays;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Recorded days into which a {@link Drift} is put from one day on. What a day becomes follows from the seed and that day's
 * own rows alone, so days may be read in any order and as often as wanted. Immutable.
 */
public final class DriftedDays implements RecordedDays {
    /** Number of the fraud pattern that is put in; archives have lower ones. */
    public static final int SCENARIO = 90;

    private static final long FIRST_ID = 9_000_000_000_000L;
    private static final long IDS_A_DAY = 1_000_000;
    private static final int CARDS_TRIED_A_DAY = 20;
    private static final int TRIES = 4;
    private static final int CENTS_OF_A_TRY = 500;
    private static final BigDecimal PRICES = new BigDecimal("1.6");
    private static final double TERMINALS_REPLACED = 0.7;

    private final RecordedDays days;
    private final Drift drift;
    private final LocalDate from;
    private final long seed;

    /**
     * Days of which nothing is read yet.
     *
     * @param from first day of the changed world
     */
    public DriftedDays(RecordedDays days, Drift drift, LocalDate from, long seed) {
        this.days = days;
        this.drift = drift;
        this.from = from;
        this.seed = seed;
    }

    @Override
    public LocalDate firstDay() {
        return days.firstDay();
    }

    @Override
    public LocalDate lastDay() {
        return days.lastDay();
    }

    @Override
    public void require(DayRange range) {
        days.require(range);
    }

    @Override
    public void read(LocalDate day, Consumer<RecordedAuthorization> sink) {
        if (drift == Drift.NONE || day.isBefore(from)) {
            days.read(day, sink);
            return;
        }
        List<RecordedAuthorization> rows = new ArrayList<>();
        days.read(day, rows::add);
        switch (drift) {
            case NONE -> throw new IllegalStateException("passed on above");
            case NEW_FRAUD -> tryCards(day, rows);
            case AMOUNT_INFLATION -> rows.replaceAll(DriftedDays::dearer);
            case MERCHANT_SHIFT -> rows.replaceAll(row -> elsewhere(row, "n"));
            case MERCHANT_CHURN -> {
                long week = ChronoUnit.DAYS.between(from, day) / 7;
                rows.replaceAll(row -> elsewhere(row, "n" + week + "-"));
            }
        }
        rows.forEach(sink);
    }

    private void tryCards(LocalDate day, List<RecordedAuthorization> rows) {
        if (rows.isEmpty()) return;
        SplittableRandom random = new SplittableRandom(seed ^ (day.toEpochDay() * 0x9E3779B97F4A7C15L));
        List<RecordedAuthorization> recorded = List.copyOf(rows);
        long id = FIRST_ID + day.toEpochDay() * IDS_A_DAY;
        for (int card = 0; card < CARDS_TRIED_A_DAY; card++) {
            String customer = recorded.get(random.nextInt(recorded.size())).customerId();
            Instant at = day.atStartOfDay()
                    .plusHours(1)
                    .plusSeconds(random.nextInt(4 * 3600))
                    .toInstant(ZoneOffset.UTC);
            for (int attempt = 0; attempt < TRIES; attempt++) {
                String terminal = recorded.get(random.nextInt(recorded.size())).terminalId();
                BigDecimal amount = BigDecimal.valueOf(50 + random.nextInt(CENTS_OF_A_TRY - 50), 2);
                rows.add(new RecordedAuthorization(id++, at, customer, terminal, amount, true, SCENARIO, null, null));
                at = at.plusSeconds(20 + random.nextInt(160));
            }
        }
        rows.sort(Comparator.comparing(RecordedAuthorization::occurredAt).thenComparingLong(RecordedAuthorization::id));
    }

    private static RecordedAuthorization dearer(RecordedAuthorization row) {
        return with(row, row.terminalId(), row.amount().multiply(PRICES).setScale(2, RoundingMode.HALF_EVEN));
    }

    private RecordedAuthorization elsewhere(RecordedAuthorization row, String prefix) {
        SplittableRandom ofTerminal =
                new SplittableRandom(seed ^ row.terminalId().hashCode());
        // The first numbers of neighbouring seeds resemble each other.
        ofTerminal.nextLong();
        return ofTerminal.nextDouble() < TERMINALS_REPLACED ? with(row, prefix + row.terminalId(), row.amount()) : row;
    }

    private static RecordedAuthorization with(RecordedAuthorization row, String terminal, BigDecimal amount) {
        RecordedAuthorization.@Nullable Details details = row.details();
        return new RecordedAuthorization(
                row.id(),
                row.occurredAt(),
                row.customerId(),
                terminal,
                amount,
                row.fraud(),
                row.scenario(),
                details,
                row.label());
    }
}
