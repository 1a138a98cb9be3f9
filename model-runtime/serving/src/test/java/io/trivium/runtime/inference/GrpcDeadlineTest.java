package io.trivium.runtime.inference;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class GrpcDeadlineTest {
    @Test
    void readsEveryUnit() {
        assertEquals(Optional.of(Duration.ofHours(1)), GrpcDeadline.parse("1H"));
        assertEquals(Optional.of(Duration.ofMinutes(2)), GrpcDeadline.parse("2M"));
        assertEquals(Optional.of(Duration.ofSeconds(3)), GrpcDeadline.parse("3S"));
        assertEquals(Optional.of(Duration.ofMillis(4)), GrpcDeadline.parse("4m"));
        assertEquals(Optional.of(Duration.ofNanos(5_000)), GrpcDeadline.parse("5u"));
        assertEquals(Optional.of(Duration.ofNanos(99_999_999)), GrpcDeadline.parse("99999999n"));
    }

    @Test
    void ignoresWhatIsNoTimeout() {
        assertEquals(Optional.empty(), GrpcDeadline.parse(null));
        for (String wrong : new String[] {"", "S", "1", "1s", "-1S", "123456789S", "1.5S"}) {
            assertEquals(Optional.empty(), GrpcDeadline.parse(wrong), wrong);
        }
    }
}
