package io.trivium.runtime.learning.release;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivium.core.model.ModelName;
import io.trivium.core.model.TaskName;
import io.trivium.core.model.VersionNumber;
import io.trivium.runtime.serving.InferenceCall;
import io.trivium.runtime.tensor.Tensor;
import io.trivium.runtime.tensor.TensorType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class LaneTest {
    private static final double SHARE = 0.05;

    static Lane lane(String model, ReleaseState state, double share) {
        Instant at = Instant.parse("2026-11-27T03:00:00Z");
        Release release = new Release(
                UUID.fromString("5ff1b2a0-0000-4000-8000-000000000003"),
                new TaskName(model),
                new ModelName(model),
                new VersionNumber("2"),
                new VersionNumber("1"),
                null,
                null,
                state,
                false,
                List.of(),
                at,
                "system:update",
                at,
                null,
                1,
                null,
                null);
        return new Lane(release, share, false);
    }

    static InferenceCall call(String model, float x) {
        ByteBuffer data = ByteBuffer.allocate(Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        data.putFloat(0, x);
        return new InferenceCall(
                new ModelName(model),
                Optional.empty(),
                List.of(Tensor.of("x", TensorType.FP32, new long[] {1, 1}, data)),
                List.of(),
                null,
                0,
                Optional.empty(),
                Optional.empty());
    }

    @Test
    void aCanaryGetsItsShareAndNoMore() {
        Lane lane = lane("m", ReleaseState.CANARY, SHARE);
        int mine = 0;
        for (int i = 1; i <= 20_000; i++) {
            if (lane.diverts(call("m", i))) mine++;
            assertTrue(mine <= SHARE * i, mine + " of " + i);
        }
        assertTrue(mine > 0.03 * 20_000, mine + " of 20,000");
    }

    @Test
    void notEvenWhenAllRequestsAreTheSame() {
        for (int x = 0; x < 200; x++) {
            Lane lane = lane("m", ReleaseState.CANARY, SHARE);
            int mine = 0;
            for (int i = 1; i <= 1_000; i++) {
                if (lane.diverts(call("m", x))) mine++;
            }
            assertTrue(mine <= 50, mine + " of 1,000");
        }
    }

    @Test
    void aShadowGetsNone() {
        Lane lane = lane("m", ReleaseState.SHADOW, 0);
        int mine = 0;
        for (int i = 0; i < 1_000; i++) if (lane.diverts(call("m", i))) mine++;
        assertEquals(0, mine);
    }
}
