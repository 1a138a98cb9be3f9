package io.trivium.runtime.pack;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;

/** Ed25519 keys as PEM files: PKCS #8 for the private, X.509 SubjectPublicKeyInfo for the public one. */
public final class SigningKeys {
    private static final int LINE = 64;

    private SigningKeys() {}

    /**
     * Reads the key that signs.
     *
     * @throws IllegalArgumentException when the file holds no such key
     */
    public static PrivateKey readPrivate(Path file) throws IOException {
        try {
            return KeyFactory.getInstance("Ed25519")
                    .generatePrivate(new PKCS8EncodedKeySpec(
                            decode(file.toString(), Files.readString(file, StandardCharsets.US_ASCII), "PRIVATE KEY")));
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException(file + " holds no private Ed25519 key", e);
        }
    }

    /**
     * Reads the key that verifies.
     *
     * @throws IllegalArgumentException when the file holds no such key
     */
    public static PublicKey readPublic(Path file) throws IOException {
        return publicKey(file.toString(), Files.readString(file, StandardCharsets.US_ASCII));
    }

    /**
     * The key that verifies, from PEM text.
     *
     * @param what names the text in the error
     * @throws IllegalArgumentException when it is no such key
     */
    public static PublicKey publicKey(String what, String pem) {
        try {
            return KeyFactory.getInstance("Ed25519")
                    .generatePublic(new X509EncodedKeySpec(decode(what, pem, "PUBLIC KEY")));
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException(what + " holds no public Ed25519 key", e);
        }
    }

    private static byte[] decode(String file, String text, String kind) {
        String begin = "-----BEGIN " + kind + "-----";
        int from = text.indexOf(begin);
        int to = text.indexOf("-----END " + kind + "-----");
        if (from < 0 || to < from) throw new IllegalArgumentException(file + " holds no " + kind + " in PEM form");
        return Base64.getMimeDecoder().decode(text.substring(from + begin.length(), to));
    }

    /** A key as PEM text. */
    public static String pem(PrivateKey key) {
        return pem("PRIVATE KEY", key.getEncoded());
    }

    /** A key as PEM text. */
    public static String pem(PublicKey key) {
        return pem("PUBLIC KEY", key.getEncoded());
    }

    private static String pem(String kind, byte[] der) {
        String body = Base64.getMimeEncoder(LINE, new byte[] {'\n'}).encodeToString(der);
        return "-----BEGIN " + kind + "-----\n" + body + "\n-----END " + kind + "-----\n";
    }

    /** The identifier of a key: the first 16 hexadecimal digits of the SHA-256 of its public part. */
    public static String id(PublicKey key) {
        return Sha256.of(key.getEncoded()).substring(0, 16);
    }
}
