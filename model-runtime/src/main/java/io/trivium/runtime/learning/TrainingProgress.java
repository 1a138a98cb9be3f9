package io.trivium.runtime.learning;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** Shows a training on stderr as a bar with loss, average precision, rows per second and the time left. */
public final class TrainingProgress {
    private final boolean visible;
    private @Nullable ProgressBar bar;
    private int steps;
    private int rows;
    private double precision = Double.NaN;

    private TrainingProgress(boolean visible) {
        this.visible = visible;
    }

    /** Shown when stderr is a terminal, silent otherwise. */
    public static TrainingProgress onTerminal() {
        return new TrainingProgress(isTerminal());
    }

    public static TrainingProgress silent() {
        return new TrainingProgress(false);
    }

    private static boolean isTerminal() {
        try {
            String target = Files.readSymbolicLink(Path.of("/proc/self/fd/2")).toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }

    void start(int epochs, int stepsPerEpoch, int rowsPerStep, int members) {
        steps = stepsPerEpoch;
        rows = rowsPerStep;
        if (!visible) return;
        bar = new ProgressBarBuilder()
                .setTaskName("train × " + members)
                .setInitialMax((long) epochs * stepsPerEpoch * rowsPerStep)
                .setStyle(ProgressBarStyle.ASCII)
                .setUpdateIntervalMillis(250)
                .showSpeed()
                .setUnit("k rows", 1_000)
                .build();
    }

    void step(int epoch, int step, double loss) {
        ProgressBar shown = bar;
        if (shown == null) return;
        shown.stepTo(((long) (epoch - 1) * steps + step) * rows);
        shown.setExtraMessage(String.format(Locale.ROOT, " epoch %d loss %.4f AP %.4f", epoch, loss, precision));
    }

    void epoch(int epoch, double loss, double averagePrecision) {
        precision = averagePrecision;
        step(epoch, steps, loss);
    }

    void finish() {
        ProgressBar shown = bar;
        if (shown != null) shown.close();
    }
}
