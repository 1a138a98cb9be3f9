package io.trivium.industrial.rul;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.trivium.core.inference.protocol.ModelInferRequest;
import io.trivium.core.inference.protocol.ModelInferResponse;
import io.trivium.core.model.ModelReference;
import io.trivium.core.testing.ScriptedInferenceServer;
import io.trivium.core.testing.ScriptedShortlists;
import io.trivium.industrial.model.AssetHistory;
import io.trivium.industrial.model.CycleProfile;
import io.trivium.industrial.model.LifeProfile;
import io.trivium.industrial.model.ModeProfile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** A model runtime whose answers the test writes, and the profiles of asset types {@code test-fan} and {@code test-welder}. */
public class LifeRuntime implements QuarkusTestResourceLifecycleManager {
    static final double HORIZON = 100;
    private static final int QUANTILES = 10;

    /** No failure, then blade and motor; the rest is not used. */
    private static final float[] MODES = {0.25f, 0.125f, 0.625f, 0, 0, 0, 0, 0};

    /** The runtime's list of examples worth a label; empty until a test sets it. */
    public static final ScriptedShortlists SHORTLISTS = ScriptedShortlists.start();

    private static volatile float share = 0.5f;
    private static volatile boolean away;
    private static volatile boolean modesAway;
    private static volatile float @Nullable [] cycles;

    private @Nullable ScriptedInferenceServer server;

    /** Sets all quantiles from now on to this share of the horizon. */
    static void answers(double ofHorizon) {
        share = (float) ofHorizon;
        away = false;
    }

    /** As a runtime without the pack for failure modes. */
    static void tellsNoModes() {
        modesAway = true;
    }

    /**
     * Sets the answer for cycles from now on: good, then porosity and burn-through; empty, as a runtime without the
     * pack.
     */
    public static void answersOfCycles(float... probabilities) {
        cycles = probabilities.length == 0 ? null : Arrays.copyOf(probabilities, CycleProfile.CLASSES);
    }

    /** As a runtime without the pack. */
    static void hasNoPack() {
        away = true;
    }

    @Override
    public Map<String, String> start() {
        ScriptedInferenceServer started = ScriptedInferenceServer.start(LifeRuntime::answer);
        server = started;
        return Map.of(
                "platform.inference.url",
                started.address().toString(),
                "platform.shortlist.url",
                SHORTLISTS.address().toString(),
                "platform.shortlist.timeout",
                "2s",
                "platform.industrial.life.profiles",
                profiles().toString(),
                "platform.industrial.life.example-every",
                "1",
                "platform.industrial.life.\"test-fan\".cycle",
                "PT2S",
                "platform.industrial.life.\"test-fan\".standstill.tag",
                "load",
                "platform.industrial.life.\"test-fan\".standstill.below",
                "0.5",
                "platform.industrial.life.\"test-fan\".standstill.overhaul",
                "3",
                "platform.industrial.cycle.profiles",
                cycleProfile().toString());
    }

    private static ModelInferResponse answer(ModelInferRequest request) {
        if (request.getModelName().contains("cycle-defect")) {
            float[] told = cycles;
            if (told == null)
                throw Status.NOT_FOUND.withDescription("no such model").asRuntimeException();
            return response(request, "defect", told);
        }
        boolean ofModes = request.getModelName().contains("failure-mode");
        if (ofModes ? modesAway : away)
            throw Status.NOT_FOUND.withDescription("no such model").asRuntimeException();
        float[] life = new float[QUANTILES];
        Arrays.fill(life, share);
        return ofModes ? response(request, "mode", MODES) : response(request, "life", life);
    }

    /** The same answer for each row. */
    private static ModelInferResponse response(ModelInferRequest request, String output, float[] answer) {
        int rows = (int) request.getInputs(0).getShape(0);
        ByteBuffer values =
                ByteBuffer.allocate(rows * answer.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (int row = 0; row < rows; row++) {
            for (float number : answer) values.putFloat(number);
        }
        return ModelInferResponse.newBuilder()
                .setModelName(request.getModelName())
                .setModelVersion("scripted-1")
                .setId(request.getId())
                .addOutputs(ModelInferResponse.InferOutputTensor.newBuilder()
                        .setName(output)
                        .setDatatype("FP32")
                        .addShape(rows)
                        .addShape(answer.length))
                .addRawOutputContents(ByteString.copyFrom(values.flip()))
                .build();
    }

    private static Path cycleProfile() {
        CycleProfile profile = new CycleProfile(
                "test-welder",
                new ModelReference("industrial-cycle-defect-test-welder:1"),
                List.of("current", "voltage", "travel-speed", "wire-feed", "gas-flow"),
                200,
                List.of(new CycleProfile.Defect("porosity", "2011"), new CycleProfile.Defect("burn-through", "510")),
                1,
                0.5,
                0.5);
        try {
            Path file = Files.createTempDirectory("cycle-profiles").resolve("test-welder.cycles.json");
            profile.write(file);
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path profiles() {
        Random random = new Random(3);
        List<AssetHistory> lives = new ArrayList<>();
        for (int a = 0; a < 5; a++) {
            double[][] settings = new double[100][1];
            double[][] tags = new double[100][2];
            for (int t = 0; t < 100; t++) {
                settings[t][0] = 0.01 * random.nextGaussian();
                tags[t][0] = 40 + 0.1 * t + random.nextGaussian();
                tags[t][1] = 2 + 0.1 * random.nextGaussian();
            }
            lives.add(new AssetHistory("fan-" + a, settings, tags));
        }
        try {
            Path directory = Files.createTempDirectory("life-profiles");
            LifeProfile profile = LifeProfile.of(
                            "test-fan", new ModelReference("industrial-rul-test-fan:1"), lives, HORIZON)
                    .withMargin(5)
                    .withNames(List.of("load"), List.of("temperature", "vibration"));
            profile.write(directory.resolve("test-fan.profile.json"));
            List<ModeProfile.Mode> modes =
                    List.of(new ModeProfile.Mode("blade", "STD"), new ModeProfile.Mode("motor", "OHE"));
            new ModeProfile("test-fan", new ModelReference("industrial-failure-mode-test-fan:1"), profile, modes, 1)
                    .write(directory.resolve("test-fan.modes.json"));
            return directory;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void stop() {
        ScriptedInferenceServer running = server;
        if (running != null) running.close();
    }
}
