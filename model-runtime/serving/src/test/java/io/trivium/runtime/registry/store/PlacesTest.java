package io.trivium.runtime.registry.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.trivium.core.error.PlatformException;
import io.trivium.runtime.RuntimeErrorCode;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class PlacesTest {
    @Test
    void refusesWhatFindsNoPlaceInTime() {
        Places places = new Places(2, Duration.ofMillis(50), "Others work; try again.");
        PlatformException refused = places.call(() ->
                places.call(() -> assertThrows(PlatformException.class, () -> places.call(() -> "a third"))));
        assertEquals(RuntimeErrorCode.MODEL_REGISTRY_BUSY, refused.code());
        assertEquals("Others work; try again.", refused.getMessage());
    }

    @Test
    void freesAPlaceWhenWorkFails() {
        Places places = new Places(1, Duration.ofMillis(50), "Others work; try again.");
        assertThrows(
                IllegalStateException.class,
                () -> places.call(() -> {
                    throw new IllegalStateException("failed");
                }));
        assertEquals("done", places.call(() -> "done"));
    }
}
