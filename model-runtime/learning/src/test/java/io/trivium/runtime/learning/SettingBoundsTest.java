package io.trivium.runtime.learning;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivium.core.testing.SettingBounds;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class SettingBoundsTest {

    @Test
    void refusesEachNumberAndDurationOutsideItsBounds() throws IOException {
        SettingBounds bounds = new SettingBounds();
        assertEquals(List.of(), bounds.faults(Path.of("target/classes")));
        assertTrue(bounds.checked() > 10, bounds.checked() + " values");
    }
}
