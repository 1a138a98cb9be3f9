package io.trivium.industrial.demo;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivium.industrial.asset.TagDefinition;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Tests that the demo's machines stay within the ranges of their tags, and return the same values on every call. */
class DemoPlantTest {
    private static final Instant START = Instant.parse("2026-11-26T12:00:00Z");

    @Test
    void everyValueLiesWithinItsTagsRange() {
        for (DemoPlant.Line line : new DemoPlant().lines()) {
            for (Machine machine : line.machines()) {
                List<TagDefinition> tags = machine.type().tags();
                for (int second = 0; second < 7_200; second += 7) {
                    Optional<double[]> values = machine.at(START.plusSeconds(second));
                    for (int i = 0; values.isPresent() && i < tags.size(); i++) {
                        double value = values.orElseThrow()[i];
                        Double low = tags.get(i).low();
                        Double high = tags.get(i).high();
                        assertTrue(
                                low != null && high != null && value >= low && value <= high,
                                machine.name() + " " + tags.get(i).name() + " " + value);
                    }
                }
            }
        }
    }

    @Test
    void theSameMomentIsTheSameWhereverOneComesFrom() {
        DemoPump pump = new DemoPump("P-1", 11);
        double[] later = pump.at(START.plusSeconds(9_000)).orElseThrow();
        double[] before = pump.at(START).orElseThrow();
        assertArrayEquals(
                later, new DemoPump("P-1", 11).at(START.plusSeconds(9_000)).orElseThrow());
        assertArrayEquals(before, pump.at(START).orElseThrow());
    }

    @Test
    void anOverhaulEndsALifeBeforeItsFailure() {
        DemoPump pump = new DemoPump("P-1", 11);
        List<DemoPump.End> failures = pump.ends(START, START.plusSeconds(14_400));
        assertTrue(failures.size() >= 3, failures.toString());
        assertTrue(failures.stream().allMatch(end -> end.early() == 0));
        Instant overhaul = failures.get(1).at().minus(DemoPump.CYCLE.multipliedBy(20));
        pump.overhaul(overhaul);
        List<DemoPump.End> after = pump.ends(START, START.plusSeconds(14_400));
        assertEquals(failures.getFirst(), after.getFirst());
        assertEquals(new DemoPump.End(overhaul, failures.get(1).mode(), 20), after.get(1));
        assertEquals(0, pump.at(overhaul.plusSeconds(5)).orElseThrow()[0]);
        assertTrue(pump.at(overhaul.plus(DemoPump.OVERHAUL)).orElseThrow()[0] > 500);
        pump.overhaul(overhaul.plusSeconds(30));
        assertEquals(after, pump.ends(START, START.plusSeconds(14_400)), "it stands already");
    }

    @Test
    void machinesFailJamSlipAndFallSilent() {
        List<Machine> machines = new DemoPlant()
                .lines().stream().flatMap(line -> line.machines().stream()).toList();
        Set<String> seen = new HashSet<>();
        for (Machine machine : machines) {
            for (int second = 0; second < 7_200; second++) {
                Optional<double[]> values = machine.at(START.plusSeconds(second));
                if (values.isEmpty()) {
                    seen.add("silent");
                } else if (machine.type().equals(MachineType.PUMP) && values.orElseThrow()[0] == 0) {
                    seen.add("stands");
                } else if (machine.type().equals(MachineType.CONVEYOR) && values.orElseThrow()[1] > 13) {
                    seen.add("jams");
                } else if (machine.type().equals(MachineType.WELDING_CELL)
                        && values.orElseThrow()[5] == 1
                        && values.orElseThrow()[3] < 6.8) {
                    seen.add("slips");
                }
            }
        }
        assertEquals(Set.of("silent", "stands", "jams", "slips"), seen);
    }

    @Test
    void aWeldingCellMakesThreeSeamsAPartEachWithAJobOfItsOwn() {
        DemoWeldingCell cell = new DemoWeldingCell("WC-1", 51, DemoWeldingCell.Weakness.NONE);
        List<Integer> jobs = new ArrayList<>();
        double seconds = 0;
        for (Instant at = START; at.isBefore(START.plusSeconds(240)); at = at.plus(cell.step())) {
            double[] values = cell.at(at).orElseThrow();
            if (values[5] == 1) {
                seconds += cell.step().toMillis() / 1_000.0;
                int job = (int) values[6];
                if (jobs.isEmpty() || jobs.getLast() != job) jobs.add(job);
            }
        }
        assertEquals(3 * 42, seconds, 8);
        for (int seam = 1; seam < jobs.size(); seam++) assertEquals(jobs.get(seam - 1) % 3 + 1, jobs.get(seam));
        assertArrayEquals(
                cell.at(START.plusMillis(90_200)).orElseThrow(),
                new DemoWeldingCell("WC-1", 51, DemoWeldingCell.Weakness.NONE)
                        .at(START.plusMillis(90_200))
                        .orElseThrow());
    }

    @Test
    void sourcesAndRulesAreUnambiguous() {
        DemoPlant plant = new DemoPlant();
        Set<String> sources = new HashSet<>();
        plant.lines().forEach(line -> line.machines().forEach(machine -> sources.add(line.source(machine))));
        assertEquals(15, sources.size());
        assertEquals(
                DemoRules.all().size(),
                DemoRules.all().stream().map(DemoRules.Rule::ruleId).distinct().count());
        assertEquals(4, plant.document().assetTypes().size());
    }
}
