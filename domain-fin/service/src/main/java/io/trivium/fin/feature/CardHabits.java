package io.trivium.fin.feature;

/** Compares an authorization with the last events of its card. Reused; not thread-safe. */
final class CardHabits {

    private static final long ODD_MS = 14 * DayRecord.DAY_MS;
    private static final long FIRST_ODD_MS = 28 * DayRecord.DAY_MS;
    private static final double LEAST_SPREAD = 0.2;

    private final Distinct day = new Distinct();
    private final Distinct week = new Distinct();
    private final Spread amounts = new Spread();
    private final Spread category = new Spread();
    private final Spread distances = new Spread();

    /** Writes the features that do not depend on windows of days; {@link RecentEvents#before} must have been called. */
    void write(RecentEvents known, EntityEvent current, double[] features) {
        distinct(known, known::place, current.place(), current.timeMs(), features, Feature.CARD_TERMINALS_1D);
        distinct(known, known::device, current.device(), current.timeMs(), features, Feature.CARD_DEVICES_1D);
        distinct(
                known,
                i -> EventDetails.country(known.details(i)),
                EventDetails.country(current.details()),
                current.timeMs(),
                features,
                Feature.CARD_COUNTRIES_1D);
        int count = known.count();
        if (count == 0) return;
        set(features, Feature.CARD_SECONDS_SINCE_LAST, (current.timeMs() - known.timeMs(count - 1)) / 1000.0);
        amounts(known, current, features);
        shares(known, current, features);
        distances(known, current, features);
    }

    private void amounts(RecentEvents known, EntityEvent current, double[] features) {
        amounts.clear();
        category.clear();
        long largest = 0;
        int odd = 0;
        long firstOdd = Long.MAX_VALUE;
        int own = EventDetails.category(current.details());
        for (int i = 0; i < known.count(); i++) {
            double amount = known.amountMinor(i) / 10_000.0;
            if (own != 0 && EventDetails.category(known.details(i)) == own) category.add(amount);
            if (!known.odd(i)) {
                amounts.add(amount);
                largest = Math.max(largest, known.amountMinor(i));
                continue;
            }
            long time = known.timeMs(i);
            odd += time > current.timeMs() - ODD_MS ? 1 : 0;
            if (time > current.timeMs() - FIRST_ODD_MS) firstOdd = Math.min(firstOdd, time);
        }
        double amount = current.amountMinor() / 10_000.0;
        double log = RecentEvents.log(current.amountMinor());
        set(features, Feature.CARD_AMOUNT_LOG_RATIO, log - known.usual());
        double mean = amounts.mean();
        set(features, Feature.CARD_AMOUNT_Z, (amount - mean) / (amounts.deviation() + LEAST_SPREAD * mean + 0.01));
        set(features, Feature.CARD_AMOUNT_TO_MAX, log - RecentEvents.log(largest));
        set(features, Feature.CARD_ODD_AMOUNTS_14D, odd);
        if (firstOdd != Long.MAX_VALUE) {
            set(features, Feature.CARD_DAYS_SINCE_ODD, (current.timeMs() - firstOdd) / (double) DayRecord.DAY_MS);
        }
        if (category.count() > 0) {
            set(features, Feature.CARD_CATEGORY_LOG_RATIO, log - StrictMath.log1p(category.mean()));
        }
    }

    private static void shares(RecentEvents known, EntityEvent current, double[] features) {
        share(known, known::place, current.place(), features, Feature.CARD_TERMINAL_SHARE);
        share(known, known::device, current.device(), features, Feature.CARD_DEVICE_SHARE);
        long details = current.details();
        share(
                known,
                i -> EventDetails.category(known.details(i)),
                EventDetails.category(details),
                features,
                Feature.CARD_CATEGORY_SHARE);
        long country = share(
                known,
                i -> EventDetails.country(known.details(i)),
                EventDetails.country(details),
                features,
                Feature.CARD_COUNTRY_SHARE);
        set(features, Feature.CARD_COUNTRY_CHANGED, country == 0 || country == EventDetails.country(details) ? 0 : 1);
        long channel = share(
                known,
                i -> EventDetails.channel(known.details(i)),
                EventDetails.channel(details),
                features,
                Feature.CARD_CHANNEL_SHARE);
        set(features, Feature.CARD_CHANNEL_CHANGED, channel == 0 || channel == EventDetails.channel(details) ? 0 : 1);
    }

    /**
     * Writes the share of the current value among those known.
     *
     * @return the newest known value, or 0 when there is none or no current one
     */
    private static long share(
            RecentEvents known, LongByIndex values, long current, double[] features, Feature feature) {
        if (current == 0) return 0;
        long newest = 0;
        int named = 0;
        int same = 0;
        for (int i = 0; i < known.count(); i++) {
            long value = values.at(i);
            if (value != 0) {
                newest = value;
                named++;
                same += value == current ? 1 : 0;
            }
        }
        if (named > 0) set(features, feature, (double) same / named);
        return newest;
    }

    private void distances(RecentEvents known, EntityEvent current, double[] features) {
        double distance = EventDetails.distanceKm(current.details());
        if (distance < 0) return;
        distances.clear();
        for (int i = 0; i < known.count(); i++) {
            double past = EventDetails.distanceKm(known.details(i));
            if (past >= 0) distances.add(past);
        }
        if (distances.count() > 0) {
            double mean = distances.mean();
            set(features, Feature.CARD_DISTANCE_LOG_RATIO, StrictMath.log1p(distance) - StrictMath.log1p(mean));
            set(
                    features,
                    Feature.CARD_DISTANCE_Z,
                    (distance - mean) / (distances.deviation() + LEAST_SPREAD * mean + 1));
        }
    }

    private void distinct(
            RecentEvents known, LongByIndex values, long current, long nowMs, double[] features, Feature first) {
        day.start(current);
        week.start(current);
        for (int i = known.count() - 1; i >= 0 && known.timeMs(i) > nowMs - 7 * DayRecord.DAY_MS; i--) {
            week.add(values.at(i));
            if (known.timeMs(i) > nowMs - DayRecord.DAY_MS) day.add(values.at(i));
        }
        features[first.index()] = day.count();
        features[first.index() + 1] = week.count();
    }

    private static void set(double[] features, Feature feature, double value) {
        features[feature.index()] = value;
    }

    /** A part of the known events. */
    @FunctionalInterface
    private interface LongByIndex {
        long at(int i);
    }
}
