package io.trivium.deploy.supervision;

import io.trivium.deploy.component.DataDirectory;
import io.trivium.deploy.standalone.PlatformStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;

/**
 * The state that the commands request of a running supervisor, in a file it watches.
 *
 * @param demoTraffic whether the demo's traffic is to flow
 * @param paused components that are to be stopped until they are requested again
 * @param pacs whether the demo's PACS is to run, where it is installed
 */
public record DesiredState(boolean demoTraffic, List<String> paused, boolean pacs) {
    /** Nothing special. */
    static final DesiredState NONE = new DesiredState(false, List.of(), false);

    @SuppressWarnings("NullAway") // files of earlier releases do not name the paused
    public DesiredState {
        paused = paused == null ? List.of() : List.copyOf(paused);
    }

    DesiredState withDemoTraffic(boolean flowing) {
        return new DesiredState(flowing, paused, pacs || flowing);
    }

    DesiredState withPaused(List<String> names) {
        return new DesiredState(demoTraffic, names, pacs);
    }

    DesiredState withPacs() {
        return new DesiredState(demoTraffic, paused, true);
    }

    public void write(DataDirectory data) throws IOException {
        DataDirectory.writeAtomically(
                data.desiredFile(), PlatformStatus.mapper().writeValueAsString(this));
    }

    /** A missing or damaged file requests nothing special. */
    public static DesiredState read(DataDirectory data) {
        try {
            return PlatformStatus.mapper().readValue(Files.readString(data.desiredFile()), DesiredState.class);
        } catch (IOException _) {
            return NONE;
        }
    }
}
