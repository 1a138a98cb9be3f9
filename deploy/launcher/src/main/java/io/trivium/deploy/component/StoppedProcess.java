package io.trivium.deploy.component;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A process that is stopped until it is resumed. For one thread. */
public final class StoppedProcess {
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final long pid;

    public StoppedProcess(long pid) throws IOException, InterruptedException {
        this.pid = pid;
        signal("-STOP");
    }

    public long pid() {
        return pid;
    }

    /** Nothing where it was killed meanwhile. */
    public void goOn() throws IOException, InterruptedException {
        if (ProcessHandle.of(pid).isEmpty()) return;
        signal("-CONT");
    }

    private void signal(String signal) throws IOException, InterruptedException {
        Process kill = new ProcessBuilder("kill", signal, Long.toString(pid)).start();
        boolean ended = kill.waitFor(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        if ((!ended || kill.exitValue() != 0) && ProcessHandle.of(pid).isPresent()) {
            throw new IOException("process " + pid + " does not take " + signal);
        }
    }
}
