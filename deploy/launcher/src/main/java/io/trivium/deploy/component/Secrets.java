package io.trivium.deploy.component;

import io.trivium.deploy.LauncherException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Map;

/**
 * Passwords and keys of one data directory, each made once and kept in a file only its owner can read. Thread-safe:
 * components that start concurrently request the same ones.
 */
public final class Secrets {
    private static final int BYTES = 32;
    private static final String SIGNING_KEY = "audit-signing-key.pem";
    private static final String VERIFICATION_KEY = "audit-verification-key.pem";
    private static final String PACK_KEY = "pack-signing-key.pem";
    private static final String PACK_PUBLIC_KEY = "pack-verification-key.pem";

    private final Path directory;

    Secrets(Path directory) {
        this.directory = directory;
    }

    public static Secrets of(DataDirectory data) {
        return new Secrets(data.secrets());
    }

    /** Whether the secret of that name was made. */
    public boolean has(String name) {
        return Files.exists(directory.resolve(name));
    }

    /** The secret of that name, made on first use: 256 random bits in URL-safe Base64. */
    public synchronized String get(String name) {
        Path file = directory.resolve(name);
        try {
            if (!Files.exists(file)) {
                byte[] random = new byte[BYTES];
                new SecureRandom().nextBytes(random);
                write(file, Base64.getUrlEncoder().withoutPadding().encodeToString(random));
            }
            String secret = Files.readString(file).strip();
            if (secret.length() < BYTES) {
                throw LauncherException.failure("The secret " + file
                        + " is damaged (shorter than 32 characters); restore it from a backup of the data directory.");
            }
            return secret;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * PKCS#8 PEM of the Ed25519 key that signs audit checkpoints, created on first use together with its public key.
     */
    public synchronized Path auditSigningKey() {
        return signingKey(SIGNING_KEY, VERIFICATION_KEY);
    }

    /**
     * The environment variables with which a process signs model packs and trusts the signature: the paths of an Ed25519
     * key pair, created on first use.
     */
    public synchronized Map<String, String> packSigning() {
        return Map.of(
                "TRIVIUM_PACK_SIGNING_KEY",
                signingKey(PACK_KEY, PACK_PUBLIC_KEY).toString(),
                "TRIVIUM_PACK_PUBLIC_KEY",
                directory.resolve(PACK_PUBLIC_KEY).toString());
    }

    private Path signingKey(String key, String publicKey) {
        Path file = directory.resolve(key);
        if (Files.exists(file)) return file;
        try {
            KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
            write(
                    directory.resolve(publicKey),
                    pem("PUBLIC KEY", pair.getPublic().getEncoded()));
            write(file, pem("PRIVATE KEY", pair.getPrivate().getEncoded()));
            return file;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK 25 has Ed25519", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Path auditVerificationKey() {
        return directory.resolve(VERIFICATION_KEY);
    }

    private static String pem(String label, byte[] encoded) {
        return "-----BEGIN " + label + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(encoded) + "\n-----END " + label
                + "-----\n";
    }

    Path directory() {
        return directory;
    }

    /** A file with other settings that hold secrets, written when its content differs. */
    synchronized Path file(String name, String content) {
        Path file = directory.resolve(name);
        try {
            if (!Files.exists(file) || !Files.readString(file).equals(content)) write(file, content);
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A crash leaves either no file or a whole one, never readable by others. */
    private static void write(Path file, String content) throws IOException {
        Path temporary = file.resolveSibling(file.getFileName() + ".tmp");
        Files.deleteIfExists(temporary);
        Files.createFile(temporary, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(temporary, content, StandardOpenOption.WRITE, StandardOpenOption.SYNC);
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
