package io.trivium.deploy.size;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivium.deploy.size.Plan.Check;
import io.trivium.deploy.size.Plan.Fleet;
import io.trivium.deploy.size.Plan.Store;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SizingTest {
    private static final UnitCosts COSTS = UnitCosts.bundled();

    @Test
    void aSmallBankNeedsThreeMachinesAndASpareOfEverything() {
        Plan plan = plan(new Demand(200, 0, 0.12, 300, 0));
        assertEquals(3, plan.machines());
        assertEquals(2, fleet(plan, "domain-fin").instances());
        assertEquals(3, fleet(plan, "kafka").instances());
        assertEquals(2, fleet(plan, "postgres").instances());
        assertTrue(plan.checks().stream().allMatch(Check::met), plan.checks()::toString);
    }

    @Test
    void moreNeverNeedsLess() {
        double last = 0;
        for (int rate = 50; rate <= 51_200; rate *= 4) {
            double cores = plan(new Demand(rate, 0, 0.12, 300, 0)).fleets().stream()
                    .mapToDouble(Fleet::cores)
                    .sum();
            assertTrue(cores >= last, rate + "/s need " + cores + " processors, fewer needed " + last);
            last = cores;
        }
    }

    @Test
    void aNationNeedsSeveralDatabasesAndIsToldThatItIsAnEstimate() {
        Plan plan = plan(new Demand(100_000, 0, 0.12, 300, 0));
        assertTrue(fleet(plan, "postgres").spare() >= 1);
        assertTrue(fleet(plan, "domain-fin").instances() > 10);
        assertTrue(
                plan.notes().stream().anyMatch(note -> note.contains("Measure one instance")), plan.notes()::toString);
        assertFalse(plan.checks().isEmpty());
    }

    /** 2,000 studies a day are 0.067/s in the busiest hour: half a processor's work and 260 GB of images. */
    @Test
    void aHospitalNeedsDiskAndHardlyAnythingElse() {
        Plan plan = plan(new Demand(0, 2_000, 0.12, 300, 0));
        assertEquals(3, plan.machines());
        assertEquals(2, fleet(plan, "domain-med").instances());
        assertTrue(plan.fleets().stream()
                .noneMatch(fleet -> Set.of("orthanc", "domain-fin").contains(fleet.component())));
        double files = plan.stores().stream()
                .filter(store -> store.what().startsWith("study: files"))
                .mapToDouble(Store::gib)
                .sum();
        double everything = plan.stores().stream().mapToDouble(Store::gib).sum();
        assertTrue(files > 0.9 * everything, plan.stores()::toString);
    }

    @Test
    void aPlantNeedsItsBrokerAndTheFactorysServiceAlone() {
        Plan plan = plan(new Demand(0, 0, 0.12, 300, 30_000));
        assertEquals(2, fleet(plan, "domain-industrial").instances());
        assertEquals(1, fleet(plan, "mqtt").instances());
        assertTrue(plan.fleets().stream()
                .noneMatch(fleet -> Set.of("domain-fin", "domain-med").contains(fleet.component())));
    }

    @Test
    void everyKindOfWorkWasMeasured() {
        for (Workload workload : Workload.values()) {
            UnitCosts.Cost cost = COSTS.of(workload);
            assertTrue(cost.cpuMillis().getOrDefault(workload.service(), 0.0) > 0, workload.key());
            assertTrue(cost.databaseBytes() > 0, workload.key());
            assertTrue(cost.cpuMillis().keySet().stream().allMatch(workload::isWorkOf), workload.key());
        }
        assertTrue(COSTS.idle().values().stream().allMatch(idle -> idle.cores() < 0.2 && idle.memoryBytes() > 0));
    }

    @Test
    void refusesWhatCannotBeAskedFor() {
        assertThrows(IllegalArgumentException.class, () -> new Demand(-1, 0, 0.12, 300, 0));
        assertThrows(IllegalArgumentException.class, () -> new Demand(1, 0, 0.01, 300, 0));
        assertThrows(IllegalArgumentException.class, () -> new Demand(1, 0, 0.12, 0, 0));
    }

    @Test
    void theBusiestInstanceGetsMoreThanItsShare() {
        double few = PartitionSkew.of(24, 3, 1);
        double many = PartitionSkew.of(512, 64, 1);
        assertTrue(few >= 1 && few < 1.1, "few instances: " + few);
        assertTrue(many > few && many < 1.5, "many instances: " + many);
    }

    private static Plan plan(Demand demand) {
        return new Sizing(COSTS, Assumptions.DEFAULTS, 1).plan(demand);
    }

    private static Fleet fleet(Plan plan, String component) {
        return plan.fleets().stream()
                .filter(fleet -> fleet.component().equals(component))
                .findFirst()
                .orElseThrow();
    }
}
