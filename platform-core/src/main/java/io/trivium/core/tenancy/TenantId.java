package io.trivium.core.tenancy;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An organisation served by the platform.
 *
 * @param value slug {@code [a-z][a-z0-9-]{1,62}}, as in the token's {@code tenant_id}
 */
public record TenantId(@JsonValue String value) implements Comparable<TenantId> {

    /** The token claim {@code tenant_id} of a platform service that may act for the tenant named in a request. */
    public static final String ANY = "*";

    /** Owner of what belongs to no organisation, such as the audit entry of a platform-wide change. */
    public static final TenantId PLATFORM = new TenantId("platform");

    @JsonCreator
    public TenantId {
        if (!isSlug(value)) throw new IllegalArgumentException("not a tenant id ([a-z][a-z0-9-]{1,62})");
    }

    /** The tenant id, or empty when the text is absent or not one. */
    public static Optional<TenantId> parse(@Nullable String text) {
        return text != null && isSlug(text) ? Optional.of(new TenantId(text)) : Optional.empty();
    }

    /** Without a pattern: every event that is read has a tenant. */
    private static boolean isSlug(String text) {
        if (text.length() < 2 || text.length() > 63 || !isLetter(text.charAt(0))) return false;
        for (int i = 1; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!isLetter(c) && !(c >= '0' && c <= '9') && c != '-') return false;
        }
        return true;
    }

    private static boolean isLetter(char c) {
        return c >= 'a' && c <= 'z';
    }

    @Override
    public int compareTo(TenantId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
