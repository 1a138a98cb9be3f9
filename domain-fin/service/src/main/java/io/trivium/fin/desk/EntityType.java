package io.trivium.fin.desk;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** A party or place of payments that has a page of its own. */
public enum EntityType {
    CUSTOMER("customer_id", true, ""),
    CARD("pan_token", true, "CARD_"),
    MERCHANT("merchant_id", false, ""),
    TERMINAL("terminal_id", false, "TERMINAL_"),
    DEVICE("device_id", false, "DEVICE_"),
    COUNTERPARTY("counterparty_id", false, "COUNTERPARTY_");

    private final String column;
    private final boolean allPayments;
    private final String featurePrefix;
    private final String wireName = name().toLowerCase(Locale.ROOT);

    EntityType(String column, boolean allPayments, String featurePrefix) {
        this.column = column;
        this.allPayments = allPayments;
        this.featurePrefix = featurePrefix;
    }

    @JsonValue
    public String wireName() {
        return wireName;
    }

    /**
     * The type of this name.
     *
     * @throws IllegalArgumentException for any other name
     */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static EntityType of(String wireName) {
        for (EntityType type : values()) {
            if (type.wireName.equals(wireName)) return type;
        }
        throw new IllegalArgumentException("type is none of customer, card, merchant, terminal, device, counterparty");
    }

    /** Its column in the tables of decisions and of alerts. */
    String column() {
        return column;
    }

    /** Whether all payments are indexed by it; else only those that became alerts are. */
    boolean coversAllPayments() {
        return allPayments;
    }

    /** Beginning of the names of the model's features about it; empty when there are none. */
    String featurePrefix() {
        return featurePrefix;
    }
}
