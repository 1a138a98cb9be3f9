package io.trivium.runtime.training.moe;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/**
 * Shows a training on stderr: on a terminal a bar with loss, validation metric, MaxVio, tokens a second and the time left,
 * otherwise a line for every epoch.
 */
public final class MoeProgress {
    private final @Nullable PrintStream lines;
    private final boolean bar;
    private @Nullable ProgressBar shown;
    private double metric = Double.NaN;
    private long start;
    private long tokens;
    private int steps;
    private double sumOfMaxVio;

    private MoeProgress(boolean bar, @Nullable PrintStream lines) {
        this.bar = bar;
        this.lines = lines;
    }

    /** A bar when stderr is a terminal, lines otherwise. */
    public static MoeProgress onStderr() {
        boolean terminal = isTerminal();
        return new MoeProgress(terminal, terminal ? null : System.err);
    }

    public static MoeProgress silent() {
        return new MoeProgress(false, null);
    }

    private static boolean isTerminal() {
        try {
            String target = Files.readSymbolicLink(Path.of("/proc/self/fd/2")).toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }

    void start(long done, long steps, long tokensPerStep) {
        start = System.nanoTime();
        if (!bar) return;
        shown = new ProgressBarBuilder()
                .setTaskName("train")
                .setInitialMax(steps * tokensPerStep)
                .startsFrom(done * tokensPerStep, java.time.Duration.ZERO)
                .setStyle(ProgressBarStyle.ASCII)
                .setUpdateIntervalMillis(250)
                .showSpeed()
                .setUnit("k tokens", 1_000)
                .build();
    }

    void step(int epoch, long passed, double loss, double maxVio) {
        tokens += passed;
        steps++;
        sumOfMaxVio += maxVio;
        ProgressBar now = shown;
        if (now == null) return;
        now.stepBy(passed);
        now.setExtraMessage(
                String.format(Locale.ROOT, " epoch %d loss %.4f metric %.4f MaxVio %.2f", epoch, loss, metric, maxVio));
    }

    void epoch(int epoch, double loss, double validation, boolean best) {
        metric = validation;
        double maxVio = sumOfMaxVio / Math.max(1, steps);
        steps = 0;
        sumOfMaxVio = 0;
        PrintStream out = lines;
        if (out == null) return;
        double seconds = (System.nanoTime() - start) / 1e9;
        out.printf(
                Locale.ROOT,
                "epoch %d loss %.5f metric %.5f%s MaxVio %.3f %.0f tokens/s %.0f s%n",
                epoch,
                loss,
                validation,
                best ? " (best)" : "",
                maxVio,
                tokens / seconds,
                seconds);
    }

    void finish() {
        ProgressBar now = shown;
        if (now != null) now.close();
    }
}
