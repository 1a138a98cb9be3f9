package io.trivium.core.security;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * An operation for which a person must have logged in within {@code platform.session.login-age}: approvals, promotions,
 * removal and erasure. An older login is refused with {@code authentication-too-old}; a console asks for a new one.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface FreshLogin {}
