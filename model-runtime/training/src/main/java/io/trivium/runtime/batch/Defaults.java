package io.trivium.runtime.batch;

import io.quarkus.runtime.configuration.DurationConverter;
import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.runtime.configuration.MemorySizeConverter;
import io.smallrye.config.WithDefault;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * The defaults of a service's configuration, for a process that is not the service: there the classes that Quarkus
 * generates for a mapping are not on the class path, nor the code that could generate them.
 */
public final class Defaults {
    private Defaults() {}

    /**
     * All defaults.
     *
     * @param mapping all of whose methods are optional or have a {@link WithDefault} of a type known here
     */
    public static <T> T of(Class<T> mapping) {
        return of(mapping, Map.of());
    }

    /**
     * The defaults, but for some.
     *
     * @param others values by the name of their method, instead of the defaults
     */
    public static <T> T of(Class<T> mapping, Map<String, ?> others) {
        return mapping.cast(
                Proxy.newProxyInstance(mapping.getClassLoader(), new Class<?>[] {mapping}, (_, method, _) -> {
                    Object other = others.get(method.getName());
                    return other == null ? value(method) : other;
                }));
    }

    private static Object value(Method method) {
        WithDefault given = method.getAnnotation(WithDefault.class);
        Class<?> type = method.getReturnType();
        if (given == null) {
            if (type == Optional.class) return Optional.empty();
            throw new IllegalStateException(method + " has no default");
        }
        if (type == String.class) return given.value();
        if (type == int.class) return Integer.valueOf(given.value());
        if (type == double.class) return Double.valueOf(given.value());
        if (type == Duration.class) return DurationConverter.parseDuration(given.value());
        if (type == MemorySize.class) return new MemorySizeConverter().convert(given.value());
        throw new IllegalStateException(method + " has a type not known here");
    }
}
