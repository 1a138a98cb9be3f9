package io.trivium.core.tenancy;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An organisation served by the platform.
 *
 * @param value slug {@code [a-z][a-z0-9-]{1,62}}, as in the token's {@code tenant_id}
 */
public record TenantId(@JsonValue String value) implements Comparable<TenantId> {

    /** The token claim {@code tenant_id} of a platform service that may act for the tenant named in a request. */
    public static final String ANY = "*";

    private static final Pattern SLUG = Pattern.compile("[a-z][a-z0-9-]{1,62}");

    /** Owner of what belongs to no organisation, such as the audit entry of a platform-wide change. */
    public static final TenantId PLATFORM = new TenantId("platform");

    @JsonCreator
    public TenantId {
        if (!SLUG.matcher(value).matches()) {
            throw new IllegalArgumentException("not a tenant id ([a-z][a-z0-9-]{1,62})");
        }
    }

    /** The tenant id, or empty when the text is absent or not one. */
    public static Optional<TenantId> parse(@Nullable String text) {
        return text != null && SLUG.matcher(text).matches() ? Optional.of(new TenantId(text)) : Optional.empty();
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
