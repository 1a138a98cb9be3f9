package io.trivium.runtime.learning.release;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.arc.Arc;
import io.trivium.core.model.ModelName;
import io.trivium.core.model.VersionNumber;
import io.trivium.core.tenancy.TenantTransactions;
import io.trivium.runtime.registry.ChampionSwitch;
import io.trivium.runtime.serving.InferenceAnswer;
import io.trivium.runtime.serving.InferenceCall;
import io.trivium.runtime.serving.InferenceService;
import io.trivium.runtime.serving.TrafficSplit;
import io.trivium.runtime.tensor.Tensor;
import io.trivium.runtime.tensor.TensorType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Another process that serves and decides about releases: with counts of its own, and the same database. */
final class Replica implements AutoCloseable {
    private final InferenceService inference = bean(InferenceService.class);
    private final Random random = new Random(5);
    private final Rehearsals rehearsals;
    private final Lanes lanes;
    private final ReleaseWatch watch;
    private final ExecutorService threads = Executors.newFixedThreadPool(2);

    Replica() {
        MeterRegistry meters = new SimpleMeterRegistry();
        ReleaseConfig config = bean(ReleaseConfig.class);
        TenantTransactions transactions = bean(TenantTransactions.class);
        rehearsals = new Rehearsals(inference, config, meters);
        rehearsals.begin();
        lanes = new Lanes(inference, rehearsals);
        FigureStore figures = new FigureStore(transactions, bean(InstantSource.class), config);
        ReleaseJudge judge = new ReleaseJudge(
                bean(ReleaseStore.class),
                bean(Releases.class),
                figures,
                bean(LiveQuality.class),
                bean(ReleasePolicy.class),
                bean(Pins.class),
                bean(ChampionSwitch.class),
                transactions,
                config,
                meters);
        watch = new ReleaseWatch(
                bean(ReleaseStore.class),
                figures,
                lanes,
                rehearsals,
                judge,
                bean(ReleasePolicy.class),
                bean(Pins.class),
                bean(ChampionSwitch.class),
                transactions,
                bean(Releases.class),
                config,
                meters);
    }

    private static <T> T bean(Class<T> type) {
        return Arc.container().instance(type).get();
    }

    /** So many requests that name no version, of both processes in turns. */
    void serve(String model, int requests) throws Exception {
        for (int i = 0; i < requests; i++) {
            InferenceCall call = call(model);
            var _ = inference.infer(call).get();
            TrafficSplit.Turn turn = lanes.turn(call);
            if (turn == null) continue;
            InferenceAnswer answer = inference
                    .infer(new InferenceCall(
                            new ModelName(model),
                            Optional.ofNullable(turn.version())
                                    .or(() -> inference.defaultVersion(new ModelName(model)))
                                    .map(VersionNumber::value),
                            call.inputs(),
                            List.of(),
                            null,
                            0,
                            Optional.empty(),
                            Optional.empty()))
                    .get();
            turn.ended(new VersionNumber(answer.version()), answer, null);
        }
    }

    private InferenceCall call(String model) {
        ByteBuffer data = ByteBuffer.allocateDirect(3 * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        data.putFloat(0, random.nextFloat()).putFloat(Float.BYTES, random.nextFloat());
        return new InferenceCall(
                new ModelName(model),
                Optional.empty(),
                List.of(Tensor.of("x", TensorType.FP32, new long[] {1, 3}, data)),
                List.of(),
                null,
                0,
                Optional.empty(),
                Optional.empty());
    }

    /** Both processes run a check at the same time. */
    void lookBeside(ReleaseWatch first) throws Exception {
        CyclicBarrier together = new CyclicBarrier(2);
        List<Future<?>> looks = List.of(
                threads.submit(() -> {
                    together.await();
                    first.look();
                    return true;
                }),
                threads.submit(() -> {
                    together.await();
                    watch.look();
                    return true;
                }));
        for (Future<?> look : looks) look.get();
    }

    @Override
    public void close() {
        rehearsals.close();
        threads.shutdownNow();
    }
}
