package io.trivium.industrial.rul;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.trivium.core.model.ModelReference;
import io.trivium.core.tenancy.TenantId;
import io.trivium.industrial.model.AssetHistory;
import io.trivium.industrial.model.FailureOutlook;
import io.trivium.industrial.model.FailureOutlook.ModeProbability;
import io.trivium.industrial.model.LifeProfile;
import io.trivium.industrial.model.ModeProfile;
import io.trivium.industrial.workorder.LifeFinding;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LifeExamplesTest {
    private static final Instant AT = Instant.parse("2026-12-01T00:00:00Z");
    private static final ModelReference MODEL = new ModelReference("toy:1");

    private static LifeStore.Example left(long cycles) {
        List<ModeProbability> likely =
                List.of(new ModeProbability("seal", "ELP", 0.6), new ModeProbability("gasket", "ELP", 0.2));
        return new LifeStore.Example(AT, "pump", cycles, 40, new FailureOutlook(AT, 0.8, likely, MODEL));
    }

    private static LifeFinding finding(boolean hasFailed, @Nullable String code) {
        return new LifeFinding(new TenantId("plant"), UUID.randomUUID(), "1", AT, AT, hasFailed, code);
    }

    private static ModeProfile modes() {
        double[][] rows = new double[20][1];
        for (int t = 0; t < rows.length; t++) rows[t][0] = t;
        LifeProfile inputs = LifeProfile.of("pump", MODEL, List.of(new AssetHistory("p", new double[20][1], rows)), 40);
        List<ModeProfile.Mode> modes = List.of(
                new ModeProfile.Mode("bearing", "VIB"),
                new ModeProfile.Mode("gasket", "ELP"),
                new ModeProfile.Mode("seal", "ELP"));
        return new ModeProfile("pump", MODEL, inputs, modes, 1);
    }

    @Test
    void aFailureLabelsItsLifeWithTheCyclesThatWereLeft() {
        assertEquals(Optional.of("0.25000"), LifeExamples.share(left(10), true));
        assertEquals(Optional.of("0.00000"), LifeExamples.share(left(0), true));
        assertEquals(Optional.of("1"), LifeExamples.share(left(41), true));
    }

    @Test
    void anAssetThatHadNotFailedHadMoreLeft() {
        assertEquals(Optional.of(">0.25000"), LifeExamples.share(left(10), false));
        assertEquals(Optional.empty(), LifeExamples.share(left(0), false));
        assertEquals(Optional.of("1"), LifeExamples.share(left(40), false));
    }

    @Test
    void theModeIsItsPlaceInTheProfileAfterNone() {
        assertEquals(Optional.of("3"), LifeExamples.mode(left(10), finding(true, "ELP"), modes()), "the likelier one");
        assertEquals(Optional.of("0"), LifeExamples.mode(left(41), finding(false, null), modes()));
        assertEquals(Optional.empty(), LifeExamples.mode(left(10), finding(true, "PLU"), modes()));
        assertEquals(Optional.empty(), LifeExamples.mode(left(10), finding(true, null), modes()));
        assertEquals(Optional.empty(), LifeExamples.mode(left(10), finding(false, "ELP"), modes()));
    }
}
