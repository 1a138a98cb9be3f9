package io.trivium.core.config;

import io.smallrye.config.ConfigMapping.NamingStrategy;
import io.smallrye.config.ConfigMappingInterface.Property;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.config.SmallRyeConfigBuilderCustomizer;
import io.smallrye.config.validator.BeanValidationConfigValidator;
import io.smallrye.config.validator.BeanValidationConfigValidatorImpl;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.Validator;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.PositiveOrZero;
import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

/**
 * Refuses numbers and durations outside their bounds with a message that names the key, the value and all bounds, not
 * only the one that is violated. Texts are not repeated in messages: they may be secrets.
 */
public final class BoundedSettings implements SmallRyeConfigBuilderCustomizer {

    @Override
    public void configBuilder(SmallRyeConfigBuilder builder) {
        builder.withValidator(new BoundsValidator(new BeanValidationConfigValidatorImpl().getValidator()));
    }

    /** After the customizer of Quarkus, which sets a validator of its own. */
    @Override
    public int priority() {
        return Integer.MAX_VALUE;
    }

    /** The bounds of a setting, such as {@code at least 1s}; empty for one without. */
    public static List<String> bounds(Property property) {
        return Stream.concat(
                        Stream.of(property.getMethod().getAnnotations()),
                        onArguments(property.getMethod().getAnnotatedReturnType()))
                .flatMap(each -> bound(each).stream())
                .distinct()
                .toList();
    }

    /** The annotations on the arguments of a type, such as those in {@code Optional<@Min(1) Integer>}. */
    private static Stream<Annotation> onArguments(AnnotatedType type) {
        Stream<Annotation> own = Stream.of(type.getAnnotations());
        return type instanceof AnnotatedParameterizedType generic
                ? Stream.concat(
                        own,
                        Stream.of(generic.getAnnotatedActualTypeArguments()).flatMap(BoundedSettings::onArguments))
                : own;
    }

    private static Optional<String> bound(Annotation annotation) {
        return Optional.ofNullable(
                switch (annotation) {
                    case Min min -> "at least " + min.value();
                    case Max max -> "at most " + max.value();
                    case DecimalMin min -> (min.inclusive() ? "at least " : "above ") + min.value();
                    case DecimalMax max -> (max.inclusive() ? "at most " : "below ") + max.value();
                    case Positive _ -> "above 0";
                    case PositiveOrZero _ -> "at least 0";
                    case DurationMin min -> (min.inclusive() ? "at least " : "above ") + text(least(min));
                    case DurationMax max -> (max.inclusive() ? "at most " : "below ") + text(greatest(max));
                    default -> null;
                });
    }

    private static Duration least(DurationMin min) {
        return Duration.ofDays(min.days())
                .plusHours(min.hours())
                .plusMinutes(min.minutes())
                .plusSeconds(min.seconds())
                .plusMillis(min.millis())
                .plusNanos(min.nanos());
    }

    private static Duration greatest(DurationMax max) {
        return Duration.ofDays(max.days())
                .plusHours(max.hours())
                .plusMinutes(max.minutes())
                .plusSeconds(max.seconds())
                .plusMillis(max.millis())
                .plusNanos(max.nanos());
    }

    /** As a setting is written: the largest unit that holds it without a remainder. */
    public static String text(Duration duration) {
        if (duration.toNanosPart() % 1_000_000 != 0) return duration.toString();
        if (duration.toMillisPart() != 0) return duration.toMillis() + "ms";
        if (duration.toSecondsPart() != 0 || duration.isZero()) return duration.toSeconds() + "s";
        if (duration.toMinutesPart() != 0) return duration.toMinutes() + "m";
        return duration.toHoursPart() != 0 ? duration.toHours() + "h" : duration.toDays() + "d";
    }

    private record BoundsValidator(Validator validator) implements BeanValidationConfigValidator {

        /** Settings of Quarkus, whose interfaces a build reads too, have no bounds and are not public. */
        @Override
        public void validateMapping(Class<?> type, String prefix, Object mapping) {
            if (type.getName().startsWith("io.trivium.")) {
                BeanValidationConfigValidator.super.validateMapping(type, prefix, mapping);
            }
        }

        @Override
        public Validator getValidator() {
            return validator;
        }

        /** The inherited method names a group of settings as its Java method, such as {@code rateLimit}. */
        @Override
        public String appendPropertyName(String path, Property property) {
            if (property.isParentPropertyName()) return path;
            String name = property.hasPropertyName()
                    ? property.getPropertyName()
                    : NamingStrategy.KEBAB_CASE.apply(property.getMethod().getName());
            return path.isEmpty() ? name : path + "." + name;
        }

        @Override
        public String interpolateMessage(
                String path, NamingStrategy naming, Property property, ConstraintViolation<?> violation) {
            String message = BeanValidationConfigValidator.super.interpolateMessage(path, naming, property, violation);
            List<String> bounds = bounds(property);
            String value = switch (violation.getInvalidValue()) {
                case Double number
                when Double.isFinite(number) ->
                    BigDecimal.valueOf(number).stripTrailingZeros().toPlainString();
                case Number number -> number.toString();
                case Duration duration -> text(duration);
                case null, default -> null;
            };
            if (value == null || bounds.isEmpty() || !message.endsWith(violation.getMessage())) return message;
            return message.substring(
                            0, message.length() - violation.getMessage().length()) + "is " + value + " and must be "
                    + bounds.stream().collect(Collectors.joining(" and "));
        }
    }
}
