package io.trivium.runtime.lab.history;

import io.trivium.runtime.moe.Parameters;
import io.trivium.runtime.moe.TokenizerSpec;
import io.trivium.runtime.pack.Head;
import io.trivium.runtime.retention.RetentionSpec;
import io.trivium.runtime.training.network.EventHistories;
import io.trivium.runtime.training.retention.RetentionEncoder;
import io.trivium.runtime.training.retention.RetentionTrainer;
import io.trivium.runtime.training.retention.RetentionTraining;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Exact recall: eight keys are each written once with one of eight values, among other events that carry keys and values
 * too and differ by a flag; the value of each key is asked after up to a million further events within a year. The encoder
 * is trained on histories of {@value #LEARNED_LENGTH} events.
 */
final class RecallStudy {
    /** Usual number. */
    static final int EPOCHS = 40;

    private static final int NAMES = 8;
    private static final int NOISE = 4;
    private static final int COLUMNS = 2 + 2 * NAMES + NOISE;
    private static final double LEARNING_RATE = 1e-2;

    /** Closes the input gate for the other events entirely: a million of them would hide the keys at any small opening. */
    private static final double GATE_LOSS = 0.2;

    private static final int LEARNED = 3_000;
    private static final int LEARNED_LENGTH = 64;
    private static final int BEGINNING = 32;
    private static final int CHUNK = 256;
    private static final double YEAR_SECONDS = 31_536_000;
    private static final RetentionSpec SPEC = new RetentionSpec(
            new TokenizerSpec.Tabular(
                    "event", new TokenizerSpec.Columns(COLUMNS, List.of(), new boolean[COLUMNS], true, 0, 0, false)),
            64,
            2,
            16,
            RetentionSpec.USUAL_HALF_LIVES);

    private final int epochs;
    private final int histories;
    private final PrintStream lines;

    /** @param histories that are measured, each asked for every key */
    RecallStudy(int epochs, int histories, PrintStream lines) {
        this.epochs = epochs;
        this.histories = histories;
        this.lines = lines;
    }

    /** Share of right answers by the number of events in between, ascending. */
    Map<Integer, Double> measure(List<Integer> after, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        RetentionTraining training =
                new RetentionTraining(Head.MULTICLASS, NAMES, epochs, 32, LEARNING_RATE, 0.01, GATE_LOSS);
        Parameters trained = new RetentionTrainer(SPEC, training, lines)
                .train(learned(LEARNED, random.split()), learned(150, random.split()), seed);
        Map<Integer, Double> shares = new LinkedHashMap<>();
        try (RetentionEncoder encoder = new RetentionEncoder(SPEC, trained)) {
            double gap = YEAR_SECONDS / after.getLast();
            Written begun = written(histories, BEGINNING, gap, random.split());
            float[] states = encoder.encode(begun.events).states();
            int done = 0;
            for (int next : after) {
                while (done < next) {
                    int steps = Math.min(CHUNK, next - done);
                    Written others = new Written(histories, steps);
                    others.fill(gap, random.split());
                    states = encoder.encode(others.events, states).states();
                    done += steps;
                }
                shares.put(next, rightShare(encoder, states, begun.values));
                lines.printf("recall after %d events: %.4f%n", next, shares.get(next));
            }
        }
        return shares;
    }

    /** Asks every key of every history, each from the same state. */
    private double rightShare(RetentionEncoder encoder, float[] states, int[][] values) {
        int right = 0;
        for (int key = 0; key < NAMES; key++) {
            Written asked = new Written(histories, 1);
            for (int h = 0; h < histories; h++) asked.ask(h, 0, key);
            float[] answers = encoder.encode(asked.events, states).answers();
            for (int h = 0; h < histories; h++) {
                int best = 0;
                for (int v = 1; v < NAMES; v++) if (answers[h * NAMES + v] > answers[h * NAMES + best]) best = v;
                if (best == values[h][key]) right++;
            }
        }
        return (double) right / (NAMES * histories);
    }

    /** Histories that end with a question for each key; from seconds to days between two events. */
    private static EventHistories learned(int count, SplittableRandom random) {
        Written all = new Written(count, LEARNED_LENGTH);
        for (int h = 0; h < count; h++) {
            double gap = Math.exp(Math.log(30) + random.nextDouble() * Math.log(YEAR_SECONDS / LEARNED_LENGTH / 30));
            all.fill(h, gap, random);
            all.writeKeys(h, BEGINNING, random);
            for (int key = 0; key < NAMES; key++) all.ask(h, LEARNED_LENGTH - NAMES + key, key);
        }
        return all.events;
    }

    private static Written written(int count, int steps, double gap, SplittableRandom random) {
        Written all = new Written(count, steps);
        all.fill(gap, random);
        for (int h = 0; h < count; h++) all.writeKeys(h, steps, random);
        return all;
    }

    /** Histories of one length and what was written in them. */
    private static final class Written {
        private final int steps;
        private final EventHistories events;
        private final int[][] values;

        Written(int count, int steps) {
            this.steps = steps;
            float[] labels = new float[count * steps];
            Arrays.fill(labels, Float.NaN);
            int[] starts = IntStream.rangeClosed(0, count).map(h -> h * steps).toArray();
            this.events = new EventHistories(
                    COLUMNS, new float[count * steps * COLUMNS], new float[count * steps], labels, starts);
            this.values = new int[count][NAMES];
        }

        void fill(double gap, SplittableRandom random) {
            for (int h = 0; h < values.length; h++) fill(h, gap, random);
        }

        void fill(int history, double gap, SplittableRandom random) {
            for (int step = 0; step < steps; step++) {
                int event = history * steps + step;
                int at = event * COLUMNS;
                events.elapsed()[event] = (float) (-Math.log(1 - random.nextDouble()) * gap);
                events.events()[at + 2 + random.nextInt(NAMES)] = 1;
                events.events()[at + 2 + NAMES + random.nextInt(NAMES)] = 1;
                for (int i = 0; i < NOISE; i++) events.events()[at + COLUMNS - 1 - i] = (float) random.nextGaussian();
            }
        }

        /** Turns some of a history's first events into those that write the keys. */
        void writeKeys(int history, int within, SplittableRandom random) {
            int[] steps = random.ints(0, within).distinct().limit(NAMES).toArray();
            for (int key = 0; key < NAMES; key++) {
                int value = random.nextInt(NAMES);
                values[history][key] = value;
                int at = clear(history, steps[key]);
                events.events()[at] = 1;
                events.events()[at + 2 + key] = 1;
                events.events()[at + 2 + NAMES + value] = 1;
            }
        }

        void ask(int history, int step, int key) {
            int at = clear(history, step);
            events.events()[at + 1] = 1;
            events.events()[at + 2 + key] = 1;
            events.labels()[history * steps + step] = values[history][key];
        }

        private int clear(int history, int step) {
            int at = (history * steps + step) * COLUMNS;
            Arrays.fill(events.events(), at, at + COLUMNS - NOISE, 0);
            return at;
        }
    }
}
