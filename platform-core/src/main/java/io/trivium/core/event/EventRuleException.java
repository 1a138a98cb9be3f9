package io.trivium.core.event;

/** A field of an event breaks a rule of its record. The message names field and rule, never the value. */
public final class EventRuleException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    EventRuleException(String field, String rule) {
        super(field + " " + rule);
    }
}
