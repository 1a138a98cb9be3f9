package io.trivium.deploy.standalone;

import com.hivemq.configuration.service.InternalConfigurations;
import com.hivemq.embedded.EmbeddedExtension;
import com.hivemq.embedded.EmbeddedHiveMQ;
import com.hivemq.extension.sdk.api.ExtensionMain;
import com.hivemq.extension.sdk.api.auth.SimpleAuthenticator;
import com.hivemq.extension.sdk.api.auth.parameter.SimpleAuthInput;
import com.hivemq.extension.sdk.api.auth.parameter.SimpleAuthOutput;
import com.hivemq.extension.sdk.api.packets.connect.ConnackReasonCode;
import com.hivemq.extension.sdk.api.parameter.ExtensionStartInput;
import com.hivemq.extension.sdk.api.parameter.ExtensionStartOutput;
import com.hivemq.extension.sdk.api.parameter.ExtensionStopInput;
import com.hivemq.extension.sdk.api.parameter.ExtensionStopOutput;
import com.hivemq.extension.sdk.api.services.Services;
import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;

/** Main class of the demo plant's MQTT broker: takes the directory and the user; the password is in the environment. */
final class MqttBroker {
    private static final int MESSAGES_IN_FLIGHT = 20_000;

    /** Most that messages take which are written and not yet flushed, and those that are read again. */
    private static final long WRITE_BUFFERS_BYTES = 32L << 20;

    private static final long READ_CACHE_BYTES = 16L << 20;

    private MqttBroker() {}

    public static void main(String[] arguments) {
        Path directory = Path.of(arguments[0]);
        String password = System.getenv("TRIVIUM_MQTT_PASSWORD");
        if (password == null || password.isEmpty()) {
            throw new IllegalStateException("TRIVIUM_MQTT_PASSWORD is not set");
        }
        // 50 by default, whatever a client's receive maximum: 50 messages a round trip to Kafka.
        InternalConfigurations.MAX_INFLIGHT_WINDOW_SIZE_MESSAGES = MESSAGES_IN_FLIGHT;
        boundNativeMemory();
        EmbeddedHiveMQ broker = EmbeddedHiveMQ.builder()
                .withConfigurationFolder(directory.resolve("conf"))
                .withDataFolder(directory.resolve("data"))
                .withExtensionsFolder(directory.resolve("extensions"))
                .withEmbeddedExtension(EmbeddedExtension.builder()
                        .withId("trivium-password")
                        .withName("Password of the demo plant")
                        .withVersion("1")
                        .withExtensionMain(new OneUser(arguments[1], password))
                        .build())
                .build();
        Runtime.getRuntime()
                .addShutdownHook(Thread.ofPlatform()
                        .name("stop")
                        .unstarted(() -> broker.stop().join()));
        broker.start().join();
        System.out.println("The MQTT broker is ready.");
    }

    /**
     * The broker gives its store of payloads a share of the machine's memory, a thirty-second and a sixty-fourth by
     * default: 768 and 384 MiB on 24 GiB, which filled at 24 MiB an hour in a soak.
     */
    private static void boundNativeMemory() {
        if (ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean machine) {
            long memory = machine.getTotalMemorySize();
            InternalConfigurations.PAYLOAD_PERSISTENCE_MEMTABLE_SIZE_PORTION.set(portion(memory, WRITE_BUFFERS_BYTES));
            InternalConfigurations.PAYLOAD_PERSISTENCE_BLOCK_CACHE_SIZE_PORTION.set(portion(memory, READ_CACHE_BYTES));
        }
    }

    /** The number of parts of memory of which one has the given bytes, or all of it where there is less. */
    private static int portion(long memory, long bytes) {
        return Math.clamp(memory / bytes, 1, Integer.MAX_VALUE);
    }

    /** Accepts any client that has the password. */
    private static final class OneUser implements ExtensionMain {
        private final String user;
        private final byte[] password;

        OneUser(String user, String password) {
            this.user = user;
            this.password = password.getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public void extensionStart(ExtensionStartInput input, ExtensionStartOutput output) {
            SimpleAuthenticator authenticator = this::authenticate;
            Services.securityRegistry().setAuthenticatorProvider(provider -> authenticator);
        }

        private void authenticate(SimpleAuthInput input, SimpleAuthOutput output) {
            String given = input.getConnectPacket().getUserName().orElse("");
            ByteBuffer secret = input.getConnectPacket().getPassword().orElse(ByteBuffer.allocate(0));
            byte[] bytes = new byte[secret.remaining()];
            secret.get(bytes);
            if (given.equals(user) && MessageDigest.isEqual(bytes, password)) {
                output.authenticateSuccessfully();
            } else {
                output.failAuthentication(ConnackReasonCode.BAD_USER_NAME_OR_PASSWORD);
            }
        }

        @Override
        public void extensionStop(ExtensionStopInput input, ExtensionStopOutput output) {}
    }
}
