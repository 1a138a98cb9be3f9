package io.trivium.core.audit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.EdECPrivateKey;
import java.security.spec.NamedParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;

/** Ed25519 keys of audit checkpoints (RFC 8032, RFC 8410). */
public final class AuditKeys {

    private static final String ALGORITHM = "Ed25519";

    private AuditKeys() {}

    /** Makes a key pair: the private key at the path, readable by its owner only, the public one at {@code path.pub}. */
    public static KeyPair generate(Path privateKeyFile) {
        try {
            KeyPair pair = KeyPairGenerator.getInstance(ALGORITHM).generateKeyPair();
            Files.createFile(
                    privateKeyFile, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(
                    privateKeyFile,
                    pem("PRIVATE KEY", pair.getPrivate().getEncoded()),
                    StandardOpenOption.TRUNCATE_EXISTING);
            Files.writeString(
                    publicKeyFile(privateKeyFile),
                    pem("PUBLIC KEY", pair.getPublic().getEncoded()));
            return pair;
        } catch (IOException e) {
            throw new UncheckedIOException("audit key could not be written to " + privateKeyFile, e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java platform cannot make Ed25519 keys", e);
        }
    }

    /** Returns the path to which {@link #generate} writes the public key. */
    public static Path publicKeyFile(Path privateKeyFile) {
        return privateKeyFile.resolveSibling(privateKeyFile.getFileName() + ".pub");
    }

    /** Reads a PKCS#8 PEM file and derives its public key. */
    public static KeyPair read(Path privateKeyFile) {
        try {
            PrivateKey key = KeyFactory.getInstance(ALGORITHM)
                    .generatePrivate(new PKCS8EncodedKeySpec(decode(privateKeyFile, "PRIVATE KEY")));
            return new KeyPair(publicKeyOf(key), key);
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException(privateKeyFile + " holds no Ed25519 private key", e);
        }
    }

    /** Reads an X.509 PEM file. */
    public static PublicKey readPublic(Path publicKeyFile) {
        try {
            return KeyFactory.getInstance(ALGORITHM)
                    .generatePublic(new X509EncodedKeySpec(decode(publicKeyFile, "PUBLIC KEY")));
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException(publicKeyFile + " holds no Ed25519 public key", e);
        }
    }

    /** Short name of a key: the first eight bytes of the SHA-256 of its encoding. */
    static String keyId(PublicKey key) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(key.getEncoded());
            return HexFormat.of().formatHex(digest, 0, 8);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    static String sign(PrivateKey key, String text) {
        try {
            Signature signature = Signature.getInstance(ALGORITHM);
            signature.initSign(key);
            signature.update(text.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("audit checkpoint could not be signed", e);
        }
    }

    static boolean verify(PublicKey key, String text, String signature) {
        try {
            Signature verifier = Signature.getInstance(ALGORITHM);
            verifier.initVerify(key);
            verifier.update(text.getBytes(StandardCharsets.UTF_8));
            byte[] bytes = Base64.getDecoder().decode(signature);
            // The decoder forgives stray final bits, and a checkpoint has exactly one spelling.
            return Base64.getEncoder().encodeToString(bytes).equals(signature) && verifier.verify(bytes);
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            return false;
        }
    }

    /**
     * A PKCS#8 file need not hold the public key and the JDK has no call that computes it; its generator does, from
     * the random bytes it is given. The pair is tried before it is trusted.
     */
    private static PublicKey publicKeyOf(PrivateKey key) throws GeneralSecurityException {
        byte[] seed = ((EdECPrivateKey) key).getBytes().orElseThrow(() -> new GeneralSecurityException("empty key"));
        KeyPairGenerator generator = KeyPairGenerator.getInstance(ALGORITHM);
        generator.initialize(NamedParameterSpec.ED25519, new FixedRandom(seed));
        PublicKey candidate = generator.generateKeyPair().getPublic();
        if (!verify(candidate, "trivium-audit", sign(key, "trivium-audit"))) {
            throw new GeneralSecurityException("the public key could not be derived");
        }
        return candidate;
    }

    private static byte[] decode(Path file, String label) {
        try {
            String text = Files.readString(file, StandardCharsets.US_ASCII);
            String begin = "-----BEGIN " + label + "-----";
            int from = text.indexOf(begin);
            int to = text.indexOf("-----END " + label + "-----");
            if (from < 0 || to < from) throw new IllegalArgumentException(file + " is no PEM file with a " + label);
            return Base64.getMimeDecoder().decode(text.substring(from + begin.length(), to));
        } catch (IOException e) {
            throw new UncheckedIOException("audit key cannot be read from " + file, e);
        }
    }

    private static String pem(String label, byte[] encoded) {
        return "-----BEGIN " + label + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(encoded)
                + "\n-----END " + label + "-----\n";
    }

    /** Returns the bytes it was made with. */
    private static final class FixedRandom extends SecureRandom {
        private static final long serialVersionUID = 1L;
        private final byte[] bytes;

        FixedRandom(byte[] bytes) {
            this.bytes = bytes.clone();
        }

        @Override
        public void nextBytes(byte[] target) {
            System.arraycopy(bytes, 0, target, 0, target.length);
        }
    }
}
