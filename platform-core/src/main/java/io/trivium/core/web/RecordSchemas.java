package io.trivium.core.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
        if (api.getComponents() == null || api.getComponents().getSchemas() == null) {
            return;
        }
        Map<String, Schema> schemas = api.getComponents().getSchemas();
        for (ClassInfo known : index.getKnownClasses()) {
            Schema schema = schemas.get(known.simpleName());
            if (schema != null && (known.isRecord() || known.isEnum())) {
                complete(schema, load(known.name().toString()));
            }
        }
    }

    private static Class<?> load(String name) {
        try {
            return Class.forName(name, false, Thread.currentThread().getContextClassLoader());
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException("an indexed class cannot be loaded", e);
        }
    }

    private static void complete(Schema schema, Class<?> type) {
        if (type.isRecord() && schema.getProperties() != null) {
            completeRecord(schema, type);
        } else if (type.isEnum()) {
            List<Object> values = wireNames(type);
            if (!values.isEmpty()) {
                schema.setEnumeration(values);
            }
        }
    }

    private static void completeRecord(Schema schema, Class<?> type) {
        JsonInclude include = type.getAnnotation(JsonInclude.class);
        boolean leftOut = include != null && include.value() != JsonInclude.Include.ALWAYS;
        List<String> required = new ArrayList<>();
        for (RecordComponent component : type.getRecordComponents()) {
            Schema property = schema.getProperties().get(component.getName());
            if (property == null) {
                return; // another type of the same simple name
            }
            if (!mayBeNull(component)) {
                required.add(component.getName());
            } else if (!leftOut
                    && property.getType() != null
                    && !property.getType().contains(Schema.SchemaType.NULL)) {
                property.addType(Schema.SchemaType.NULL);
            }
        }
        schema.setRequired(required.isEmpty() ? null : required);
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
                for (Object constant : type.getEnumConstants()) {
                    names.add(valueOf(method, constant));
                }
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
