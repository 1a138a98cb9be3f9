package io.trivium.deploy.standalone;

import com.hivemq.configuration.service.InternalConfigurations;
import com.hivemq.embedded.EmbeddedExtension;
import com.hivemq.embedded.EmbeddedHiveMQ;
import com.hivemq.extension.sdk.api.ExtensionMain;
import com.hivemq.extension.sdk.api.auth.SimpleAuthenticator;
import com.hivemq.extension.sdk.api.auth.parameter.SimpleAuthInput;
import com.hivemq.extension.sdk.api.auth.parameter.SimpleAuthOutput;
import com.hivemq.extension.sdk.api.auth.parameter.TopicPermission;
import com.hivemq.extension.sdk.api.packets.auth.DefaultAuthorizationBehaviour;
import com.hivemq.extension.sdk.api.packets.auth.ModifiableDefaultPermissions;
import com.hivemq.extension.sdk.api.packets.connect.ConnackReasonCode;
import com.hivemq.extension.sdk.api.parameter.ExtensionStartInput;
import com.hivemq.extension.sdk.api.parameter.ExtensionStartOutput;
import com.hivemq.extension.sdk.api.parameter.ExtensionStopInput;
import com.hivemq.extension.sdk.api.parameter.ExtensionStopOutput;
import com.hivemq.extension.sdk.api.services.Services;
import com.hivemq.extension.sdk.api.services.builder.Builders;
import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Main class of the demo's MQTT broker: takes the directory, and for each organisation's user the topic filters; the passwords are
 * in the environment.
 */
final class MqttBroker {
    private static final int MESSAGES_IN_FLIGHT = 20_000;

    /** Most that messages take which are written and not yet flushed, and those that are read again. */
    private static final long WRITE_BUFFERS_BYTES = 32L << 20;

    private static final long READ_CACHE_BYTES = 16L << 20;

    private MqttBroker() {}

    public static void main(String[] arguments) {
        Path directory = Path.of(arguments[0]);
        List<Principal> principals =
                Stream.of(arguments).skip(1).map(Principal::of).toList();
        // 50 by default, whatever a client's receive maximum: 50 messages a round trip to Kafka.
        InternalConfigurations.MAX_INFLIGHT_WINDOW_SIZE_MESSAGES = MESSAGES_IN_FLIGHT;
        boundNativeMemory();
        EmbeddedHiveMQ broker = EmbeddedHiveMQ.builder()
                .withConfigurationFolder(directory.resolve("conf"))
                .withDataFolder(directory.resolve("data"))
                .withExtensionsFolder(directory.resolve("extensions"))
                .withEmbeddedExtension(EmbeddedExtension.builder()
                        .withId("trivium-password")
                        .withName("Principals of the demo's organisations")
                        .withVersion("1")
                        .withExtensionMain(new Organisations(principals))
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

    /**
     * A client that may connect, and where it may publish and subscribe.
     *
     * @param topics topic filters; nothing outside of them
     */
    private record Principal(String user, String password, List<String> topics) {
        /** @param argument user, {@code =} and topic filters with commas between; its password is in the environment */
        static Principal of(String argument) {
            int at = argument.indexOf('=');
            String user = argument.substring(0, at);
            String password = System.getenv(MqttComponent.passwordVariable(user));
            if (password == null || password.isEmpty()) {
                throw new IllegalStateException(MqttComponent.passwordVariable(user) + " is not set");
            }
            return new Principal(
                    user, password, List.of(argument.substring(at + 1).split(",", -1)));
        }

        private List<TopicPermission> permissions() {
            return topics.stream()
                    .map(topic -> Builders.topicPermission().topicFilter(topic).build())
                    .toList();
        }
    }

    /** Accepts clients that have a principal's password, each within its topics. */
    private static final class Organisations implements ExtensionMain {
        private final Map<String, Principal> principals;

        Organisations(List<Principal> principals) {
            this.principals = principals.stream().collect(Collectors.toMap(Principal::user, Function.identity()));
        }

        @Override
        public void extensionStart(ExtensionStartInput input, ExtensionStartOutput output) {
            SimpleAuthenticator authenticator = this::authenticate;
            Services.securityRegistry().setAuthenticatorProvider(provider -> authenticator);
        }

        private void authenticate(SimpleAuthInput input, SimpleAuthOutput output) {
            Principal principal =
                    principals.get(input.getConnectPacket().getUserName().orElse(""));
            ByteBuffer secret = input.getConnectPacket().getPassword().orElse(ByteBuffer.allocate(0));
            byte[] bytes = new byte[secret.remaining()];
            secret.get(bytes);
            if (principal != null
                    && MessageDigest.isEqual(bytes, principal.password().getBytes(StandardCharsets.UTF_8))) {
                ModifiableDefaultPermissions permissions = output.getDefaultPermissions();
                permissions.addAll(principal.permissions());
                permissions.setDefaultBehaviour(DefaultAuthorizationBehaviour.DENY);
                output.authenticateSuccessfully();
            } else {
                output.failAuthentication(ConnackReasonCode.BAD_USER_NAME_OR_PASSWORD);
            }
        }

        @Override
        public void extensionStop(ExtensionStopInput input, ExtensionStopOutput output) {}
    }
}
