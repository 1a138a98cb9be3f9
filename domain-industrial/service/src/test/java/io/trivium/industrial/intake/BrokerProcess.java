package io.trivium.industrial.intake;

import com.hivemq.embedded.EmbeddedExtension;
import com.hivemq.embedded.EmbeddedHiveMQ;
import com.hivemq.extension.sdk.api.ExtensionMain;
import com.hivemq.extension.sdk.api.auth.SimpleAuthenticator;
import com.hivemq.extension.sdk.api.packets.connect.ConnackReasonCode;
import com.hivemq.extension.sdk.api.packets.connect.ConnectPacket;
import com.hivemq.extension.sdk.api.parameter.ExtensionStartInput;
import com.hivemq.extension.sdk.api.parameter.ExtensionStartOutput;
import com.hivemq.extension.sdk.api.parameter.ExtensionStopInput;
import com.hivemq.extension.sdk.api.parameter.ExtensionStopOutput;
import com.hivemq.extension.sdk.api.services.Services;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Main class of the child JVM of {@link MqttServer}: an MQTT broker until it is killed or its parent is gone. */
public final class BrokerProcess {

    static final String USER = "trivium";
    static final String PASSWORD = "of-the-tests";

    /** The prefix of the service's client ids. */
    private static final String SERVICE = "trivium-industrial-";

    private BrokerProcess() {}

    public static void main(String[] arguments) {
        Thread.ofPlatform().daemon().name("parent-watch").start(() -> haltAtEndOf(System.in));
        Path directory = Path.of(arguments[0]);
        EmbeddedHiveMQ broker = EmbeddedHiveMQ.builder()
                .withConfigurationFolder(directory.resolve("conf"))
                .withDataFolder(directory.resolve("data"))
                .withExtensionsFolder(directory.resolve("extensions"))
                .withEmbeddedExtension(EmbeddedExtension.builder()
                        .withId("service-by-password")
                        .withName("The service by its password")
                        .withVersion("1")
                        .withExtensionMain(new ServiceByPassword())
                        .build())
                .build();
        broker.start().join();
        System.out.println("ready");
    }

    private static void haltAtEndOf(InputStream pipe) {
        try {
            while (pipe.read() >= 0) {
                // Nothing is ever written.
            }
        } catch (IOException e) {
            // As good as the end.
        }
        Runtime.getRuntime().halt(1);
    }

    /** Admits machines without checks, and the service by its password only: the broker listens on loopback. */
    private static final class ServiceByPassword implements ExtensionMain {
        @Override
        public void extensionStart(ExtensionStartInput input, ExtensionStartOutput output) {
            SimpleAuthenticator authenticator = (connect, decision) -> {
                ConnectPacket packet = connect.getConnectPacket();
                boolean isService = packet.getClientId().startsWith(SERVICE);
                boolean hasPassword = USER.equals(packet.getUserName().orElse("")) && PASSWORD.equals(password(packet));
                if (!isService || hasPassword) decision.authenticateSuccessfully();
                else decision.failAuthentication(ConnackReasonCode.BAD_USER_NAME_OR_PASSWORD);
            };
            Services.securityRegistry().setAuthenticatorProvider(provider -> authenticator);
        }

        private static String password(ConnectPacket packet) {
            return packet.getPassword()
                    .map(bytes -> StandardCharsets.UTF_8.decode(bytes).toString())
                    .orElse("");
        }

        @Override
        public void extensionStop(ExtensionStopInput input, ExtensionStopOutput output) {}
    }
}
