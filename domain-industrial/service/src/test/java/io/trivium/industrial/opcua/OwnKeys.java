package io.trivium.industrial.opcua;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.NoSuchAlgorithmException;
import java.security.cert.X509Certificate;
import java.time.Period;
import org.eclipse.milo.opcua.stack.core.util.SelfSignedCertificateBuilder;
import org.eclipse.milo.opcua.stack.core.util.SelfSignedCertificateGenerator;

/** A key pair that tests share, and a certificate of the service on it. */
final class OwnKeys {
    /** Making keys takes longer than most tests. */
    static final KeyPair KEYS = keys();

    private OwnKeys() {}

    static void into(Path own) throws IOException, GeneralSecurityException {
        Files.write(own.resolve("certificate.der"), certificate().getEncoded());
        Files.writeString(own.resolve("private-key.pem"), Pem.text(KEYS.getPrivate()));
    }

    private static KeyPair keys() {
        try {
            return SelfSignedCertificateGenerator.generateRsaKeyPair(2048);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static X509Certificate certificate() {
        try {
            return new SelfSignedCertificateBuilder(KEYS)
                    .setCommonName("Test intake")
                    .setApplicationUri("urn:test:intake")
                    .setValidityPeriod(Period.ofDays(365))
                    .build();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
