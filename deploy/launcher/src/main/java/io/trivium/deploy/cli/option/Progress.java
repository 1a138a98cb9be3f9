package io.trivium.deploy.cli.option;

import io.trivium.deploy.component.ComponentState;
import io.trivium.deploy.component.ComponentStatus;
import io.trivium.deploy.standalone.PlatformStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/** Prints, line by line, the progress of each component. */
public final class Progress implements Consumer<PlatformStatus> {
    private final Terminal terminal;
    private final Map<String, String> said = new HashMap<>();

    public Progress(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public void accept(PlatformStatus status) {
        for (ComponentStatus component : status.components()) {
            String what = switch (component.state()) {
                case READY -> terminal.good("ready");
                case BACKING_OFF -> terminal.bad("failed: ") + component.detail();
                case STARTING, WAITING, STOPPING, STOPPED ->
                    String.valueOf(
                            component.detail() == null
                                    ? component.state().name().toLowerCase(Locale.ROOT)
                                    : component.detail());
            };
            if (component.state() == ComponentState.STARTING && what.startsWith("not ready")) continue;
            if (!what.equals(said.put(component.name(), what))) {
                terminal.say(String.format(
                        Locale.ROOT,
                        "%6.1f s  %-17s %s",
                        Duration.between(status.startedAt(), Instant.now()).toMillis() / 1000.0,
                        component.name(),
                        what));
            }
        }
    }
}
