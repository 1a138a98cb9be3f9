package io.trivium.fin.simulation;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivium.core.tenancy.TenantId;
import io.trivium.fin.feature.Feature;
import io.trivium.fin.feature.FeatureEngine;
import io.trivium.fin.feature.InMemoryDayStore;
import io.trivium.fin.replay.DelayedLabels;
import io.trivium.fin.replay.RecordedAuthorization;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Three hours of the demo's traffic after three weeks of its history, through the feature engine. */
class DemoWorldTest {

    private static final TenantId BANK = new TenantId("demo-bank");
    private static final int HISTORY_DAYS = 21;
    private static final int WINDOWS = 18;
    private static final int WINDOW_SECONDS = 600;
    private static final double PER_SECOND = 2;
    private static final PaymentSimulator SIMULATOR = new PaymentSimulator(SimulationConfig.DEMO);

    private final FeatureEngine engine = new FeatureEngine(InMemoryDayStore::new);
    private final DelayedLabels labels = new DelayedLabels();

    private double[] apply(RecordedAuthorization row) {
        labels.release(
                row.occurredAt(),
                due -> engine.label(
                        BANK, due.row().toAuthorization(""), due.row().fraud(), due.observedAt()));
        labels.add(row);
        return engine.apply(BANK, row.toAuthorization("")).features();
    }

    private static double of(double[] features, Feature feature) {
        return features[feature.index()];
    }

    /**
     * The values that the bundled rules for terminals, devices and receiving accounts use, and the activity of cards.
     */
    private static final class Seen {
        private int terminals;
        private int devices;
        private int accounts;
        private int busyCards;
        private int payments;

        void add(double[] features) {
            payments++;
            terminals += of(features, Feature.TERMINAL_FRAUDS_28D) >= 2 ? 1 : 0;
            devices += of(features, Feature.DEVICE_CARDS_7D) >= 5 ? 1 : 0;
            accounts += of(features, Feature.COUNTERPARTY_CARDS_7D) >= 8 ? 1 : 0;
            busyCards += of(features, Feature.CARD_COUNT_1H) >= 4 ? 1 : 0;
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"2026-11-30", "2026-12-12"})
    void fraudStaysAtItsShareAndEveryQueueGetsCases(LocalDate today) {
        for (int day = HISTORY_DAYS; day >= 1; day--)
            SIMULATOR.day(today.minusDays(day)).forEach(this::apply);
        Instant start = today.atTime(8, 0).toInstant(ZoneOffset.UTC);
        Seen seen = new Seen();
        int[] payments = new int[WINDOWS];
        int[] frauds = new int[WINDOWS];
        long id = 0;
        PriorityQueue<RecordedAuthorization> due =
                new PriorityQueue<>(Comparator.comparing(RecordedAuthorization::occurredAt));
        for (long arrival = 0; arrival < WINDOWS * WINDOW_SECONDS * PER_SECOND; arrival++) {
            Instant now = start.plusMillis((long) (arrival * 1_000 / PER_SECOND));
            for (RecordedAuthorization row : SIMULATOR.arrival(arrival, now, id)) {
                id = row.id() + 1;
                due.add(row);
            }
            while (!due.isEmpty() && !due.peek().occurredAt().isAfter(now)) {
                RecordedAuthorization row = due.remove();
                int window = (int) (row.occurredAt().getEpochSecond() - start.getEpochSecond()) / WINDOW_SECONDS;
                payments[window]++;
                frauds[window] += row.fraud() ? 1 : 0;
                seen.add(apply(row));
            }
        }
        List<Double> shares = new ArrayList<>();
        for (int i = 0; i < WINDOWS; i++) shares.add((double) frauds[i] / payments[i]);
        assertTrue(shares.stream().allMatch(share -> share > 0.005 && share < 0.045), shares::toString);
        assertTrue(
                seen.terminals > 10 && seen.devices > 3 && seen.accounts > 3,
                () -> seen.terminals + " at terminals, " + seen.devices + " on devices, " + seen.accounts
                        + " to accounts");
        assertTrue(seen.busyCards < 0.08 * seen.payments, () -> seen.busyCards + " of " + seen.payments);
    }
}
