package io.trivium.deploy.backup;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.trivium.deploy.LauncherException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Map;
import java.util.TreeMap;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;

/** Secrets of a data directory, encrypted with a key from a passphrase: AES-256-GCM, PBKDF2 with SHA-256. */
final class SecretBox {
    static final String FILE = "secrets.bin";
    static final int SHORTEST = 12;
    private static final int ROUNDS = 600_000;
    private static final int SALT = 16;
    private static final int NONCE = 12;
    private static final int TAG_BITS = 128;
    private static final int KEY_BITS = 256;

    private final String passphrase;

    SecretBox(String passphrase) {
        if (passphrase.length() < SHORTEST) {
            throw LauncherException.refused(
                    "The passphrase is shorter than " + SHORTEST + " characters; choose a longer one.");
        }
        this.passphrase = passphrase;
    }

    byte[] close(Path secrets) throws IOException {
        Map<String, String> all = new TreeMap<>();
        for (Path file : FileSums.tree(secrets)) all.put(file.getFileName().toString(), Files.readString(file));
        byte[] salt = random(SALT);
        byte[] nonce = random(NONCE);
        try {
            byte[] closed = cipher(Cipher.ENCRYPT_MODE, salt, nonce).doFinal(new ObjectMapper().writeValueAsBytes(all));
            return ByteBuffer.allocate(SALT + NONCE + closed.length)
                    .put(salt)
                    .put(nonce)
                    .put(closed)
                    .array();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has AES and PBKDF2", e);
        }
    }

    /** Writes the secrets into a directory, each for its owner alone. */
    void open(Path box, Path secrets) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(box));
        byte[] salt = new byte[SALT];
        byte[] nonce = new byte[NONCE];
        bytes.get(salt).get(nonce);
        byte[] closed = new byte[bytes.remaining()];
        bytes.get(closed);
        try {
            byte[] open = cipher(Cipher.DECRYPT_MODE, salt, nonce).doFinal(closed);
            Map<String, String> all = new ObjectMapper().readValue(open, new TypeReference<>() {});
            for (Map.Entry<String, String> secret : all.entrySet()) {
                write(secrets.resolve(Path.of(secret.getKey()).getFileName()), secret.getValue());
            }
        } catch (AEADBadTagException _) {
            throw LauncherException.refused("The passphrase does not open the backup's secrets; give the one that it"
                    + " was made with, in TRIVIUM_BACKUP_PASSPHRASE or --passphrase-file.");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has AES and PBKDF2", e);
        }
    }

    static void write(Path file, String content) throws IOException {
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, content, StandardOpenOption.WRITE);
    }

    private Cipher cipher(int mode, byte[] salt, byte[] nonce) throws GeneralSecurityException {
        byte[] key = SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                .generateSecret(new PBEKeySpec(passphrase.toCharArray(), salt, ROUNDS, KEY_BITS))
                .getEncoded();
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(TAG_BITS, nonce));
        return cipher;
    }

    private static byte[] random(int bytes) {
        byte[] random = new byte[bytes];
        new SecureRandom().nextBytes(random);
        return random;
    }
}
