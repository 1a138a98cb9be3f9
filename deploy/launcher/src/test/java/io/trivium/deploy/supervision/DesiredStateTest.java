package io.trivium.deploy.supervision;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivium.deploy.component.DataDirectory;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Integrators 13: a start without the option --pacs starts no Orthanc, whatever is installed on the machine. */
class DesiredStateTest {
    @TempDir
    Path folder;

    @Test
    void noPacsStartsUnlessItOrTheDemoIsAskedFor() {
        assertFalse(DesiredState.read(DataDirectory.at(folder)).pacs());
        assertFalse(DesiredState.NONE.withDemoTraffic(false).pacs());
        assertTrue(DesiredState.NONE.withPacs().pacs());
        assertTrue(DesiredState.NONE.withDemoTraffic(true).pacs());
    }
}
