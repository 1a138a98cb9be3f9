package io.trivium.core.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.trivium.core.error.PlatformException;
import io.trivium.core.tenancy.TenantId;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class SecretCipherTest {
    private static final TenantId OWN = new TenantId("demo-bank");
    private static final UUID ID = UUID.randomUUID();
    private static final Map<String, String> SECRETS = Map.of("password", "correct horse battery");
    private final SecretCipher cipher = new SecretCipher(Optional.of("0123456789abcdef0123456789abcdef"));

    @Test
    void opensWhatItSealedForTheSameConnectionOnly() {
        byte[] sealed = cipher.seal(OWN, ID, SECRETS);
        assertEquals(Optional.of(SECRETS), cipher.open(OWN, ID, sealed));
        assertEquals(Optional.empty(), cipher.open(OWN, UUID.randomUUID(), sealed));
        assertEquals(Optional.empty(), cipher.open(new TenantId("other-bank"), ID, sealed));
        assertFalse(new String(sealed, StandardCharsets.ISO_8859_1).contains("horse"));
        assertFalse(Arrays.equals(sealed, cipher.seal(OWN, ID, SECRETS)), "a nonce is used once");
        sealed[sealed.length - 1] ^= 1;
        assertEquals(Optional.empty(), cipher.open(OWN, ID, sealed));
    }

    @Test
    void opensNothingWithAnotherKey() {
        byte[] sealed = cipher.seal(OWN, ID, SECRETS);
        SecretCipher other = new SecretCipher(Optional.of("another key of thirty-two characters"));
        assertEquals(Optional.empty(), other.open(OWN, ID, sealed));
    }

    @Test
    void needsAKey() {
        assertThrows(PlatformException.class, () -> new SecretCipher(Optional.empty()).seal(OWN, ID, SECRETS));
        assertThrows(IllegalArgumentException.class, () -> new SecretCipher(Optional.of("short")));
    }
}
