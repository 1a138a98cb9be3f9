package io.trivium.runtime.testing;

import io.trivium.runtime.pack.PackSigner;
import io.trivium.runtime.pack.SigningKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.HexFormat;
import java.util.Map;

/** The key that signs the packs of tests: the published test vector of RFC 8032, section 7.1, test 1. */
public final class TestKey {
    private static final String PRIVATE =
            "302e020100300506032b657004220420" + "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60";
    private static final String PUBLIC =
            "302a300506032b6570032100" + "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";

    private TestKey() {}

    public static PackSigner signer() {
        try {
            KeyFactory keys = KeyFactory.getInstance("Ed25519");
            return new PackSigner(
                    keys.generatePrivate(new PKCS8EncodedKeySpec(HexFormat.of().parseHex(PRIVATE))),
                    keys.generatePublic(new X509EncodedKeySpec(HexFormat.of().parseHex(PUBLIC))));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has Ed25519", e);
        }
    }

    /** Settings with which a runtime trusts the key, and signs with it what it trains; the files are in the folder. */
    public static Map<String, String> settings(Path folder) throws IOException {
        Path key = folder.resolve("pack-signing-key.pem");
        Path publicKey = folder.resolve("pack-verification-key.pem");
        Files.createDirectories(folder);
        Files.writeString(key, SigningKeys.pem(signer().key()));
        Files.writeString(publicKey, SigningKeys.pem(signer().verifier()));
        return Map.of(
                "platform.runtime.registry.public-key", publicKey.toString(),
                "platform.runtime.learning.update.signing-key", key.toString(),
                "platform.runtime.learning.update.signing-public-key", publicKey.toString());
    }
}
