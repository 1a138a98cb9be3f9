package io.trivium.core.event;

/** Checks for the compact constructors of payloads, with messages that are safe to store and show. */
public final class EventRules {
    private EventRules() {}

    /**
     * Refuses a record whose field breaks a rule.
     *
     * @param field JSON name of the field
     * @param rule what the field must be; never contains the value itself, since it ends up in dead letters and logs
     */
    public static void require(boolean holds, String field, String rule) {
        if (!holds) throw new EventRuleException(field, rule);
    }
}
