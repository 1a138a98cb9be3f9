package io.trivium.core.event;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * The rules of extension context attributes (CloudEvents 1.0, naming conventions and type system). The optional attribute
 * {@code dataschema} is kept among them. Pure and thread-safe.
 */
final class EventExtensions {
    /** The specification asks for names of at most 20 characters, as a recommendation; brokers write longer ones. */
    static final int LONGEST_NAME = 64;

    static final int MOST = 32;
    static final int LONGEST_VALUE = 1_024;

    private EventExtensions() {}

    /** One to 64 lower-case letters and digits. */
    static boolean isName(String name) {
        boolean holds = !name.isEmpty() && name.length() <= LONGEST_NAME;
        for (int i = 0; holds && i < name.length(); i++) {
            char c = name.charAt(i);
            holds = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
        }
        return holds;
    }

    /** The attributes in the order of their names. */
    static Map<String, Object> checked(Map<String, Object> extensions) {
        if (extensions.isEmpty()) return Map.of();
        EventRules.require(extensions.size() <= MOST, "extension attributes", "must be at most " + MOST);
        extensions.forEach((name, value) -> {
            EventRules.require(isName(name), "an extension attribute", "must be named with a-z and 0-9");
            EventRules.require(
                    value instanceof Boolean
                            || value instanceof Integer
                            || (value instanceof String text && isText(text)),
                    name,
                    "must be a boolean, an integer of 32 bits or a string of at most " + LONGEST_VALUE
                            + " printable characters");
        });
        return Collections.unmodifiableMap(new TreeMap<>(extensions));
    }

    private static boolean isText(String text) {
        return text.length() <= LONGEST_VALUE && text.chars().noneMatch(Character::isISOControl);
    }
}
