package io.trivium.core.connection;

import io.smallrye.config.ConfigValidationException;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.config.validator.BeanValidationConfigValidatorImpl;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Reads settings that are no part of the service's configuration, such as those that are stored in the database, by the
 * configuration's own mapping: with the same names, defaults, formats and ranges. Thread-safe.
 */
public final class MappedSettings {
    private static final Pattern UPPER = Pattern.compile("[A-Z]");

    private MappedSettings() {}

    /**
     * Reads settings.
     *
     * @param mapping an interface with {@code @ConfigMapping}
     * @param prefix of the keys of {@code settings} in the mapping, which ends with a dot
     * @throws IllegalArgumentException when a setting is missing, unknown or out of its range; the message names it without
     *     the prefix
     */
    public static <T> T read(Class<T> mapping, String prefix, Map<String, String> settings) {
        Map<String, String> keys = new TreeMap<>();
        settings.forEach((key, value) -> keys.put(prefix + key, value));
        try {
            return new SmallRyeConfigBuilder()
                    .addDiscoveredConverters()
                    .withSources(new PropertiesConfigSource(keys, "settings", 100))
                    .withValidator(new BeanValidationConfigValidatorImpl())
                    .withMapping(mapping)
                    .build()
                    .getConfigMapping(mapping);
        } catch (ConfigValidationException e) {
            StringJoiner problems = new StringJoiner("; ");
            for (int i = 0; i < e.getProblemCount(); i++) {
                problems.add(plain(e.getProblem(i).getMessage().replace(prefix, "")));
            }
            throw new IllegalArgumentException(problems.toString(), e);
        }
    }

    /** A connection's settings and secrets under the names of the configuration: {@code clientId} is {@code client-id}. */
    public static Map<String, String> keys(ConnectionSettings settings) {
        Map<String, String> keys = new TreeMap<>();
        settings.values().forEach((field, value) -> keys.put(kebab(field), text(value)));
        settings.secrets().forEach((field, value) -> keys.put(kebab(field), value));
        return keys;
    }

    private static String text(Object value) {
        return value instanceof List<?> entries
                ? entries.stream()
                        .map(entry -> entry.toString().replace("\\", "\\\\").replace(",", "\\,"))
                        .collect(Collectors.joining(","))
                : value.toString();
    }

    private static String kebab(String field) {
        return UPPER.matcher(field).replaceAll(upper -> "-" + upper.group().toLowerCase(Locale.ROOT));
    }

    /** SmallRye's messages without their number, and in terms of settings. */
    private static String plain(String message) {
        return message.replaceFirst("^(?:[\\w.]+: )?SRCFG\\d+: ", "")
                .replaceFirst("^The config property (\\S+) is required but .*", "$1 is missing")
                .replaceFirst("^The config property (\\S+) with the config value .* SRCFG\\d+: ", "$1: ")
                .replaceFirst(" in PropertiesConfigSource\\[.*", " is not a setting");
    }
}
