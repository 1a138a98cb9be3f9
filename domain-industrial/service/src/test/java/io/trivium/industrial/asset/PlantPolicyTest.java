package io.trivium.industrial.asset;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivium.core.error.PlatformException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PlantPolicyTest {

    private static PlantDocument.Part part(
            PlantLevel level, String name, @Nullable String source, PlantDocument.Part... children) {
        return new PlantDocument.Part(level, name, "", null, source, null, List.of(children));
    }

    private static void check(PlantDocument.Part... parts) {
        PlantPolicy.check(new PlantDocument(1, List.of(), List.of(parts)));
    }

    private static void assertRefused(String place, Runnable work) {
        var refusal = assertThrows(PlatformException.class, work::run);
        assertTrue(refusal.detail().contains(place), refusal.detail());
    }

    @Test
    void levelsMayBeLeftOutButNotTurnedAround() {
        assertTrue(PlantLevel.ASSET.mayStandUnder(PlantLevel.SITE));
        assertTrue(PlantLevel.ASSET.mayStandUnder(PlantLevel.ASSET));
        assertFalse(PlantLevel.LINE.mayStandUnder(PlantLevel.LINE));
        assertFalse(PlantLevel.SITE.mayStandUnder(PlantLevel.LINE));
        assertFalse(PlantLevel.SITE.mayStandUnder(null));
    }

    @Test
    void takesAPlant() {
        check(part(
                PlantLevel.ENTERPRISE,
                "Acme",
                null,
                part(PlantLevel.SITE, "North", null, part(PlantLevel.ASSET, "Pump 1", "a/b"))));
    }

    @Test
    void saysWhatIsWrongWhere() {
        assertRefused(
                "/Acme: a part of level line cannot be at the top", () -> check(part(PlantLevel.LINE, "Acme", null)));
        assertRefused(
                "/Acme/North",
                () -> check(part(
                        PlantLevel.ENTERPRISE,
                        "Acme",
                        null,
                        part(PlantLevel.SITE, "North", null),
                        part(PlantLevel.SITE, "North", null))));
        assertRefused(
                "/Acme/P2: another asset has the source a/b",
                () -> check(part(
                        PlantLevel.ENTERPRISE,
                        "Acme",
                        null,
                        part(PlantLevel.ASSET, "P1", "a/b"),
                        part(PlantLevel.ASSET, "P2", "a/b"))));
        assertRefused("only assets", () -> check(part(PlantLevel.ENTERPRISE, "Acme", "a/b")));
    }
}
