package io.trivium.runtime.learning.release;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.trivium.core.model.ModelName;
import io.trivium.core.model.VersionNumber;
import io.trivium.core.tenancy.TenantId;
import io.trivium.runtime.execution.Execution;
import io.trivium.runtime.execution.ExecutionException;
import io.trivium.runtime.execution.ExecutionReport;
import io.trivium.runtime.execution.ModelSignature;
import io.trivium.runtime.execution.ServedModel;
import io.trivium.runtime.learning.release.figure.Bins;
import io.trivium.runtime.learning.release.figure.Figures;
import io.trivium.runtime.learning.release.figure.Side;
import io.trivium.runtime.pack.ModelPack;
import io.trivium.runtime.pack.ModelSpec;
import io.trivium.runtime.serving.InferenceAnswer;
import io.trivium.runtime.serving.InferenceService;
import io.trivium.runtime.tensor.Tensor;
import io.trivium.runtime.testing.FixedServingConfig;
import io.trivium.runtime.testing.TestPacks;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever a shadow does, the single worker answers requests as if there were no shadow. */
class ShadowTest {
    private static final int REQUESTS = 50;

    @TempDir
    private Path folder;

    private final CountDownLatch never = new CountDownLatch(1);
    private volatile Behaviour behaviour = () -> {};
    private final InferenceService service =
            new InferenceService(FixedServingConfig.of(1), Trial::new, new SimpleMeterRegistry());
    private final Rehearsals rehearsals =
            new Rehearsals(service, 1, 1_000, Duration.ofMillis(300), new SimpleMeterRegistry());
    private final Lanes lanes = new Lanes(service, rehearsals);
    private final Lane lane = LaneTest.lane("trial", ReleaseState.SHADOW, 0);

    /** The challenger's handling of a request. */
    private interface Behaviour {
        void run() throws ExecutionException;
    }

    private void begin() {
        for (String version : List.of("1", "2")) {
            service.load(TestPacks.weightedSum(folder.resolve(version), "trial", version, 0, ""));
        }
        service.makeDefault(new ModelName("trial"), new VersionNumber("1"));
        service.splitBy(lanes);
        lanes.set(List.of(lane));
        rehearsals.begin();
    }

    @AfterEach
    void end() {
        never.countDown();
        rehearsals.close();
        service.stop();
    }

    private void answersAll() throws Exception {
        for (int i = 0; i < REQUESTS; i++) {
            InferenceAnswer answer = service.infer(LaneTest.call("trial", i)).get(10, TimeUnit.SECONDS);
            assertEquals("1", answer.version());
            assertEquals(i, answer.outputs().getFirst().data().getFloat(0));
        }
    }

    private static void until(BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        CountDownLatch pause = new CountDownLatch(1);
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < end, "not within 20 s");
            assertTrue(!pause.await(10, TimeUnit.MILLISECONDS));
        }
    }

    @Test
    void oneThatAnswersIsComparedOnTheSameRequests() throws Exception {
        begin();
        answersAll();
        until(() -> lane.ofChallenger().figures().rehearsed().asked() == REQUESTS);
        Figures theirs = lane.ofChampion().figures();
        assertEquals(REQUESTS, theirs.live().asked());
        assertEquals(REQUESTS, theirs.rehearsed().asked());
        assertEquals(0, lane.ofChallenger().figures().live().asked());
        assertEquals(REQUESTS, Bins.total(theirs.latencies()));
        assertEquals(
                Bins.total(theirs.scores()),
                Bins.total(lane.ofChallenger().figures().scores()));
    }

    @Test
    void oneThatThrowsIsCountedOnly() throws Exception {
        behaviour = () -> {
            throw new IllegalStateException("a bug of the challenger");
        };
        begin();
        answersAll();
        until(() -> lane.ofChallenger().figures().rehearsed().errors() == REQUESTS);
        assertEquals(0, lane.ofChampion().figures().rehearsed().errors());
    }

    @Test
    void oneThatHangsHoldsUpNobodyAndIsFound() throws Exception {
        behaviour = () -> {
            try {
                never.await();
            } catch (InterruptedException e) {
                until(never); // native code does not notice an interrupt
            }
        };
        begin();
        answersAll();
        assertNull(rehearsals.hanging());
        until(() -> {
            Rehearsals.Hanging found = rehearsals.hanging();
            if (found == null) return false;
            assertNotNull(found);
            assertEquals(Side.CHALLENGER, found.side());
            return true;
        });
        behaviour = () -> {};
        answersAll();
        until(() -> lane.ofChallenger().figures().rehearsed().asked() > 0);
    }

    private static void until(CountDownLatch latch) {
        while (true) {
            try {
                latch.await();
                return;
            } catch (InterruptedException e) {
                // continue to wait
            }
        }
    }

    /** y = x, and before that the test's behaviour if it is version 2. */
    private final class Trial implements ServedModel {
        private final ModelPack pack;
        private final ModelSpec spec = ModelSpec.parse(TestPacks.spec(
                        "trial",
                        "- {name: x, dtype: float32, shape: [-1, 1]}",
                        "- {name: y, dtype: float32, shape: [-1, 1]}",
                        "")
                .getBytes(java.nio.charset.StandardCharsets.UTF_8));

        Trial(ModelPack pack) {
            this.pack = pack;
        }

        @Override
        public ModelName name() {
            return pack.manifest().name();
        }

        @Override
        public VersionNumber version() {
            return pack.manifest().version();
        }

        @Override
        public ModelSpec spec() {
            return spec;
        }

        @Override
        public ModelSignature signature() {
            return ModelSignature.of(spec, false);
        }

        @Override
        public boolean retain() {
            return true;
        }

        @Override
        public void release() {
            // nothing is held
        }

        @Override
        public long residentBytes() {
            return 0;
        }

        @Override
        public Execution start(Map<String, Tensor> inputs, List<String> outputs, @Nullable TenantId tenant) {
            Tensor x = inputs.values().iterator().next();
            return new Execution() {
                @Override
                public boolean advance(BooleanSupplier moreUrgent) throws ExecutionException {
                    if (version().value().equals("2")) behaviour.run();
                    return false;
                }

                @Override
                public List<Tensor> outputs() {
                    return List.of(Tensor.of("y", x.type(), x.shape(), x.data()));
                }

                @Override
                public ExecutionReport report() {
                    return ExecutionReport.WHOLE;
                }

                @Override
                public void close() {
                    // nothing is held
                }
            };
        }
    }
}
