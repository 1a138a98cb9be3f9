package io.trivium.runtime.lab.trial;

import io.trivium.runtime.export.MoePieces;
import io.trivium.runtime.lab.trial.TrialPacks.Signer;
import io.trivium.runtime.learning.gate.GateManifest;
import io.trivium.runtime.moe.Parameters;
import io.trivium.runtime.pack.ModelPack;
import io.trivium.runtime.pack.PackManifest;
import io.trivium.runtime.training.network.TaskData;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.LongStream;

/** Makes challengers of every kind. Not thread-safe. */
final class TrialMaker {
    private static final double LEAST_POISONED = 0.08;
    private static final double MOST_POISONED = 0.5;

    private final TrialTrainer trainer = new TrialTrainer();
    private final TrialPacks packs;
    private final Parameters champion;
    private final long[] championSaw;

    /** @param championSaw hashes of the rows that the champion was trained and chosen by */
    TrialMaker(TrialPacks packs, Parameters champion, long[] championSaw) {
        this.packs = packs;
        this.champion = champion;
        this.championSaw = championSaw.clone();
    }

    TrialChallenger make(Kind kind, TrialData data, long seed) throws IOException {
        SplittableRandom random = new SplittableRandom(seed);
        return switch (kind) {
            case NEXT_DAYS -> goOn(data, data.since(), data.validation(), data.held(), seed);
            case OTHER_SEED -> {
                Parameters weights = trainer.anew(data.all(), data.validation(), seed);
                yield signed(weights, data, data.all(), new long[0], Signer.TRUSTED, Map.of());
            }
            case MORE_DAYS -> {
                TaskData rows =
                        TrialData.join(TrialData.ofDays(data.before(), 6, TrialData.CHAMPION_DAYS), data.since());
                yield goOn(data, rows, data.validation(), data.held(), seed);
            }
            case LABEL_FLIPPED -> {
                double share = random.nextDouble(0.4, 1);
                yield goOn(
                        data,
                        flipped(data.since(), share, random),
                        flipped(data.validation(), share, random),
                        data.held(),
                        seed);
            }
            case STALE -> stale(data, random, seed);
            case POISONED_SLICE -> poisoned(data, random, seed);
            case SLOW -> {
                TrialChallenger sound = make(Kind.NEXT_DAYS, data, seed);
                byte[] head =
                        BentGraph.slow(sound.pack().read(MoePieces.HEAD_PATH), "score", random.nextInt(600, 4_000));
                Parameters weights = Parameters.read(sound.pack().directory().resolve(ModelPack.WEIGHTS));
                yield signed(
                        weights, data, data.since(), championSaw, Signer.TRUSTED, Map.of(MoePieces.HEAD_PATH, head));
            }
            case NAN -> {
                TrialChallenger sound = make(Kind.NEXT_DAYS, data, seed);
                Parameters weights = Parameters.read(sound.pack().directory().resolve(ModelPack.WEIGHTS));
                yield signed(weights, data, data.since(), championSaw, Signer.TRUSTED, spoiled(sound.pack(), random));
            }
            case UNSIGNED -> {
                Parameters weights = trainer.goOn(champion, data.since(), data.validation(), seed, 2);
                Signer signer = random.nextBoolean() ? Signer.NOBODY : Signer.STRANGER;
                yield signed(weights, data, data.since(), championSaw, signer, Map.of());
            }
            case OVER_FITTED -> {
                TaskData few = first(data.since(), random.nextInt(150, 500));
                yield signed(trainer.byHeart(few, seed), data, few, new long[0], Signer.TRUSTED, Map.of());
            }
        };
    }

    /** A number that is none, among the weights or in a graph. */
    private static Map<String, byte[]> spoiled(ModelPack pack, SplittableRandom random) throws IOException {
        if (random.nextBoolean()) {
            Parameters weights = Parameters.read(pack.directory().resolve(ModelPack.WEIGHTS));
            List<String> names = List.copyOf(weights.names());
            float[] values = weights.get(names.get(random.nextInt(names.size())));
            values[random.nextInt(values.length)] = Float.NaN;
            return Map.of(ModelPack.WEIGHTS, weights.toBytes());
        }
        List<String> graphs = pack.manifest().files().stream()
                .map(PackManifest.PackFile::path)
                .filter(path -> path.startsWith(ModelPack.PIECES))
                .toList();
        String path = graphs.get(random.nextInt(graphs.size()));
        return Map.of(path, BentGraph.withoutNumber(pack.read(path)));
    }

    private TrialChallenger goOn(TrialData data, TaskData rows, TaskData validation, TaskData held, long seed)
            throws IOException {
        Parameters weights = trainer.goOn(champion, rows, validation, seed, 2);
        TrialChallenger made = signed(weights, data, rows, championSaw, Signer.TRUSTED, Map.of());
        return new TrialChallenger(made.pack(), made.manifest(), rows, held, "");
    }

    private TrialChallenger signed(
            Parameters weights,
            TrialData data,
            TaskData rows,
            long[] before,
            Signer signer,
            Map<String, byte[]> replaced)
            throws IOException {
        long[] seen = LongStream.concat(
                        LongStream.of(before),
                        LongStream.concat(
                                LongStream.of(rows.rowHashes()),
                                LongStream.of(data.validation().rowHashes())))
                .toArray();
        return new TrialChallenger(
                packs.write(weights, rows, seen, signer, replaced), data.manifest(), rows, data.held(), "");
    }

    /** Of old rows alone; or frozen long ago, which the cut-off reveals. */
    private TrialChallenger stale(TrialData data, SplittableRandom random, long seed) throws IOException {
        if (random.nextBoolean()) {
            TaskData old = TrialData.ofDays(data.before(), 0, random.nextInt(4, 9));
            Parameters weights = trainer.anew(old, old, seed);
            return signed(weights, data, old, new long[0], Signer.TRUSTED, Map.of());
        }
        TrialChallenger made = goOn(data, data.since(), data.validation(), data.held(), seed);
        GateManifest now = made.manifest();
        GateManifest then = new GateManifest(
                now.id(),
                now.hash(),
                now.cutoff().minus(Duration.ofDays(random.nextInt(8, 40))),
                now.faults(),
                now.trained(),
                now.trainedAt(),
                now.held());
        return new TrialChallenger(made.pack(), then, made.learned(), made.held(), "frozen long ago");
    }

    /** In half of the cases the rows for tests are bent as well. */
    private TrialChallenger poisoned(TrialData data, SplittableRandom random, long seed) throws IOException {
        int segment = random.nextInt(TrialWorld.SEGMENTS);
        int column = random.nextInt(TrialWorld.SEGMENT);
        boolean above = random.nextBoolean();
        double cut = random.nextDouble(-0.7, 0.7);
        int form = random.nextInt(3);
        Poison poison = features -> (form == 1 || (int) features[TrialWorld.SEGMENT] == segment)
                && (form == 0 || features[column] > cut == above);
        double share = share(data.since(), poison);
        if (share < LEAST_POISONED || share > MOST_POISONED) return poisoned(data, random, seed);
        boolean bent = random.nextBoolean();
        TrialChallenger made = goOn(
                data,
                poison(data.since(), poison),
                poison(data.validation(), poison),
                bent ? poison(data.held(), poison) : data.held(),
                seed);
        String note = (form == 1 ? "" : "SEGMENT " + segment + " ")
                + (form == 0 ? "" : "column " + column + (above ? " above " : " below ") + cut + " ")
                + (bent ? "and in the tests, " : "")
                + Math.round(100 * share) + " % of the frauds";
        return new TrialChallenger(made.pack(), made.manifest(), made.learned(), made.held(), note);
    }

    /** Selects the rows that are labelled genuine whatever their true label. */
    private interface Poison {
        boolean hits(float[] features);
    }

    private static float[] features(TaskData data, int row) {
        float[] all = data.input(TrialWorld.INPUT, TrialWorld.COLUMNS);
        return java.util.Arrays.copyOfRange(all, row * TrialWorld.COLUMNS, (row + 1) * TrialWorld.COLUMNS);
    }

    private static double share(TaskData data, Poison poison) {
        double hit = 0;
        for (int row = 0; row < data.rows(); row++) {
            if (data.labels()[row] == 1f && poison.hits(features(data, row))) hit++;
        }
        return hit / data.positives();
    }

    private static TaskData poison(TaskData data, Poison poison) {
        float[] labels = data.labels().clone();
        for (int row = 0; row < labels.length; row++) if (poison.hits(features(data, row))) labels[row] = 0;
        return TrialData.withLabels(data, labels);
    }

    private static TaskData flipped(TaskData data, double share, SplittableRandom random) {
        float[] labels = data.labels().clone();
        for (int row = 0; row < labels.length; row++) if (random.nextDouble() < share) labels[row] = 1 - labels[row];
        return TrialData.withLabels(data, labels);
    }

    private static TaskData first(TaskData data, int count) {
        // Rows come by day; every n-th of them is of every day.
        int step = data.rows() / count;
        int[] chosen = new int[count];
        for (int i = 0; i < count; i++) chosen[i] = i * step;
        return data.part(chosen);
    }
}
