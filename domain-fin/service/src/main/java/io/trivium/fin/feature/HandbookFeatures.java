package io.trivium.fin.feature;

import java.util.List;

/**
 * The 15 inputs of the Fraud Detection Handbook (BaselineFeatureTransformation), in the order the model takes them.
 *
 * <p>Times are UTC. A card window is {@code (t - n d, t]} and holds the current authorization; a terminal window is
 * {@code (t - 7 d - n d, t - 7 d]}, because fraud is known about a week late. Risk is frauds over authorizations, 0 when
 * there are none.
 */
public final class HandbookFeatures {

    /** Names this set and its definitions in events and model packs. */
    public static final String VERSION = "handbook/1";

    public static final int TX_AMOUNT = 0;
    public static final int TX_DURING_WEEKEND = 1;
    public static final int TX_DURING_NIGHT = 2;
    /** First of the card's six: count and average amount over 1, 7 and 30 days. */
    public static final int CUSTOMER = 3;
    /** First of the terminal's six: count and risk over 1, 7 and 30 days. */
    public static final int TERMINAL = 9;

    public static final List<String> NAMES = List.of(
            "TX_AMOUNT",
            "TX_DURING_WEEKEND",
            "TX_DURING_NIGHT",
            "CUSTOMER_ID_NB_TX_1DAY_WINDOW",
            "CUSTOMER_ID_AVG_AMOUNT_1DAY_WINDOW",
            "CUSTOMER_ID_NB_TX_7DAY_WINDOW",
            "CUSTOMER_ID_AVG_AMOUNT_7DAY_WINDOW",
            "CUSTOMER_ID_NB_TX_30DAY_WINDOW",
            "CUSTOMER_ID_AVG_AMOUNT_30DAY_WINDOW",
            "TERMINAL_ID_NB_TX_1DAY_WINDOW",
            "TERMINAL_ID_RISK_1DAY_WINDOW",
            "TERMINAL_ID_NB_TX_7DAY_WINDOW",
            "TERMINAL_ID_RISK_7DAY_WINDOW",
            "TERMINAL_ID_NB_TX_30DAY_WINDOW",
            "TERMINAL_ID_RISK_30DAY_WINDOW");

    public static final int COUNT = NAMES.size();

    private HandbookFeatures() {}
}
