package io.trivium.runtime.testing;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.trivium.runtime.pack.ModelPack;
import io.trivium.runtime.pack.PackWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** Gives a {@code @QuarkusTest} a model store of its own and the models of {@link TestPacks} as bundled packs. */
public final class RuntimeResource implements QuarkusTestResourceLifecycleManager {
    /** A task whose champions need a second person. */
    public static final String HIGH_RISK = "high-risk";
    /** A task that this installation has gates for. */
    public static final String GATED = "gated";

    private static final Map<String, Path> FOLDERS = new HashMap<>();

    /** Where the running test application keeps its packs. */
    public static Path store() {
        return folder().resolve("store");
    }

    private static synchronized Path folder() {
        return FOLDERS.computeIfAbsent("runtime", name -> {
            try {
                return Files.createTempDirectory("trivium-runtime-test");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    @Override
    public Map<String, String> start() {
        Path packs = folder().resolve("packs");
        if (!Files.exists(packs)) {
            TestPacks.weightedSum(packs.resolve("sum/1"), "sum", "1", 0, "maxBatch: 8");
            TestPacks.identity(packs.resolve("identity/1"), "identity");
            TestPacks.logarithm(packs.resolve("logarithm/1"), "logarithm");
            TestPacks.slow(packs.resolve("slow/1"), "slow", "queueCapacity: 1");
        }
        Map<String, String> properties = new HashMap<>(delegation(packs.resolve("sum/1")));
        try {
            properties.putAll(TestKey.settings(folder()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        properties.put("platform.runtime.registry.tasks.\"" + HIGH_RISK + "\".high-risk", "true");
        properties.put("platform.runtime.registry.tasks.\"" + GATED + "\".gates.auc.least", "0.9");
        properties.putAll(Map.of(
                "platform.runtime.registry.packs",
                packs.toString(),
                "platform.runtime.registry.store",
                store().toString(),
                "platform.runtime.serving.workers",
                "1",
                // Without a broker; tests of the learning store have one.
                "platform.runtime.learning.consume",
                "false",
                "platform.dead-letter.topics",
                "",
                "platform.runtime.inference.max-request-size",
                "1M"));
        properties.putAll(Map.of(
                "platform.runtime.registry.max-pack-size",
                "64M",
                "platform.runtime.registry.trial-timeout",
                "8s",
                "platform.runtime.registry.trial-memory",
                "1G"));
        return properties;
    }

    /** The model {@code other-sum} is answered for by a server of the protocol: this application's own endpoint. */
    private static Map<String, String> delegation(Path pack) {
        try (ServerSocket free = new ServerSocket(0)) {
            Path token = Files.writeString(folder().resolve("token"), Tokens.client());
            String prefix = "platform.runtime.external.other-sum.";
            return Map.of(
                    "quarkus.http.test-port",
                    Integer.toString(free.getLocalPort()),
                    prefix + "url",
                    "http://127.0.0.1:" + free.getLocalPort(),
                    prefix + "spec",
                    pack.resolve(ModelPack.SPEC).toString(),
                    prefix + "model-name",
                    "sum",
                    prefix + "timeout",
                    "20s",
                    prefix + "bearer-token",
                    token.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void stop() {
        // The folder stays for other test classes; the system's temporary directory is cleaned by the system.
    }

    /** Removes a folder that a test has made. */
    public static void delete(Path folder) {
        try {
            PackWriter.deleteTree(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
