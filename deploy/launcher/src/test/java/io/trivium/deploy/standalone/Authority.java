package io.trivium.deploy.standalone;

import io.trivium.deploy.component.Commands;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * A certificate authority and its certificates for this host, by the JDK's keytool; in PEM, as secrets of a cluster
 * hold it.
 */
final class Authority {
    private static final String NAME = "authority";
    private static final String PASSWORD = "changeit";
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Path directory;
    private final Path store;

    Authority(Path directory) throws IOException, InterruptedException, GeneralSecurityException {
        this.directory = Files.createDirectories(directory);
        this.store = directory.resolve("keys.p12");
        keytool(
                NAME,
                "CN=Authority of a test",
                List.of("bc:critical=ca:true", "ku:critical=keyCertSign,cRLSign"),
                null);
        write(directory.resolve("ca.crt"), pem("CERTIFICATE", certificate().getEncoded()));
    }

    /** Its own certificate. */
    Path file() {
        return directory.resolve("ca.crt");
    }

    /** Makes {@code tls.crt}, {@code tls.key} and {@code ca.crt} in a directory of their own, for localhost and 127.0.0.1. */
    Path issue(String name) throws IOException, InterruptedException, GeneralSecurityException {
        keytool(
                name,
                "CN=" + name,
                List.of("san=dns:localhost,ip:127.0.0.1", "ku:critical=digitalSignature", "eku=serverAuth,clientAuth"),
                NAME);
        KeyStore keys = keys();
        StringBuilder chain = new StringBuilder();
        for (Certificate each : keys.getCertificateChain(name)) chain.append(pem("CERTIFICATE", each.getEncoded()));
        Key key = Objects.requireNonNull(keys.getKey(name, PASSWORD.toCharArray()));
        Path files = Files.createDirectories(directory.resolve(name));
        write(files.resolve("tls.crt"), chain.toString());
        write(files.resolve("tls.key"), pem("PRIVATE KEY", key.getEncoded()));
        Files.copy(file(), files.resolve("ca.crt"));
        return files;
    }

    /** Trusts only its certificates. */
    SSLContext trust() throws IOException, GeneralSecurityException {
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        trusted.setCertificateEntry(NAME, certificate());
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    private Certificate certificate() throws IOException, GeneralSecurityException {
        return Objects.requireNonNull(keys().getCertificate(NAME));
    }

    private KeyStore keys() throws IOException, GeneralSecurityException {
        return KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
    }

    private void keytool(String alias, String subject, List<String> extensions, @Nullable String signer)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                alias,
                "-dname",
                subject,
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-validity",
                "2",
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                PASSWORD));
        for (String extension : extensions) command.addAll(List.of("-ext", extension));
        if (signer != null) command.addAll(List.of("-signer", signer));
        Commands.run(command, Map.of(), directory, directory.resolve("keytool.log"), PATIENCE);
    }

    private static void write(Path file, String text) throws IOException {
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, text);
    }

    private static String pem(String label, byte[] encoded) {
        return "-----BEGIN " + label + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(encoded) + "\n-----END " + label
                + "-----\n";
    }
}
