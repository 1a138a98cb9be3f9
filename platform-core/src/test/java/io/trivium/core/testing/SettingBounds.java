package io.trivium.core.testing;

import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.ConfigMappingInterface.Property;
import io.smallrye.config.ConfigMappings;
import io.smallrye.config.ConfigMappings.ConfigClass;
import io.smallrye.config.ConfigValidationException;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.trivium.core.config.BoundedSettings;
import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.spi.ConfigProviderResolver;
import org.jspecify.annotations.Nullable;

/**
 * Sets every number and duration of a module's configuration interfaces to values just outside its bounds, and finds those
 * that are accepted, or refused without a message that names the key, the value and all bounds.
 */
public final class SettingBounds {
    private static final Map<Class<?>, String> SAMPLES = Map.of(
            boolean.class,
            "true",
            Duration.class,
            "1s",
            URI.class,
            "http://localhost/",
            Path.class,
            "/tmp",
            ZoneId.class,
            "UTC",
            OptionalInt.class,
            "1",
            OptionalLong.class,
            "1",
            OptionalDouble.class,
            "1");

    private int checked;

    /** How many values were set. */
    public int checked() {
        return checked;
    }

    /** The faults of all configuration interfaces below a folder of classes. */
    public List<String> faults(Path classes) throws IOException {
        List<String> faults = new ArrayList<>();
        try (Stream<Path> files = Files.walk(classes)) {
            for (Path file : files.filter(each -> each.toString().endsWith("Config.class"))
                    .sorted()
                    .toList()) {
                Class<?> type = type(classes.relativize(file).toString());
                if (type.isAnnotationPresent(ConfigMapping.class)) faults.addAll(faults(type));
            }
        }
        return faults;
    }

    private static Class<?> type(String file) {
        String name = file.replace(".class", "").replace('/', '.');
        try {
            return Class.forName(name, false, Thread.currentThread().getContextClassLoader());
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    private List<String> faults(Class<?> type) {
        Map<String, Property> properties = new TreeMap<>(ConfigMappings.getProperties(ConfigClass.configClass(type)));
        Map<String, String> needed = new HashMap<>();
        properties.forEach((name, property) -> {
            if (!property.isOptional() && !property.hasDefaultValue() && hasValue(property)) {
                needed.put(key(name), sample(property));
            }
        });
        List<String> faults = new ArrayList<>();
        properties.forEach((name, property) -> {
            List<String> bounds = BoundedSettings.bounds(property);
            for (String bound : bounds) {
                String outside = outside(bound, counted(property.getMethod().getGenericReturnType()) == Duration.class);
                checked++;
                String fault = fault(type, needed, key(name), outside, bounds);
                if (fault != null) faults.add(key(name) + " = " + outside + ": " + fault);
            }
        });
        return faults;
    }

    private static String key(String name) {
        return name.replace("[*]", "[0]").replace("*", "x");
    }

    private static boolean hasValue(Property property) {
        return property.isLeaf() || property.isPrimitive() || property.isCollection() || property.isMap();
    }

    private static @Nullable String fault(
            Class<?> type, Map<String, String> needed, String key, String value, List<String> bounds) {
        Map<String, String> settings = new HashMap<>(needed);
        settings.put("platform.service.name", "x");
        settings.put(key, value);
        List<String> problems = new ArrayList<>();
        SmallRyeConfigBuilder builder = new SmallRyeConfigBuilder();
        new BoundedSettings().configBuilder(builder);
        try {
            var config = builder.addDiscoveredConverters()
                    .addDefaultInterceptors()
                    .withSources(new PropertiesConfigSource(settings, "test", 500))
                    .withMapping(type)
                    .build();
            ConfigProviderResolver.instance().releaseConfig(config);
        } catch (ConfigValidationException e) {
            for (int i = 0; i < e.getProblemCount(); i++)
                problems.add(e.getProblem(i).getMessage());
        }
        String message = key + " is " + value + " and must be " + String.join(" and ", bounds);
        return problems.contains(message) ? null : "refused with " + problems + " in place of " + message;
    }

    /** A value that is just not within a bound. */
    private static String outside(String bound, boolean duration) {
        boolean least = bound.startsWith("at least ") || bound.startsWith("above ");
        boolean inclusive = bound.startsWith("at ");
        String limit = bound.replaceFirst("^(at least|at most|above|below) ", "");
        if (duration) {
            Duration step = inclusive ? Duration.ofMillis(1) : Duration.ZERO;
            Duration value = DurationConverter.parseDuration(limit);
            return BoundedSettings.text(least ? value.minus(step) : value.plus(step));
        }
        BigDecimal value = new BigDecimal(limit);
        if (!inclusive) return value.stripTrailingZeros().toPlainString();
        BigDecimal step = value.scale() > 0 ? BigDecimal.ONE.movePointLeft(value.scale() + 1) : BigDecimal.ONE;
        return (least ? value.subtract(step) : value.add(step))
                .stripTrailingZeros()
                .toPlainString();
    }

    /** The type that bounds are about, such as {@code Integer} of {@code Optional<Integer>}. */
    private static Type counted(Type type) {
        return type instanceof ParameterizedType generic
                ? counted(generic.getActualTypeArguments()[generic.getActualTypeArguments().length - 1])
                : type;
    }

    private static String sample(Property property) {
        if (!(counted(property.getMethod().getGenericReturnType()) instanceof Class<?> type)) return "a";
        if (type.isEnum()) return type.getEnumConstants()[0].toString().toLowerCase(Locale.ROOT);
        if ((type.isPrimitive() && type != boolean.class) || Number.class.isAssignableFrom(type)) return "1";
        return SAMPLES.getOrDefault(type, "a");
    }
}
