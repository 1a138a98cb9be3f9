package io.trivium.core.event;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Type and version of an {@link EventPayload}, readable without an instance. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface EventType {
    /** Past-tense fact, such as {@code io.trivium.learning.label.observed}. */
    String value();

    /** Version of the payload's shape. */
    int version() default 1;
}
