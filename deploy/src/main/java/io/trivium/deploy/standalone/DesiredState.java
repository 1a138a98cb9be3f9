package io.trivium.deploy.standalone;

import java.io.IOException;
import java.nio.file.Files;

/**
 * What the commands ask of a running supervisor, in a file it watches.
 *
 * @param demoTraffic whether the demo's traffic is to flow
 */
public record DesiredState(boolean demoTraffic) {
    public void write(DataDirectory data) throws IOException {
        DataDirectory.writeAtomically(
                data.desiredFile(), PlatformStatus.mapper().writeValueAsString(this));
    }

    /** No file, or a damaged one, asks for nothing special. */
    public static DesiredState read(DataDirectory data) {
        try {
            return PlatformStatus.mapper().readValue(Files.readString(data.desiredFile()), DesiredState.class);
        } catch (IOException _) {
            return new DesiredState(false);
        }
    }
}
