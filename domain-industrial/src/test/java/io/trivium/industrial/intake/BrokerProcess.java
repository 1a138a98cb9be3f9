package io.trivium.industrial.intake;

import com.hivemq.embedded.EmbeddedExtension;
import com.hivemq.embedded.EmbeddedHiveMQ;
import com.hivemq.extension.sdk.api.ExtensionMain;
import com.hivemq.extension.sdk.api.auth.SimpleAuthenticator;
import com.hivemq.extension.sdk.api.parameter.ExtensionStartInput;
import com.hivemq.extension.sdk.api.parameter.ExtensionStartOutput;
import com.hivemq.extension.sdk.api.parameter.ExtensionStopInput;
import com.hivemq.extension.sdk.api.parameter.ExtensionStopOutput;
import com.hivemq.extension.sdk.api.services.Services;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;

/** Main class of the child JVM of {@link MqttServer}: an MQTT broker until it is killed or its parent is gone. */
public final class BrokerProcess {

    private BrokerProcess() {}

    public static void main(String[] arguments) {
        Thread.ofPlatform().daemon().name("parent-watch").start(() -> haltAtEndOf(System.in));
        Path directory = Path.of(arguments[0]);
        EmbeddedHiveMQ broker = EmbeddedHiveMQ.builder()
                .withConfigurationFolder(directory.resolve("conf"))
                .withDataFolder(directory.resolve("data"))
                .withExtensionsFolder(directory.resolve("extensions"))
                .withEmbeddedExtension(EmbeddedExtension.builder()
                        .withId("everybody")
                        .withName("Everybody")
                        .withVersion("1")
                        .withExtensionMain(new Everybody())
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

    /** Lets everybody in: the broker listens on loopback. */
    private static final class Everybody implements ExtensionMain {
        @Override
        public void extensionStart(ExtensionStartInput input, ExtensionStartOutput output) {
            SimpleAuthenticator authenticator = (connect, decision) -> decision.authenticateSuccessfully();
            Services.securityRegistry().setAuthenticatorProvider(provider -> authenticator);
        }

        @Override
        public void extensionStop(ExtensionStopInput input, ExtensionStopOutput output) {}
    }
}
