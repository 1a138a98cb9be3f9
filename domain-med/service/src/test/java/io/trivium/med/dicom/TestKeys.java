package io.trivium.med.dicom;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** Keys with certificates of their own, by the JDK's keytool, and contexts of TLS with them. */
public final class TestKeys {
    public static final String PASSWORD = "test-password";

    private TestKeys() {}

    /**
     * Makes a key.
     *
     * @param extensions of its certificate, as keytool takes them
     */
    public static KeyStore make(Path directory, String name, String... extensions)
            throws IOException, InterruptedException, GeneralSecurityException {
        Path file = directory.resolve(name + ".p12");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                name,
                "-keyalg",
                "EC",
                "-dname",
                "CN=" + name,
                "-validity",
                "30",
                "-storetype",
                "PKCS12",
                "-keystore",
                file.toString(),
                "-storepass",
                PASSWORD));
        for (String extension : extensions) command.addAll(List.of("-ext", extension));
        Process keytool = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("keytool.log").toFile())
                .start();
        if (!keytool.waitFor(60, TimeUnit.SECONDS) || keytool.exitValue() != 0) {
            throw new IOException("keytool made no key; see " + directory.resolve("keytool.log"));
        }
        return in(directory, name);
    }

    /** A key that was made. */
    public static KeyStore in(Path directory, String name) throws IOException, GeneralSecurityException {
        return KeyStore.getInstance(directory.resolve(name + ".p12").toFile(), PASSWORD.toCharArray());
    }

    /** SHA-256 of a key's certificate, as a peer's settings name it. */
    public static String fingerprint(KeyStore store) throws GeneralSecurityException {
        return AccessList.fingerprint(certificate(store));
    }

    /** The certificate of a key. */
    public static X509Certificate certificate(KeyStore store) throws GeneralSecurityException {
        return (X509Certificate) store.getCertificate(store.aliases().nextElement());
    }

    private static KeyStore trusting(KeyStore... trusted) throws IOException, GeneralSecurityException {
        KeyStore trust = KeyStore.getInstance("PKCS12");
        trust.load(null, null);
        for (int i = 0; i < trusted.length; i++) trust.setCertificateEntry("t" + i, certificate(trusted[i]));
        return trust;
    }

    /** Writes the certificates of keys to a trust store. */
    public static Path trustStore(Path file, KeyStore... trusted) throws IOException, GeneralSecurityException {
        try (OutputStream out = Files.newOutputStream(file)) {
            trusting(trusted).store(out, PASSWORD.toCharArray());
        }
        return file;
    }

    /**
     * Returns TLS with a key and trusted certificates.
     *
     * @param own null for a client without a certificate
     */
    public static SSLContext context(@Nullable KeyStore own, KeyStore... trusted)
            throws IOException, GeneralSecurityException {
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(own, PASSWORD.toCharArray());
        KeyStore trust = trusting(trusted);
        TrustManagerFactory trustManagers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trustManagers.init(trust);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trustManagers.getTrustManagers(), null);
        return context;
    }
}
