package io.trivium.core.web;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.jboss.jandex.ClassInfo;
import org.jboss.jandex.IndexView;
import org.jspecify.annotations.Nullable;

/**
 * Completes the API description from what the types say: a component of a record that is not {@link Nullable} is always
 * there, and an enumeration is written by its {@link JsonValue}. Runs while the service is built.
 */
@OpenApiFilter(stages = OpenApiFilter.RunStage.BUILD)
public final class RecordSchemas implements OASFilter {

    private final IndexView index;

    /** @param index the classes of the service and of its libraries */
    public RecordSchemas(IndexView index) {
        this.index = index;
    }

    @Override
    public void filterOpenAPI(OpenAPI api) {
        if (api.getComponents() == null || api.getComponents().getSchemas() == null) return;
        Map<String, Schema> schemas = api.getComponents().getSchemas();
        types(schemas).forEach((name, candidates) -> complete(Objects.requireNonNull(schemas.get(name)), candidates));
    }

    /** The records and enumerations that bear a schema's name, the same ones in the same order at every build. */
    private Map<String, List<Class<?>>> types(Map<String, Schema> schemas) {
        Map<String, List<Class<?>>> types = new TreeMap<>();
        index.getKnownClasses().stream()
                .filter(known -> known.isRecord() || known.isEnum())
                .filter(known -> schemas.containsKey(known.simpleName()))
                .sorted(Comparator.comparing(ClassInfo::name))
                .forEach(known -> types.computeIfAbsent(known.simpleName(), name -> new ArrayList<>())
                        .add(load(known.name().toString())));
        return types;
    }

    private static Class<?> load(String name) {
        try {
            return Class.forName(name, false, Thread.currentThread().getContextClassLoader());
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException("an indexed class cannot be loaded", e);
        }
    }

    private static void complete(Schema schema, List<Class<?>> candidates) {
        if (schema.getProperties() != null) {
            List<Class<?>> described = described(schema, candidates);
            if (!described.isEmpty()) completeRecord(schema, described);
            return;
        }
        candidates.stream()
                .filter(Class::isEnum)
                .map(RecordSchemas::wireNames)
                .filter(names -> !names.isEmpty())
                .findFirst()
                .ifPresent(schema::setEnumeration);
    }

    /**
     * Returns the records of one simple name that the schema can describe: all their components are its properties, and
     * none has more of them.
     */
    private static List<Class<?>> described(Schema schema, List<Class<?>> candidates) {
        List<Class<?>> possible = candidates.stream()
                .filter(Class::isRecord)
                .filter(type -> written(type).stream()
                        .allMatch(component -> schema.getProperties().containsKey(component.getName())))
                .toList();
        int most =
                possible.stream().mapToInt(type -> written(type).size()).max().orElse(0);
        return possible.stream().filter(type -> written(type).size() == most).toList();
    }

    /** The components that go into JSON. */
    private static List<RecordComponent> written(Class<?> type) {
        return Stream.of(type.getRecordComponents())
                .filter(component -> !component.getAccessor().isAnnotationPresent(JsonIgnore.class))
                .toList();
    }

    /** A component is required where each of the types requires it, so that the description never promises too much. */
    private static void completeRecord(Schema schema, List<Class<?>> types) {
        JsonInclude include = types.getFirst().getAnnotation(JsonInclude.class);
        boolean leftOut = include != null && include.value() != JsonInclude.Include.ALWAYS;
        List<String> required = new ArrayList<>();
        for (RecordComponent component : written(types.getFirst())) {
            String name = component.getName();
            Schema property = Objects.requireNonNull(schema.getProperties().get(name));
            if (types.stream().noneMatch(type -> mayBeNull(type, name))) {
                required.add(name);
            } else if (!leftOut
                    && property.getType() != null
                    && !property.getType().contains(Schema.SchemaType.NULL)) {
                property.addType(Schema.SchemaType.NULL);
            }
        }
        schema.setRequired(required.isEmpty() ? null : required);
    }

    private static boolean mayBeNull(Class<?> type, String name) {
        return Stream.of(type.getRecordComponents())
                .filter(component -> component.getName().equals(name))
                .anyMatch(RecordSchemas::mayBeNull);
    }

    private static boolean mayBeNull(RecordComponent component) {
        AnnotatedElement annotated = component.getAnnotatedType();
        return annotated.isAnnotationPresent(Nullable.class) || component.getType() == Optional.class;
    }

    private static List<Object> wireNames(Class<?> type) {
        List<Object> names = new ArrayList<>();
        for (Method method : type.getDeclaredMethods()) {
            if (method.isAnnotationPresent(JsonValue.class)) {
                method.setAccessible(true);
                for (Object constant : type.getEnumConstants()) names.add(valueOf(method, constant));
            }
        }
        return names;
    }

    private static Object valueOf(Method method, Object constant) {
        try {
            return String.valueOf(method.invoke(constant));
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException("an enumeration's JSON value cannot be read", e);
        }
    }
}
