package io.trivium.runtime.pack;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivium.core.model.VersionNumber;
import io.trivium.runtime.testing.TestPacks;
import io.trivium.runtime.tool.RuntimeTool;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrustedKeysTest {
    @TempDir
    private Path folder;

    private final KeyPair own = pair();
    private final KeyPair other = pair();

    private static KeyPair pair() {
        try {
            return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private PackManifest manifest() {
        return TestPacks.weightedSum(folder.resolve("sum"), "sum", "1", 0, "").manifest();
    }

    private static PackManifest sign(PackManifest manifest, KeyPair key) throws GeneralSecurityException {
        return manifest.signed(PackSignature.of(manifest, key.getPrivate(), SigningKeys.id(key.getPublic()))
                .toString());
    }

    private TrustedKeys trust(boolean required) {
        return new TrustedKeys(Map.of("release", own.getPublic()), required);
    }

    private static List<String> refusal(TrustedKeys trust, PackManifest manifest) {
        return assertThrows(InvalidPackException.class, () -> trust.require(manifest))
                .faults();
    }

    @Test
    void namesWhoSigned() throws GeneralSecurityException {
        TrustedKeys.Verdict verdict = trust(true).judge(sign(manifest(), own));
        assertEquals(TrustedKeys.State.TRUSTED, verdict.state());
        assertEquals(Optional.of("release"), verdict.signer());
        assertEquals(Optional.of(SigningKeys.id(own.getPublic())), verdict.keyId());
    }

    @Test
    void refusesWhatNoTrustedKeySignedOnlyWhereASignatureIsRequired() throws GeneralSecurityException {
        PackManifest unsigned = manifest().signed("");
        PackManifest foreign = sign(unsigned, other);
        assertDoesNotThrow(() -> trust(false).require(unsigned));
        assertDoesNotThrow(() -> trust(false).require(foreign));
        assertEquals(
                List.of("manifest.json: the pack is not signed and must be; sign it with a key that is trusted here"),
                refusal(trust(true), unsigned));
        assertDoesNotThrow(() -> trust(true).require(unsigned, false));
        assertEquals(
                List.of("manifest.json: signature is by key " + SigningKeys.id(other.getPublic())
                        + ", which is not trusted here; ask an operator to trust it, or sign with a trusted key"),
                refusal(trust(true), foreign));
        assertEquals(TrustedKeys.State.UNTRUSTED, trust(true).judge(foreign).state());
    }

    @Test
    void refusesAWrongSignatureEverywhere() throws GeneralSecurityException {
        PackManifest signed = sign(manifest(), own);
        PackManifest moved = new PackManifest(
                signed.format(),
                signed.name(),
                new VersionNumber("2"),
                signed.created(),
                signed.task(),
                signed.files(),
                signed.provenance(),
                signed.signature());
        assertEquals(
                List.of("manifest.json: signature is not the one of this pack by release"),
                refusal(trust(false), moved));
        assertEquals(
                List.of("manifest.json: signature is not the one of this pack"),
                refusal(trust(false), signed.signed("trust-me")));
        // The other key's signature under this key's name
        String forged = PackSignature.of(signed, other.getPrivate(), SigningKeys.id(own.getPublic()))
                .toString();
        assertEquals(
                TrustedKeys.State.INVALID,
                trust(false).judge(signed.signed(forged)).state());
    }

    @Test
    void doesNotDependOnTheOrderOfTheFilesNorOnAnEarlierSignature() throws GeneralSecurityException {
        PackManifest manifest = manifest();
        PackManifest reversed = new PackManifest(
                manifest.format(),
                manifest.name(),
                manifest.version(),
                manifest.created(),
                manifest.task(),
                manifest.files().reversed(),
                manifest.provenance(),
                "");
        assertArrayEquals(manifest.canonicalBytes(), reversed.canonicalBytes());
        assertArrayEquals(manifest.canonicalBytes(), sign(manifest, own).canonicalBytes());
        String text = new String(manifest.canonicalBytes(), StandardCharsets.UTF_8);
        assertTrue(text.startsWith("{\"created\":\"2026-11-25T00:00:00Z\",\"files\":[{\"bytes\":"), text);
    }

    @Test
    void theToolMakesKeysSignsAndVerifies() throws IOException {
        Path pack =
                TestPacks.weightedSum(folder.resolve("tool"), "sum", "1", 0, "").directory();
        String key = folder.resolve("key.pem").toString();
        String publicKey = folder.resolve("key.pub").toString();
        assertEquals(0, RuntimeTool.run("sign", "--key", key, "--public-key", publicKey));
        assertEquals(2, RuntimeTool.run("verify", "--public-key", publicKey, pack.toString()));
        assertEquals(0, RuntimeTool.run("sign", "--key", key, "--public-key", publicKey, pack.toString()));
        assertEquals(0, RuntimeTool.run("verify", "--public-key", publicKey, pack.toString()));
        Path manifest = pack.resolve("manifest.json");
        Files.writeString(manifest, Files.readString(manifest).replace("\"made up\"", "\"found\""));
        assertEquals(2, RuntimeTool.run("verify", "--public-key", publicKey, pack.toString()));
    }
}
