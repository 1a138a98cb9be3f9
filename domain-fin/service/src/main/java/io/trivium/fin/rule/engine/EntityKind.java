package io.trivium.fin.rule.engine;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.trivium.fin.authorization.Authorization;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The kinds of entities for which a rule can be snoozed. */
public enum EntityKind {
    CARD,
    CUSTOMER,
    TERMINAL,
    MERCHANT;

    private final String wireName = name().toLowerCase(Locale.ROOT);

    @JsonValue
    public String wireName() {
        return wireName;
    }

    /**
     * The kind of this name.
     *
     * @throws IllegalArgumentException for any name but the four
     */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static EntityKind of(String wireName) {
        for (EntityKind kind : values()) {
            if (kind.wireName.equals(wireName)) return kind;
        }
        throw new IllegalArgumentException("entity kind is none of card, customer, terminal, merchant");
    }

    /**
     * Returns the entity of this kind in an authorization; null when it names none. The card replaces an unnamed
     * customer.
     */
    @Nullable
    String of(Authorization authorization) {
        return switch (this) {
            case CARD -> authorization.panToken();
            case CUSTOMER -> authorization.customerId() == null ? authorization.panToken() : authorization.customerId();
            case TERMINAL -> authorization.terminalId();
            case MERCHANT -> authorization.merchantId();
        };
    }
}
