package io.trivium.fin.decision;

import io.trivium.fin.feature.EventSequence;
import io.trivium.fin.feature.Feature;
import io.trivium.fin.feature.FeatureVector;
import io.trivium.fin.feature.FeaturesComputed;
import java.util.Locale;

/**
 * A group of features with one meaning for a human, and its neutral values: the card's usual values if its history
 * contains them, otherwise those of an unknown card. Replacing the group by these values and calling the model again
 * shows its effect on the score.
 */
enum FeatureGroup {
    AMOUNT(Feature.TX_AMOUNT) {
        @Override
        void neutralise(double[] values) {
            double usual = usualAmount(values);
            set(values, usual, Feature.TX_AMOUNT, Feature.CUSTOMER_ID_AVG_AMOUNT_1DAY_WINDOW);
            set(values, usual, Feature.CUSTOMER_ID_AVG_AMOUNT_7DAY_WINDOW);
            unknown(
                    values,
                    Feature.CARD_AMOUNT_LOG_RATIO,
                    Feature.CARD_AMOUNT_Z,
                    Feature.CARD_AMOUNT_TO_MAX,
                    Feature.CARD_CATEGORY_LOG_RATIO);
        }
    },
    CARD_ACTIVITY(Feature.CUSTOMER_ID_NB_TX_1DAY_WINDOW) {
        @Override
        void neutralise(double[] values) {
            double daily = Math.max(1, values[Feature.CUSTOMER_ID_NB_TX_30DAY_WINDOW.index()] / 30);
            set(values, daily, Feature.CUSTOMER_ID_NB_TX_1DAY_WINDOW);
            set(values, 7 * daily, Feature.CUSTOMER_ID_NB_TX_7DAY_WINDOW);
            set(values, 1, Feature.CARD_COUNT_1H);
            set(values, values[Feature.TX_AMOUNT.index()], Feature.CARD_AMOUNT_1H);
            set(values, 86_400 / daily, Feature.CARD_SECONDS_SINCE_LAST);
            unknown(values, Feature.CARD_ODD_AMOUNTS_14D, Feature.CARD_DAYS_SINCE_ODD);
        }
    },
    CARD_HABITS(Feature.CARD_TERMINALS_7D) {
        @Override
        void neutralise(double[] values) {
            set(values, 1, Feature.CARD_TERMINALS_1D, Feature.CARD_TERMINALS_7D, Feature.CARD_DEVICES_1D);
            set(values, 1, Feature.CARD_DEVICES_7D, Feature.CARD_COUNTRIES_1D, Feature.CARD_COUNTRIES_7D);
            set(values, 0, Feature.CARD_COUNTRY_CHANGED, Feature.CARD_CHANNEL_CHANGED);
            unknown(
                    values,
                    Feature.CARD_TERMINAL_SHARE,
                    Feature.CARD_DEVICE_SHARE,
                    Feature.CARD_COUNTRY_SHARE,
                    Feature.CARD_CHANNEL_SHARE,
                    Feature.CARD_CATEGORY_SHARE);
        }
    },
    TERMINAL_FRAUD(Feature.TERMINAL_ID_RISK_30DAY_WINDOW) {
        @Override
        void neutralise(double[] values) {
            unknown(
                    values,
                    Feature.TERMINAL_ID_RISK_1DAY_WINDOW,
                    Feature.TERMINAL_ID_RISK_7DAY_WINDOW,
                    Feature.TERMINAL_ID_RISK_30DAY_WINDOW,
                    Feature.TERMINAL_DAYS_SINCE_LAST_FRAUD,
                    Feature.TERMINAL_DAYS_SINCE_FIRST_FRAUD,
                    Feature.TERMINAL_FRAUDS_14D,
                    Feature.TERMINAL_FRAUDS_28D,
                    Feature.TERMINAL_FRAUDS_40D,
                    Feature.TERMINAL_GENUINE_SINCE_FRAUD,
                    Feature.TERMINAL_FRAUD_RUN,
                    Feature.TERMINAL_RUN_DAYS,
                    Feature.TERMINAL_FRAUD_LOG_RATIO);
        }
    },
    TERMINAL_ACTIVITY(Feature.TERMINAL_COUNT_1D) {
        @Override
        void neutralise(double[] values) {
            double count = values[Feature.TERMINAL_COUNT_7D.index()] / 7;
            double amount = values[Feature.TERMINAL_AMOUNT_7D.index()] / 7;
            set(values, Math.max(1, count), Feature.TERMINAL_COUNT_1D);
            set(values, amount, Feature.TERMINAL_AMOUNT_1D);
            set(values, 1, Feature.TERMINAL_COUNT_1H);
            set(values, values[Feature.TX_AMOUNT.index()], Feature.TERMINAL_AMOUNT_1H);
        }
    },
    DEVICE(Feature.DEVICE_CARDS_7D) {
        @Override
        void neutralise(double[] values) {
            unknown(values, Feature.DEVICE_COUNT_1H, Feature.DEVICE_AMOUNT_1H, Feature.DEVICE_COUNT_1D);
            unknown(values, Feature.DEVICE_AMOUNT_1D, Feature.DEVICE_COUNT_7D, Feature.DEVICE_AMOUNT_7D);
            unknown(values, Feature.DEVICE_CARDS_7D);
        }
    },
    COUNTERPARTY(Feature.COUNTERPARTY_CARDS_7D) {
        @Override
        void neutralise(double[] values) {
            unknown(values, Feature.COUNTERPARTY_COUNT_1H, Feature.COUNTERPARTY_AMOUNT_1H);
            unknown(values, Feature.COUNTERPARTY_COUNT_1D, Feature.COUNTERPARTY_AMOUNT_1D);
            unknown(values, Feature.COUNTERPARTY_COUNT_7D, Feature.COUNTERPARTY_AMOUNT_7D);
            unknown(values, Feature.COUNTERPARTY_CARDS_7D);
        }
    },
    TIME(Feature.HOUR) {
        @Override
        void neutralise(double[] values) {
            set(values, 0, Feature.TX_DURING_WEEKEND, Feature.TX_DURING_NIGHT);
            set(values, 12, Feature.HOUR);
        }
    },
    PAYMENT_KIND(Feature.HOME_DISTANCE_KM) {
        @Override
        void neutralise(double[] values) {
            unknown(values, Feature.MERCHANT_CATEGORY, Feature.CHANNEL, Feature.CARD_PRESENT);
            unknown(values, Feature.HOME_DISTANCE_KM, Feature.CARD_DISTANCE_LOG_RATIO, Feature.CARD_DISTANCE_Z);
        }
    },
    RECENT_PAYMENTS(Feature.CUSTOMER_ID_NB_TX_7DAY_WINDOW) {
        @Override
        void neutralise(double[] values) {
            // The events are separate from the features.
        }

        @Override
        EventSequence neutral(EventSequence events) {
            return EventSequence.NONE;
        }
    };

    private final Feature leading;
    private final String wireName = name().toLowerCase(Locale.ROOT).replace('_', '-');

    FeatureGroup(Feature leading) {
        this.leading = leading;
    }

    abstract void neutralise(double[] values);

    EventSequence neutral(EventSequence events) {
        return events;
    }

    /** The name in events and reason codes, such as {@code terminal-fraud}. */
    String wireName() {
        return wireName;
    }

    /** The value shown for the group. */
    double value(FeatureVector features) {
        return features.get(leading);
    }

    /** The same authorization with this group at its neutral values. */
    FeaturesComputed without(FeaturesComputed computed) {
        double[] values = computed.features().toArray();
        neutralise(values);
        return new FeaturesComputed(
                computed.authorization(),
                computed.contentHash(),
                computed.featureSetVersion(),
                FeatureVector.of(values),
                neutral(computed.events()));
    }

    /** The mean of the card's other payments of 30 days; of a card without others, this payment's amount. */
    private static double usualAmount(double[] values) {
        double amount = values[Feature.TX_AMOUNT.index()];
        double count = values[Feature.CUSTOMER_ID_NB_TX_30DAY_WINDOW.index()];
        double mean = values[Feature.CUSTOMER_ID_AVG_AMOUNT_30DAY_WINDOW.index()];
        return count > 1 ? Math.max(0, (mean * count - amount) / (count - 1)) : amount;
    }

    private static void set(double[] values, double value, Feature... features) {
        for (Feature feature : features) values[feature.index()] = value;
    }

    private static void unknown(double[] values, Feature... features) {
        for (Feature feature : features) values[feature.index()] = feature.unknown();
    }
}
