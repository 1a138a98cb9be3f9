package io.trivium.runtime.pack;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.util.Base64;
import java.util.Optional;

/**
 * Signs packs with an Ed25519 key pair, such as the one of an installation. Immutable.
 *
 * @param verifier the public key that belongs to {@code key}
 */
public record PackSigner(PrivateKey key, PublicKey verifier) {
    /** Environment variable with the path of the private key of this installation, PKCS #8 in PEM form. */
    public static final String KEY = "TRIVIUM_PACK_SIGNING_KEY";

    /** Environment variable with the path of the public key that belongs to it, in PEM form. */
    public static final String PUBLIC_KEY = "TRIVIUM_PACK_PUBLIC_KEY";

    /**
     * Reads a pair of keys.
     *
     * @throws IllegalArgumentException when a file holds no such key
     */
    public static PackSigner read(Path key, Path publicKey) throws IOException {
        return new PackSigner(SigningKeys.readPrivate(key), SigningKeys.readPublic(publicKey));
    }

    /** The signer of this installation; empty where the environment does not name both keys. */
    public static Optional<PackSigner> ofEnvironment() throws IOException {
        String key = System.getenv(KEY);
        String publicKey = System.getenv(PUBLIC_KEY);
        if (key == null || key.isBlank() || publicKey == null || publicKey.isBlank()) return Optional.empty();
        return Optional.of(read(Path.of(key), Path.of(publicKey)));
    }

    /** The pack signed by this installation; as it is where the environment names no keys. */
    public static ModelPack signed(ModelPack pack) throws IOException {
        Optional<PackSigner> signer = ofEnvironment();
        return signer.isPresent() ? signer.orElseThrow().sign(pack.directory()) : pack;
    }

    /** The identifier of the key, as {@link SigningKeys#id} gives it. */
    public String keyId() {
        return SigningKeys.id(verifier);
    }

    /** A text as a JSON Web Signature in compact form (RFC 7515) by EdDSA (RFC 8037). */
    public String jws(String payload) {
        Base64.Encoder base64 = Base64.getUrlEncoder().withoutPadding();
        String header = "{\"alg\":\"EdDSA\",\"kid\":\"" + keyId() + "\"}";
        String signed = base64.encodeToString(header.getBytes(StandardCharsets.UTF_8)) + "."
                + base64.encodeToString(payload.getBytes(StandardCharsets.UTF_8));
        try {
            Signature signature = Signature.getInstance("Ed25519");
            signature.initSign(key);
            signature.update(signed.getBytes(StandardCharsets.US_ASCII));
            return signed + "." + base64.encodeToString(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("the key cannot sign: " + e.getMessage(), e);
        }
    }

    /**
     * Signs a pack; an earlier signature is replaced. Signed again with the same key, a pack is the same.
     *
     * @throws IllegalArgumentException when the keys are not a pair
     * @throws InvalidPackException when the pack does not match its manifest
     */
    public ModelPack sign(Path directory) throws IOException {
        ModelPack pack = ModelPack.open(directory);
        try {
            PackSignature signature = PackSignature.of(pack.manifest(), key, keyId());
            if (!signature.isOf(pack.manifest(), verifier)) {
                throw new IllegalArgumentException("the private key and the public key are not a pair");
            }
            return PackWriter.replaceManifest(directory, pack.manifest().signed(signature.toString()));
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("the key cannot sign: " + e.getMessage(), e);
        }
    }
}
