package io.trivium.core.event;

import io.trivium.core.tenancy.TenantId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;

/** Event ids that come out the same whenever the same fact is published again. */
public final class EventIds {
    private EventIds() {}

    /**
     * Name-based UUID (RFC 9562 version 8: the first 122 free bits of a SHA-256) of what makes the event unique.
     *
     * @param type the event's type, so that two facts about one key differ
     * @param key such as the authorization id; unique within the tenant
     */
    public static UUID of(TenantId tenant, String type, String key) {
        MessageDigest digest = sha256();
        // Lengths go in first: ("ab", "c") and ("a", "bc") must not meet.
        for (String part : new String[] {tenant.value(), type, key}) {
            byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
            digest.update(
                    ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).flip());
            digest.update(bytes);
        }
        ByteBuffer hash = ByteBuffer.wrap(digest.digest());
        long high = (hash.getLong() & 0xffff_ffff_ffff_0fffL) | 0x8000L;
        long low = (hash.getLong() & 0x3fff_ffff_ffff_ffffL) | 0x8000_0000_0000_0000L;
        return new UUID(high, low);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
