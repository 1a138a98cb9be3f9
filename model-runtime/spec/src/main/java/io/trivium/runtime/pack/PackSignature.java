package io.trivium.runtime.pack;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An Ed25519 signature (RFC 8032) over {@link PackManifest#canonicalBytes()}, which by its list of SHA-256 sums covers
 * every file of the pack. Written {@code ed25519:<id of the key>:<Base64>}.
 *
 * @param keyId as {@link SigningKeys#id} gives it
 */
@SuppressWarnings("ArrayRecordComponent") // 64 bytes that only verification reads
public record PackSignature(String keyId, byte[] bytes) {
    /** Prevents a signature from being used for other data. */
    private static final byte[] CONTEXT = "trivium-pack-signature/1\n".getBytes(StandardCharsets.UTF_8);

    private static final Pattern TEXT = Pattern.compile("ed25519:([0-9a-f]{16}):([A-Za-z0-9+/]{86}==)");

    /** Signs a manifest; an earlier signature in it is left aside. */
    public static PackSignature of(PackManifest manifest, PrivateKey key, String keyId)
            throws GeneralSecurityException {
        Signature signature = Signature.getInstance("Ed25519");
        signature.initSign(key);
        signature.update(CONTEXT);
        signature.update(manifest.canonicalBytes());
        return new PackSignature(keyId, signature.sign());
    }

    /** The opposite of {@link #toString}; empty when the text is none. */
    public static Optional<PackSignature> parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) return Optional.empty();
        return Optional.of(
                new PackSignature(matcher.group(1), Base64.getDecoder().decode(matcher.group(2))));
    }

    /** Whether the owner of this key signed this manifest. */
    public boolean isOf(PackManifest manifest, PublicKey key) {
        try {
            Signature signature = Signature.getInstance("Ed25519");
            signature.initVerify(key);
            signature.update(CONTEXT);
            signature.update(manifest.canonicalBytes());
            return signature.verify(bytes);
        } catch (GeneralSecurityException e) {
            return false; // a check that cannot run does not pass
        }
    }

    @Override
    public String toString() {
        return "ed25519:" + keyId + ":" + Base64.getEncoder().encodeToString(bytes);
    }
}
