package io.trivium.industrial.opcua;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.Period;
import java.util.Optional;
import org.eclipse.milo.opcua.stack.core.util.CertificateUtil;
import org.eclipse.milo.opcua.stack.core.util.SelfSignedCertificateBuilder;
import org.eclipse.milo.opcua.stack.core.util.SelfSignedCertificateGenerator;
import org.jboss.logging.Logger;

/**
 * An application's certificate and key, by which others know it.
 *
 * @param file of the certificate, which the other side has to trust
 * @param applicationUri the name in the certificate
 */
public record OwnCertificate(Path file, X509Certificate certificate, KeyPair keys, String applicationUri) {
    private static final Logger LOG = Logger.getLogger(OwnCertificate.class);
    private static final int KEY_BITS = 2048;
    /** So long before its end it is said that the certificate has to be renewed. */
    private static final Duration NOTICE = Duration.ofDays(30);

    /**
     * Reads the certificate, or makes one where there is none.
     *
     * @param name of the application, for people
     * @throws GeneralSecurityException when what is there cannot be used; the message says what to do
     */
    public static OwnCertificate in(Path directory, String name, Optional<String> applicationUri, Duration life)
            throws IOException, GeneralSecurityException {
        Files.createDirectories(directory);
        Path file = directory.resolve("certificate.der");
        Path keyFile = directory.resolve("private-key.pem");
        if (!Files.exists(file)) make(file, keyFile, name, applicationUri.orElseGet(OwnCertificate::defaultUri), life);
        X509Certificate certificate = Pem.certificate(file);
        String named = CertificateUtil.getSanUri(certificate)
                .orElseThrow(() -> new GeneralSecurityException(
                        file + " names no application URI among its alternative names; OPC UA servers refuse it"));
        if (applicationUri.filter(wanted -> !wanted.equals(named)).isPresent()) {
            throw new GeneralSecurityException("platform.industrial.intake.opcua-application-uri is "
                    + applicationUri.orElseThrow() + ", and the certificate " + file + " is of " + named
                    + "; delete certificate and key to have new ones made");
        }
        return new OwnCertificate(file, certificate, new KeyPair(certificate.getPublicKey(), Pem.key(keyFile)), named);
    }

    private static void make(Path file, Path keyFile, String name, String applicationUri, Duration life)
            throws IOException, GeneralSecurityException {
        KeyPair keys = SelfSignedCertificateGenerator.generateRsaKeyPair(KEY_BITS);
        Files.deleteIfExists(keyFile);
        Files.createFile(keyFile, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(keyFile, Pem.text(keys.getPrivate()));
        X509Certificate made;
        try {
            made = new SelfSignedCertificateBuilder(keys)
                    .setCommonName(name)
                    .setOrganization("Trivium")
                    .setApplicationUri(applicationUri)
                    .addDnsName(hostName())
                    .setValidityPeriod(Period.ofDays((int) life.toDays()))
                    .build();
        } catch (GeneralSecurityException | IOException e) {
            throw e;
        } catch (Exception e) {
            throw new GeneralSecurityException("no certificate could be made", e);
        }
        Files.write(file, made.getEncoded());
        LOG.infof(
                "made a certificate for OPC UA, valid until %s: let the other side trust %s", made.getNotAfter(), file);
    }

    private static String defaultUri() {
        return "urn:" + hostName() + ":trivium:industrial";
    }

    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            LOG.debug("this machine does not know its name", e);
            return "localhost";
        }
    }

    /** Returns a notice of its expiry, if that is near or past. */
    Optional<String> notice(Instant now) {
        Instant end = certificate.getNotAfter().toInstant();
        if (now.plus(NOTICE).isBefore(end)) return Optional.empty();
        return Optional.of(
                "This service's own certificate " + (now.isBefore(end) ? "ends " : "has ended ") + end + ": delete "
                        + file + ", restart domain-industrial, which makes a new one, and trust that at the servers.");
    }
}
