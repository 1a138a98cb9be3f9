package io.trivium.med.detection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivium.med.finding.Extent;
import io.trivium.med.finding.NoduleFinding;
import io.trivium.med.finding.NoduleFinding.NoduleAttribute;
import io.trivium.med.volume.Grid;
import io.trivium.med.volume.Point;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JoinedFindingsTest {
    private static final Grid GRID = Grid.axial(40, 60, 60, new Point(0, 0, 0), 1, 1);

    private final JoinedFindings findings =
            new JoinedFindings(GRID, centre -> String.format("2.25.%d", Math.round(centre.x())));

    /** A box of 10 voxels in every direction from column {@code i} on. */
    private static NoduleFinding box(int i, double detection, double malignancy) {
        BitSet mask = new BitSet();
        for (int k = 10; k < 20; k++) {
            for (int j = 10; j < 20; j++) mask.set(GRID.index(k, j, i), GRID.index(k, j, i + 10));
        }
        return new NoduleFinding(
                "2.25.1" + i,
                GRID.patient(14.5, 14.5, i + 4.5),
                detection,
                new Extent.Nodule(new Extent.Size(13, 12, 1000), malignancy),
                Map.of(NoduleAttribute.TEXTURE, 5 * detection),
                mask,
                List.of());
    }

    private static double volume(NoduleFinding finding) {
        return finding.size().orElseThrow().volumeMm3();
    }

    @Test
    void partsThatShareAFaceAreOneFinding() {
        findings.add(box(10, 0.9, 0.2));
        findings.add(box(20, 0.8, 0.7));
        assertEquals(1, findings.size());
        NoduleFinding joined = findings.list().getFirst();
        assertEquals(2000, volume(joined));
        assertEquals(0, joined.centre().minus(GRID.patient(14.5, 14.5, 19.5)).length(), 1e-9);
        assertEquals(Math.hypot(19, 9) + 1, joined.size().orElseThrow().longestDiameterMm(), 1e-9);
        assertEquals(0.9, joined.detection());
        assertEquals(0.7, joined.malignancy().orElseThrow());
        assertEquals(4.5, joined.attributes().get(NoduleAttribute.TEXTURE));
        assertEquals("2.25.20", joined.trackingUid());
        assertEquals(2000, joined.mask().cardinality());
    }

    @Test
    void oneThatTouchesTwoJoinsThem() {
        findings.add(box(10, 0.9, 0.2));
        findings.add(box(45, 0.85, 0.1));
        findings.add(box(30, 0.8, 0.3));
        assertEquals(3, findings.size());
        findings.add(box(20, 0.7, 0.1));
        assertEquals(2, findings.size());
        assertEquals(
                List.of(3000.0, 1000.0),
                findings.list().stream().map(JoinedFindingsTest::volume).toList());
    }

    @Test
    void morePartsThanThirtyMillimetresAreAMassWithoutMalignancy() {
        for (int i = 10; i <= 40; i += 10) findings.add(box(i, 0.9 - i / 100.0, 0.9));
        NoduleFinding mass = findings.list().getFirst();
        assertInstanceOf(Extent.Mass.class, mass.extent());
        assertTrue(mass.malignancy().isEmpty());
    }

    @Test
    void anUnreliablePartMakesTheWholeUnreliable() {
        NoduleFinding part = box(20, 0.8, 0.7);
        findings.add(box(10, 0.9, 0.2));
        findings.add(new NoduleFinding(
                "2.25.120",
                part.centre(),
                0.8,
                new Extent.Unreliable(Extent.Reason.CUT_BY_CUBE),
                Map.of(),
                part.mask(),
                List.of()));
        NoduleFinding joined = findings.list().getFirst();
        assertEquals(new Extent.Unreliable(Extent.Reason.CUT_BY_CUBE), joined.extent());
        assertTrue(joined.size().isEmpty());
        assertEquals(Map.of(), joined.attributes());
        assertEquals(2000, joined.mask().cardinality());
    }

    @Test
    void oneVoxelBetweenThemKeepsThemApart() {
        findings.add(box(10, 0.9, 0.2));
        findings.add(box(21, 0.8, 0.7));
        assertEquals(2, findings.size());
    }

    @Test
    void theEndOfARowDoesNotTouchTheBeginningOfTheNext() {
        findings.add(box(50, 0.9, 0.2));
        findings.add(box(0, 0.8, 0.7));
        assertEquals(2, findings.size());
    }

    @Test
    void theSameNoduleTwiceIsOne() {
        findings.add(box(10, 0.9, 0.2));
        findings.add(box(12, 0.8, 0.7));
        assertEquals(0.2, findings.list().getFirst().malignancy().orElseThrow());
        assertEquals(1, findings.size());
    }
}
