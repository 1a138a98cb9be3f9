package io.trivium.med.tool;

import io.trivium.core.learning.RuntimeTool;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A pack that the model runtime's tool keeps loaded in a JVM of its own. Belongs to one thread. */
final class RuntimeSession implements AutoCloseable {
    private final Process child;
    private final Thread ender;
    private final PrintStream questions;
    private final BufferedReader answers;

    private RuntimeSession(Process child) {
        this.child = child;
        this.ender = Thread.ofPlatform().unstarted(child::destroy);
        Runtime.getRuntime().addShutdownHook(ender);
        this.questions = new PrintStream(child.getOutputStream(), true, StandardCharsets.UTF_8);
        this.answers = new BufferedReader(new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8));
    }

    /** Keeps a pack loaded until the session is closed. */
    static RuntimeSession of(RuntimeTool runtime, Path pack) throws IOException {
        return new RuntimeSession(runtime.start(List.of("predict", "--pack", pack.toString(), "--stream")));
    }

    /** Answers the rows of one file in another.
     * @throws IOException when the process ended; what it said is on standard error */
    void predict(Path data, Path out) throws IOException {
        questions.println(data + "\t" + out);
        for (String line = answers.readLine(); line != null; line = answers.readLine()) {
            if (line.startsWith("{")) return;
        }
        throw new IOException("the model runtime's tool ended before it answered");
    }

    @Override
    public void close() {
        Runtime.getRuntime().removeShutdownHook(ender);
        questions.close();
        try {
            if (!child.waitFor(10, TimeUnit.SECONDS)) child.destroyForcibly();
        } catch (InterruptedException e) {
            child.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
