package io.trivium.deploy.drill;

import io.trivium.deploy.component.StoppedProcess;
import java.io.IOException;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A component whose process is stopped, however often it is restarted. For one thread. */
final class HungService {
    private static final Duration OFTEN = Duration.ofMillis(500);

    private final Supplier<OptionalLong> process;
    private final AtomicReference<@Nullable StoppedProcess> stopped = new AtomicReference<>();
    private final Repeated stopping = new Repeated("drill-hang", OFTEN, this::stop);

    /** @param process of the component now, where it has one */
    HungService(Supplier<OptionalLong> process) {
        this.process = process;
    }

    void begin() {
        stopping.begin();
    }

    void end() throws IOException, InterruptedException {
        stopping.end();
        StoppedProcess last = stopped.get();
        if (last != null) last.goOn();
    }

    private void stop() throws IOException, InterruptedException {
        OptionalLong now = process.get();
        StoppedProcess last = stopped.get();
        if (now.isPresent() && (last == null || last.pid() != now.getAsLong())) {
            stopped.set(new StoppedProcess(now.getAsLong()));
        }
    }
}
