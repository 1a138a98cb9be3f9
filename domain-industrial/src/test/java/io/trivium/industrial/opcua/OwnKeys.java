package io.trivium.industrial.opcua;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Period;
import org.eclipse.milo.opcua.stack.core.util.SelfSignedCertificateBuilder;

/** A certificate of the service on keys that are there: making keys takes longer than most tests. */
final class OwnKeys {

    private OwnKeys() {}

    static void into(Path own) throws IOException, GeneralSecurityException {
        Files.write(own.resolve("certificate.der"), certificate().getEncoded());
        Files.writeString(own.resolve("private-key.pem"), Pem.text(OpcUaServerFixture.KEYS.getPrivate()));
    }

    private static X509Certificate certificate() {
        try {
            return new SelfSignedCertificateBuilder(OpcUaServerFixture.KEYS)
                    .setCommonName("Test intake")
                    .setApplicationUri("urn:test:intake")
                    .setValidityPeriod(Period.ofDays(365))
                    .build();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
