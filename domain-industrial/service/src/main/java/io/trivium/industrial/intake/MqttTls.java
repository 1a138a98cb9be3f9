package io.trivium.industrial.intake;

import com.hivemq.client.mqtt.MqttClientSslConfig;
import com.hivemq.client.mqtt.lifecycle.MqttClientReconnector;
import io.trivium.core.connection.PemCertificates;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import javax.net.ssl.TrustManagerFactory;
import org.jboss.logging.Logger;

/** Which broker a client connects to, and whose certificate it trusts. */
final class MqttTls {
    private static final Logger LOG = Logger.getLogger(MqttTls.class);

    private MqttTls() {}

    /**
     * TLS with the JVM's trust store, or with the certificates of the settings instead.
     *
     * @throws IllegalArgumentException when they are no certificates in PEM
     */
    static MqttClientSslConfig of(IntakeConfig.Connection config) {
        return config.trustedCertificates()
                .map(pem -> MqttClientSslConfig.builder()
                        .trustManagerFactory(trust(pem))
                        .build())
                .orElseGet(() -> MqttClientSslConfig.builder().build());
    }

    private static TrustManagerFactory trust(String pem) {
        try {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            for (X509Certificate certificate : PemCertificates.read(pem)) {
                store.setCertificateEntry(Integer.toString(store.size()), certificate);
            }
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(store);
            return factory;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("every Java platform keeps certificates in memory", e);
        }
    }

    /** Connects to the address that the broker's name has by now; to the last one where the name cannot be resolved. */
    static void resolveAgain(
            MqttClientReconnector reconnector, IntakeConfig.Connection config, MqttLink.Resolver resolver) {
        try {
            reconnector.transportConfig(reconnector
                    .getTransportConfig()
                    .extend()
                    .serverAddress(resolver.resolve(config.host(), config.port()))
                    .build());
        } catch (IOException e) {
            LOG.debugf("the broker %s keeps its last address: %s", config.host(), e.getMessage());
        }
    }
}
