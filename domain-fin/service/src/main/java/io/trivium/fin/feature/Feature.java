package io.trivium.fin.feature;

/**
 * The numbers the model and the rules take of an authorization, in the model's order. The first 15 are the
 * {@link HandbookFeatures}.
 *
 * <p>Times are UTC, amounts are in currency units, windows are exact and end with the authorization, {@code (t - n, t]}.
 * What is "known" of a card are its last {@value EventSequence#KNOWN_EVENTS} authorizations before this one within 30 days;
 * an amount is "odd" when it is more than 2.5 times the median of what was known before it. "Frauds" of a terminal are
 * authorizations at least 7 days old that a label says are fraud, and nothing younger counts: labels take about a week.
 * A log ratio is {@code ln(1 + a) - ln(1 + b)}. What an authorization does not say, or its history cannot tell, has the
 * value {@link #unknown()}.
 */
public enum Feature {
    TX_AMOUNT,
    TX_DURING_WEEKEND,
    TX_DURING_NIGHT,
    CUSTOMER_ID_NB_TX_1DAY_WINDOW,
    CUSTOMER_ID_AVG_AMOUNT_1DAY_WINDOW,
    CUSTOMER_ID_NB_TX_7DAY_WINDOW,
    CUSTOMER_ID_AVG_AMOUNT_7DAY_WINDOW,
    CUSTOMER_ID_NB_TX_30DAY_WINDOW,
    CUSTOMER_ID_AVG_AMOUNT_30DAY_WINDOW,
    TERMINAL_ID_NB_TX_1DAY_WINDOW,
    TERMINAL_ID_RISK_1DAY_WINDOW,
    TERMINAL_ID_NB_TX_7DAY_WINDOW,
    TERMINAL_ID_RISK_7DAY_WINDOW,
    TERMINAL_ID_NB_TX_30DAY_WINDOW,
    TERMINAL_ID_RISK_30DAY_WINDOW,

    /** Hour of the day, in [0, 24). */
    HOUR,
    /** ISO 18245 code as a number. */
    MERCHANT_CATEGORY,
    /** 1 chip, 2 contactless, 3 magstripe, 4 ecommerce, 5 moto, 6 atm, 7 transfer. */
    CHANNEL,
    /** 1 or 0. */
    CARD_PRESENT(-1),
    HOME_DISTANCE_KM(-1),

    /** Authorizations of the card, this one included. */
    CARD_COUNT_1H,
    CARD_AMOUNT_1H,
    /** At most 30 days, which is also what a card without history has. */
    CARD_SECONDS_SINCE_LAST(30 * 86_400),
    /** Amount against the median of what is known. */
    CARD_AMOUNT_LOG_RATIO,
    /** Amount minus mean of the known amounts that are not odd, over their deviation plus a fifth of their mean. */
    CARD_AMOUNT_Z,
    /** Log ratio of the amount to the largest known that is not odd. */
    CARD_AMOUNT_TO_MAX,
    /** Known odd amounts of 14 days, whatever labels say of them. */
    CARD_ODD_AMOUNTS_14D,
    /** Days since the first odd amount of 28 days. */
    CARD_DAYS_SINCE_ODD(30),
    /** Distinct terminals, devices and countries among the known of the window and this one. */
    CARD_TERMINALS_1D,
    CARD_TERMINALS_7D,
    CARD_DEVICES_1D,
    CARD_DEVICES_7D,
    CARD_COUNTRIES_1D,
    CARD_COUNTRIES_7D,
    /** Share of the known at this terminal; likewise the shares below, of the known events that contain the value. */
    CARD_TERMINAL_SHARE(1),
    CARD_DEVICE_SHARE(1),
    CARD_COUNTRY_SHARE(1),
    CARD_CHANNEL_SHARE(1),
    CARD_CATEGORY_SHARE(1),
    /** 1 when the newest known that names one names another. */
    CARD_COUNTRY_CHANGED,
    CARD_CHANNEL_CHANGED,
    /** Log ratio of the amount to the mean of the known in the same merchant category. */
    CARD_CATEGORY_LOG_RATIO,
    /** Log ratio of the distance from home to the mean of the known distances. */
    CARD_DISTANCE_LOG_RATIO,
    /** Distance minus the mean of those known, over their deviation plus a fifth of their mean plus 1 km. */
    CARD_DISTANCE_Z,

    /** Authorizations of the terminal, this one included, labelled or not. */
    TERMINAL_COUNT_1H,
    TERMINAL_AMOUNT_1H,
    TERMINAL_COUNT_1D,
    TERMINAL_AMOUNT_1D,
    TERMINAL_COUNT_7D,
    TERMINAL_AMOUNT_7D,
    /** Days since the last and since the first fraud of 40 days. */
    TERMINAL_DAYS_SINCE_LAST_FRAUD(60),
    TERMINAL_DAYS_SINCE_FIRST_FRAUD(60),
    /** Frauds younger than 14, 28 and 40 days. */
    TERMINAL_FRAUDS_14D,
    TERMINAL_FRAUDS_28D,
    TERMINAL_FRAUDS_40D,
    /** Authorizations between the last fraud and 7 days ago; 0 without a fraud. */
    TERMINAL_GENUINE_SINCE_FRAUD,
    /** Frauds with nothing genuine after and between them, 7 days ago. */
    TERMINAL_FRAUD_RUN,
    /** Days since the first of that run. */
    TERMINAL_RUN_DAYS(60),
    /** Log ratio of the smallest fraud of 28 days to the terminal's mean amount: a small one speaks against the terminal. */
    TERMINAL_FRAUD_LOG_RATIO(5),

    /**
     * Authorizations of the device, this one included; cards are those of its last known authorizations and this one's.
     */
    DEVICE_COUNT_1H,
    DEVICE_AMOUNT_1H,
    DEVICE_COUNT_1D,
    DEVICE_AMOUNT_1D,
    DEVICE_COUNT_7D,
    DEVICE_AMOUNT_7D,
    DEVICE_CARDS_7D,

    /** Authorizations of the account that receives the money, likewise. */
    COUNTERPARTY_COUNT_1H,
    COUNTERPARTY_AMOUNT_1H,
    COUNTERPARTY_COUNT_1D,
    COUNTERPARTY_AMOUNT_1D,
    COUNTERPARTY_COUNT_7D,
    COUNTERPARTY_AMOUNT_7D,
    COUNTERPARTY_CARDS_7D;

    private final double unknown;

    Feature() {
        this(0);
    }

    Feature(double unknown) {
        this.unknown = unknown;
    }

    /** Position in the model's input: the order of this enum, which is only extended at its end. */
    @SuppressWarnings("EnumOrdinal") // the order is the model's and events name features, so the index stays inside
    public int index() {
        return ordinal();
    }

    /** The value if nothing is known. */
    public double unknown() {
        return unknown;
    }
}
