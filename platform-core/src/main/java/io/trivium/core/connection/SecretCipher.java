package io.trivium.core.connection;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.trivium.core.error.PlatformException;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.web.StrictJson;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import javax.crypto.Cipher;
import javax.crypto.KDF;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.HKDFParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Encrypts the secrets of a connection with AES-256-GCM (NIST SP 800-38D) under a key derived by HKDF-SHA256 (RFC 5869); the
 * connection is authenticated with them, so that a row's secrets are of no use in another one. Thread-safe.
 */
@ApplicationScoped
class SecretCipher {
    private static final byte FORMAT = 1;
    private static final int KEY_ID = 8;
    private static final int NONCE = 12;
    private static final int TAG_BITS = 128;
    private static final int SHORTEST = 32;
    private static final ObjectMapper JSON = StrictJson.mapper();
    private static final TypeReference<Map<String, String>> SECRETS = new TypeReference<>() {};

    private final Optional<Key> key;
    private final SecureRandom random = new SecureRandom();

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Key(byte[] id, SecretKey secret) {}

    @Inject
    SecretCipher(
            ConnectionsConfig config,
            @ConfigProperty(name = "quarkus.oidc.console.token-state-manager.encryption-secret")
                    Optional<String> session) {
        this(config.secret().or(() -> session.filter(text -> text.length() >= SHORTEST)));
    }

    SecretCipher(Optional<String> secret) {
        if (secret.isPresent() && secret.orElseThrow().length() < SHORTEST) {
            throw new IllegalArgumentException(
                    "platform.connections.secret is shorter than " + SHORTEST + " characters");
        }
        this.key = secret.map(SecretCipher::derive);
    }

    private static Key derive(String secret) {
        byte[] input = secret.getBytes(StandardCharsets.UTF_8);
        return new Key(
                expand(input, "trivium connection key id", KEY_ID),
                new SecretKeySpec(expand(input, "trivium connection secrets", 32), "AES"));
    }

    private static byte[] expand(byte[] input, String purpose, int length) {
        try {
            return KDF.getInstance("HKDF-SHA256")
                    .deriveData(HKDFParameterSpec.ofExtract()
                            .addIKM(input)
                            .thenExpand(purpose.getBytes(StandardCharsets.US_ASCII), length));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java 25 has HKDF-SHA256", e);
        }
    }

    /** @throws PlatformException {@link ConnectionError#NO_KEY} */
    byte[] seal(TenantId tenant, UUID connection, Map<String, String> secrets) {
        Key used = key.orElseThrow(() -> new PlatformException(
                ConnectionError.NO_KEY,
                "Secrets cannot be stored here: neither platform.connections.secret nor the session secret is set."));
        byte[] nonce = new byte[NONCE];
        random.nextBytes(nonce);
        try {
            byte[] sealed = cipher(Cipher.ENCRYPT_MODE, used, nonce, tenant, connection)
                    .doFinal(JSON.writeValueAsBytes(secrets));
            return ByteBuffer.allocate(1 + KEY_ID + NONCE + sealed.length)
                    .put(FORMAT)
                    .put(used.id())
                    .put(nonce)
                    .put(sealed)
                    .array();
        } catch (GeneralSecurityException | JsonProcessingException e) {
            throw new IllegalStateException("secrets of a connection cannot be encrypted", e);
        }
    }

    /** The secrets; empty where they were encrypted under another key or changed since. */
    Optional<Map<String, String>> open(TenantId tenant, UUID connection, byte[] sealed) {
        if (key.isEmpty() || sealed.length < 1 + KEY_ID + NONCE || sealed[0] != FORMAT) return Optional.empty();
        Key used = key.orElseThrow();
        int nonceAt = 1 + KEY_ID;
        if (!Arrays.equals(used.id(), Arrays.copyOfRange(sealed, 1, nonceAt))) return Optional.empty();
        byte[] nonce = Arrays.copyOfRange(sealed, nonceAt, nonceAt + NONCE);
        try {
            byte[] clear = cipher(Cipher.DECRYPT_MODE, used, nonce, tenant, connection)
                    .doFinal(sealed, nonceAt + NONCE, sealed.length - nonceAt - NONCE);
            return Optional.of(JSON.readValue(clear, SECRETS));
        } catch (GeneralSecurityException | IOException e) {
            return Optional.empty();
        }
    }

    private static Cipher cipher(int mode, Key key, byte[] nonce, TenantId tenant, UUID connection)
            throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key.secret(), new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD((tenant.value() + "/" + connection).getBytes(StandardCharsets.US_ASCII));
        return cipher;
    }
}
