package io.trivium.runtime.lab.bench;

import io.trivium.core.bench.BenchReport.Better;
import io.trivium.core.bench.BenchReport.Target;
import io.trivium.runtime.batch.LocalRuntime;
import io.trivium.runtime.execution.Execution;
import io.trivium.runtime.execution.ExecutionException;
import io.trivium.runtime.execution.ServedModel;
import io.trivium.runtime.pack.ModelPack;
import io.trivium.runtime.pack.TensorSpec;
import io.trivium.runtime.tensor.Tensor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The time that the protocols and the scheduler add to a model's own time: the median over gRPC and REST at batch 1 with one
 * client, less the median of the same work called directly in this process, in turns. Also latency and throughput of
 * both protocols, and the median of a call over the same connection that needs no model: the share of client and
 * transport.
 */
final class OverheadBench implements Benchmark {
    private static final String TRITON = "Triton: 153-210 us (server issues 239, 3321)";
    private static final String MLSERVER = "MLServer iris benchmark (README)";
    private static final int TURNS = 5;
    /** Client and service are to be compiled when it counts: that takes some ten thousand calls of each kind. */
    private static final Duration LONGEST_WARM_UP = Duration.ofSeconds(20);

    private static final double MOST_MICROS = 200;
    private static final double MOST_REST_MICROS = 500;

    private final ModelPack pack;
    private final Service service;
    private final Duration length;
    private final int callers;

    /** @param pack the version that the service serves */
    OverheadBench(ModelPack pack, Service service, Duration length, int callers) {
        this.pack = pack;
        this.service = service;
        this.length = length;
        this.callers = callers;
    }

    @Override
    public List<Target> run(Consumer<String> say) throws Exception {
        String model = pack.manifest().name().value();
        List<Tensor> row = new RandomInputs(pack.spec(), 4).rows(1);
        Service.Call grpc = service.grpc(model, row);
        Service.Call rest = service.rest(model, row);
        Service.Call echo = service.echo();
        say.accept("overhead: gRPC, REST and direct calls of " + model + ", batch 1");
        List<Double> overheads = new ArrayList<>();
        List<Double> restOverheads = new ArrayList<>();
        Duration turn = length.dividedBy(TURNS);
        Duration warmUp = Collections.min(List.of(LONGEST_WARM_UP, length.multipliedBy(2)));
        try (LocalRuntime runtime = new LocalRuntime()) {
            ServedModel local = runtime.loader().load(pack);
            try {
                Service.Call direct = direct(local, row);
                for (Service.Call each : List.of(direct, echo, grpc, rest)) ClosedLoad.run(each, 1, warmUp);
                List<ClosedLoad.Result> directs = new ArrayList<>();
                List<ClosedLoad.Result> echoes = new ArrayList<>();
                List<ClosedLoad.Result> grpcs = new ArrayList<>();
                List<ClosedLoad.Result> rests = new ArrayList<>();
                for (int i = 0; i < TURNS; i++) {
                    directs.add(ClosedLoad.run(direct, 1, turn));
                    echoes.add(ClosedLoad.run(echo, 1, turn));
                    grpcs.add(ClosedLoad.run(grpc, 1, turn));
                    rests.add(ClosedLoad.run(rest, 1, turn));
                    double alone = directs.getLast().latencies().micros(0.5);
                    overheads.add(grpcs.getLast().latencies().micros(0.5) - alone);
                    restOverheads.add(rests.getLast().latencies().micros(0.5) - alone);
                }
                ClosedLoad.Result grpcMany = ClosedLoad.run(grpc, callers, length.dividedBy(2));
                ClosedLoad.Result restMany = ClosedLoad.run(rest, callers, length.dividedBy(2));
                return List.of(
                        Target.of("grpc-overhead-p50", middle(overheads), "us", MOST_MICROS, Better.LOWER, TRITON),
                        Target.of(
                                "rest-overhead-p50", middle(restOverheads), "us", MOST_REST_MICROS, Better.LOWER, null),
                        Target.reported("direct-p50", middle(directs, 0.5), "us", null),
                        Target.reported("grpc-echo-p50", middle(echoes, 0.5), "us", null),
                        Target.reported("grpc-p50", middle(grpcs, 0.5), "us", null),
                        Target.reported("grpc-p99", middle(grpcs, 0.99), "us", null),
                        Target.reported("rest-p50", middle(rests, 0.5), "us", null),
                        Target.reported("rest-p99", middle(rests, 0.99), "us", null),
                        Target.of("grpc-throughput", grpcMany.perSecond(), "1/s", 2_259, Better.HIGHER, MLSERVER),
                        Target.of("rest-throughput", restMany.perSecond(), "1/s", 2_000, Better.HIGHER, MLSERVER));
            } finally {
                local.release();
            }
        }
    }

    private static double middle(List<ClosedLoad.Result> turns, double share) {
        return middle(turns.stream().map(turn -> turn.latencies().micros(share)).toList());
    }

    private static double middle(List<Double> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }

    private static Service.Call direct(ServedModel model, List<Tensor> row) {
        Map<String, Tensor> inputs = new LinkedHashMap<>();
        for (Tensor tensor : row) inputs.put(tensor.name(), tensor);
        List<String> outputs =
                model.spec().outputs().stream().map(TensorSpec::name).toList();
        return () -> run(model, inputs, outputs);
    }

    private static void run(ServedModel model, Map<String, Tensor> inputs, List<String> outputs)
            throws ExecutionException {
        try (Execution execution = model.start(inputs, outputs, null)) {
            boolean more = execution.advance();
            while (more) more = execution.advance();
            if (execution.outputs().isEmpty()) throw new IllegalStateException("no outputs");
        }
    }
}
