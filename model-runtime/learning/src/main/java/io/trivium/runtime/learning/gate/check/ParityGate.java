package io.trivium.runtime.learning.gate.check;

import ai.onnxruntime.OrtException;
import io.trivium.runtime.execution.ExecutionException;
import io.trivium.runtime.export.MoePackExport;
import io.trivium.runtime.export.OfflineNetwork;
import io.trivium.runtime.export.OfflineSession.Floats;
import io.trivium.runtime.learning.gate.ChallengerGate;
import io.trivium.runtime.learning.gate.Examination;
import io.trivium.runtime.learning.gate.Found;
import io.trivium.runtime.learning.gate.GateMaterial;
import io.trivium.runtime.learning.gate.GateResult;
import io.trivium.runtime.learning.gate.GateRows;
import io.trivium.runtime.moe.NetworkSpec;
import io.trivium.runtime.moe.Parameters;
import io.trivium.runtime.pack.Head;
import io.trivium.runtime.pack.ModelPack;
import io.trivium.runtime.tensor.Tensor;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Checks whether the served model is the trained one: the graphs of the pack must answer as graphs that are written
 * again from its weights. A pack without weights cannot be written again, and one in 4 bits does not answer as its weights
 * would; there the same rows must be answered alike alone and in a batch, and the other gates check the quality of the
 * answers.
 */
final class ParityGate implements ChallengerGate {
    private static final int COMPARED = 256;
    private static final int ALONE = 32;
    /** A token whose best experts have equal scores may be routed to either. */
    private static final double TIES = 0.01;
    /** Smallest probability whose digits count. */
    private static final double FLOOR = 1e-6;

    @Override
    public String name() {
        return "parity";
    }

    @Override
    public List<GateResult> ask(Examination examination) throws ExecutionException, IOException, OrtException {
        ModelPack pack = examination.material().challenger();
        GateRows rows = rows(examination.material());
        if (rows.rows() == 0) {
            return List.of(Found.unasked(name(), "equal answers", "there are no rows that it could answer"));
        }
        boolean trained = NetworkSpec.isIn(pack.read(ModelPack.SPEC))
                && pack.manifest().file(ModelPack.WEIGHTS).isPresent()
                && !pack.isQuantised();
        GateRows some = rows.first(trained ? COMPARED : ALONE);
        float[] served = examination.challenger().answerAnew(some, COMPARED).values();
        float[] expected = trained
                ? trainer(pack, some)
                : examination.challenger().answerAnew(some, 1).values();
        double floor = pack.spec().head() == Head.REGRESSION ? Math.max(FLOOR, size(expected)) : FLOOR;
        double tolerance = examination.spec().parity();
        int width = served.length / some.rows();
        int differing = 0;
        double largest = 0;
        for (int row = 0; row < some.rows(); row++) {
            double worst = 0;
            for (int i = row * width; i < (row + 1) * width; i++) {
                double difference = Math.abs((double) expected[i] - served[i]) / Math.max(Math.abs(expected[i]), floor);
                worst = Double.isNaN(difference) ? Double.POSITIVE_INFINITY : Math.max(worst, difference);
            }
            if (worst > tolerance) differing++;
            largest = Math.max(largest, worst);
        }
        String against = trained ? "the trainer's weights" : "the same rows alone";
        return List.of(Found.atMost(
                name(),
                (double) differing / some.rows(),
                TIES,
                "share of " + some.rows() + " rows that differ by more than " + Found.number(tolerance) + " from "
                        + against + ", by " + Found.number(largest) + " of the answer at most"));
    }

    private static GateRows rows(GateMaterial material) {
        return material.held().rows() > 0 ? material.held() : material.recent();
    }

    private static float[] trainer(ModelPack pack, GateRows rows) throws IOException, OrtException {
        byte[] yaml = pack.read(ModelPack.SPEC);
        Parameters weights = Parameters.read(pack.directory().resolve(ModelPack.WEIGHTS));
        MoePackExport export = new MoePackExport(yaml, weights);
        NetworkSpec spec = export.spec();
        try (OfflineNetwork network = new OfflineNetwork(export.pieces(), spec, weights)) {
            Floats answers = network.run(floats(rows))
                    .get(pack.spec().outputs().getFirst().name());
            if (answers == null) throw new IllegalArgumentException("the trainer's weights give no answer");
            return answers.values();
        }
    }

    private static Map<String, Floats> floats(GateRows rows) {
        Map<String, Floats> inputs = new HashMap<>();
        for (Tensor input : rows.inputs().values()) {
            float[] values = new float[Math.toIntExact(input.elements())];
            input.data().asFloatBuffer().get(values);
            inputs.put(input.name(), new Floats(values, input.shape()));
        }
        return inputs;
    }

    private static double size(float[] numbers) {
        double squares = 0;
        for (float number : numbers) squares += (double) number * number / numbers.length;
        return Math.sqrt(squares);
    }
}
