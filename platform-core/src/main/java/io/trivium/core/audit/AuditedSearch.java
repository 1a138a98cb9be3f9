package io.trivium.core.audit;

import jakarta.enterprise.util.Nonbinding;
import jakarta.interceptor.InterceptorBinding;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * An operation that lists or finds data of persons: {@link SearchAudit} records who called it, with which parameters, and the length of
 * the answer, before it is sent. Parameters are those of the address; what a body contains is not recorded.
 */
@InterceptorBinding
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.TYPE})
public @interface AuditedSearch {
    /** Action of the entries, such as {@code payment.search}. */
    @Nonbinding
    String action() default "";

    /** What is searched, such as {@code decisions}. */
    @Nonbinding
    String of() default "";
}
