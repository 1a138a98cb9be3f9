package io.trivium.core.web;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.exc.StreamReadException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.InvalidTypeIdException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import io.trivium.core.error.CoreErrorCode;
import io.trivium.core.error.PlatformException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Turns Jackson's failures into problems that name the field and the position, and never a class. */
final class JsonProblems {

    /** A Java class name, which must not be exposed to callers. */
    private static final Pattern CLASS_NAME = Pattern.compile("\\b[a-z][a-z0-9_]*(\\.[a-z][a-z0-9_]*)+\\.[A-Z]\\w*");

    private JsonProblems() {}

    static Problem of(JsonProcessingException e) {
        PlatformException rejection = rejection(e);
        if (rejection != null) {
            return new Problem(rejection.code(), rejection.detail())
                    .with(position(e))
                    .with(rejection.details());
        }
        return switch (e) {
            case UnrecognizedPropertyException unknown -> unknown(unknown);
            case InvalidFormatException invalid ->
                value(invalid, "%s is not an acceptable value.".formatted(field(invalid)) + allowed(invalid));
            case InvalidTypeIdException type ->
                value(type, "%s names a kind that does not exist.".formatted(field(type)));
            case ValueInstantiationException refused ->
                value(refused, "%s: %s".formatted(field(refused), reason(refused)));
            case MismatchedInputException mismatch -> mismatch(mismatch);
            case StreamConstraintsException limit ->
                new Problem(
                                CoreErrorCode.MALFORMED_JSON,
                                "The body is nested too deeply or holds a value that is too long.")
                        .with(position(limit));
            case StreamReadException malformed ->
                new Problem(CoreErrorCode.MALFORMED_JSON, grammar(malformed)).with(position(malformed));
            default ->
                new Problem(CoreErrorCode.INVALID_VALUE, "The body cannot be read as what this endpoint takes.")
                        .with(position(e));
        };
    }

    private static Problem unknown(UnrecognizedPropertyException e) {
        List<String> known = e.getKnownPropertyIds() == null
                ? List.of()
                : e.getKnownPropertyIds().stream().map(String::valueOf).sorted().toList();
        Problem problem = new Problem(CoreErrorCode.UNKNOWN_FIELD, "Field %s is not known here.".formatted(field(e)))
                .with(position(e));
        return known.isEmpty() ? problem : problem.with(Map.of("known", known));
    }

    private static Problem mismatch(MismatchedInputException e) {
        if (e.getPath().isEmpty() && String.valueOf(e.getOriginalMessage()).startsWith("No content")) {
            return new Problem(CoreErrorCode.MISSING_BODY, "The request has no body.");
        }
        String message = String.valueOf(e.getOriginalMessage());
        if (message.startsWith("Trailing token")) {
            return new Problem(CoreErrorCode.MALFORMED_JSON, "The body has content after its end.").with(position(e));
        }
        if (message.startsWith("Duplicate field")) {
            return new Problem(CoreErrorCode.MALFORMED_JSON, "The body repeats a key.").with(position(e));
        }
        String why = message.startsWith("expected ") ? message : "has the wrong type";
        return value(e, "%s: %s.".formatted(field(e), why));
    }

    private static Problem value(JsonMappingException e, String detail) {
        return new Problem(CoreErrorCode.INVALID_VALUE, detail).with(position(e));
    }

    /** The platform rule that a record's own constructor or reader enforced, when it was one. */
    private static @Nullable PlatformException rejection(JsonProcessingException e) {
        return e.getCause() instanceof PlatformException rule ? rule : null;
    }

    private static String reason(ValueInstantiationException e) {
        Throwable cause = e.getCause();
        String message = cause instanceof IllegalArgumentException ? cause.getMessage() : null;
        return message == null || CLASS_NAME.matcher(message).find() ? "the value is not acceptable" : message;
    }

    private static String allowed(InvalidFormatException e) {
        Class<?> target = e.getTargetType();
        return target != null && target.isEnum()
                ? " Allowed: "
                        + Arrays.stream(target.getEnumConstants())
                                .map(String::valueOf)
                                .collect(Collectors.joining(", "))
                        + "."
                : "";
    }

    private static String grammar(StreamReadException e) {
        String message = String.valueOf(e.getOriginalMessage());
        return message.startsWith("Duplicate field") ? "The body repeats a key." : "The body is not well-formed JSON.";
    }

    /** Returns the position in the document: {@code items[2].amount}; {@code body} for the document itself. */
    private static String field(JsonMappingException e) {
        StringBuilder path = new StringBuilder();
        for (JsonMappingException.Reference step : e.getPath()) {
            if (step.getFieldName() != null)
                path.append(path.isEmpty() ? "" : ".").append(step.getFieldName());
            else if (step.getIndex() >= 0)
                path.append('[').append(step.getIndex()).append(']');
        }
        return path.isEmpty() ? "body" : path.toString();
    }

    private static Map<String, Object> position(JsonProcessingException e) {
        Map<String, Object> members = new LinkedHashMap<>();
        if (e instanceof JsonMappingException mapping && !mapping.getPath().isEmpty()) {
            members.put("field", field(mapping));
        }
        JsonLocation location = e.getLocation();
        if (location != null && location.getLineNr() > 0) {
            members.put("line", location.getLineNr());
            members.put("column", location.getColumnNr());
        }
        return members;
    }
}
