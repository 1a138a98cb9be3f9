package io.trivium.deploy.component;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivium.deploy.LauncherException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretsTest {
    @TempDir
    Path directory = Path.of(".");

    @Test
    void keepsASecretOnceItIsMade() {
        String first = new Secrets(directory).get("one");
        assertEquals(first, new Secrets(directory).get("one"));
        assertEquals(43, first.length());
    }

    @Test
    void makesEverySecretDifferent() {
        Secrets secrets = new Secrets(directory);
        assertNotEquals(secrets.get("one"), secrets.get("two"));
    }

    @Test
    void letsOnlyTheOwnerReadASecret() throws Exception {
        Secrets secrets = new Secrets(directory);
        secrets.get("one");
        for (Path file : new Path[] {directory.resolve("one"), secrets.auditSigningKey()}) {
            assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        }
    }

    @Test
    void refusesADamagedSecret() throws Exception {
        Files.writeString(directory.resolve("one"), "short");
        LauncherException refused = assertThrows(LauncherException.class, () -> new Secrets(directory).get("one"));
        assertTrue(String.valueOf(refused.getMessage()).contains("damaged"));
    }

    @Test
    void makesASigningKeyWhoseSignaturesThePublicHalfVerifies() throws Exception {
        Secrets secrets = new Secrets(directory);
        assertArePair(secrets.auditSigningKey(), secrets.auditVerificationKey());
    }

    @Test
    void makesTheKeyOfModelPacksOnce() throws Exception {
        Map<String, String> made = new Secrets(directory).packSigning();
        assertEquals(made, new Secrets(directory).packSigning());
        Path key = Path.of(made.get("TRIVIUM_PACK_SIGNING_KEY"));
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(key)));
        assertArePair(key, Path.of(made.get("TRIVIUM_PACK_PUBLIC_KEY")));
    }

    private static void assertArePair(Path key, Path publicKey) throws Exception {
        KeyFactory keys = KeyFactory.getInstance("Ed25519");
        PrivateKey signing = keys.generatePrivate(new PKCS8EncodedKeySpec(der(key)));
        PublicKey verifying = keys.generatePublic(new X509EncodedKeySpec(der(publicKey)));
        byte[] message = "checkpoint".getBytes(StandardCharsets.UTF_8);
        Signature signer = Signature.getInstance("Ed25519");
        signer.initSign(signing);
        signer.update(message);
        byte[] signature = signer.sign();
        Signature verifier = Signature.getInstance("Ed25519");
        verifier.initVerify(verifying);
        verifier.update(message);
        assertTrue(verifier.verify(signature));
    }

    private static byte[] der(Path pem) throws Exception {
        String base64 =
                Files.readString(pem).replaceAll("-----[A-Z ]+-----", "").replaceAll("\\s", "");
        return Base64.getDecoder().decode(base64);
    }
}
