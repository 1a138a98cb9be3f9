package io.trivium.fin.authorization;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** The way in which the card was presented, or that an account was debited without one. */
public enum Channel {
    CHIP("chip"),
    CONTACTLESS("contactless"),
    MAGSTRIPE("magstripe"),
    ECOMMERCE("ecommerce"),
    MOTO("moto"),
    ATM("atm"),
    /** A payment from account to account; no card is involved. */
    TRANSFER("transfer");

    private final String wireName;

    Channel(String wireName) {
        this.wireName = wireName;
    }

    /** The name in events and JSON. */
    @JsonValue
    public String wireName() {
        return wireName;
    }

    /**
     * The channel of this name.
     *
     * @throws IllegalArgumentException for any name but those of the enum
     */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static Channel of(String wireName) {
        for (Channel channel : values()) {
            if (channel.wireName.equals(wireName)) return channel;
        }
        throw new IllegalArgumentException(
                "channel is none of chip, contactless, magstripe, ecommerce, moto, atm, transfer");
    }
}
