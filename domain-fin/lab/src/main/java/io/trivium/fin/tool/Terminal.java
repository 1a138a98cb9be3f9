package io.trivium.fin.tool;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.Console;
import java.io.PrintStream;
import java.util.Optional;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** The output of a command: results to standard output, everything else to standard error. */
public final class Terminal {
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .findAndAddModules()
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .build();

    private final PrintStream results;
    private final PrintStream words;

    Terminal(PrintStream results, PrintStream words) {
        this.results = results;
        this.words = words;
    }

    static Terminal system() {
        return new Terminal(System.out, System.err);
    }

    PrintStream words() {
        return words;
    }

    public void say(String sentence) {
        words.println(sentence);
    }

    public void result(String text) {
        results.println(text);
        results.flush();
    }

    public void json(Object value) {
        try {
            result(JSON.writeValueAsString(value));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a result of plain values always fits JSON", e);
        }
    }

    /** Returns a progress bar on a terminal, and a silent one without a terminal. */
    Bar bar(String task, long steps) {
        boolean watched = Optional.ofNullable(System.console())
                        .filter(Console::isTerminal)
                        .isPresent()
                && System.getenv("TRIVIUM_NO_PROGRESS") == null;
        return watched ? new Bar(task, steps, words) : new Bar();
    }

    /** A progress bar, or its silent replacement. */
    static final class Bar implements AutoCloseable {
        private final @Nullable ProgressBar bar;

        private Bar() {
            this.bar = null;
        }

        private Bar(String task, long steps, PrintStream out) {
            this.bar = new ProgressBarBuilder()
                    .setTaskName(task)
                    .setInitialMax(steps)
                    .setStyle(ProgressBarStyle.ASCII)
                    .setConsumer(new ConsoleProgressBarConsumer(out))
                    .setUpdateIntervalMillis(250)
                    .build();
        }

        void at(long step, String note) {
            if (bar != null) {
                bar.stepTo(step);
                bar.setExtraMessage(note);
            }
        }

        @Override
        public void close() {
            if (bar != null) bar.close();
        }
    }
}
