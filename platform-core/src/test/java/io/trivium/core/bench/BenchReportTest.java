package io.trivium.core.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivium.core.bench.BenchReport.Better;
import io.trivium.core.bench.BenchReport.Machine;
import io.trivium.core.bench.BenchReport.Target;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class BenchReportTest {
    @Test
    void printsTheOneShape() {
        var report = new BenchReport(
                Instant.parse("2026-11-25T10:00:00Z"),
                new Machine(2, 23.5, "Debian GNU/Linux 13 amd64", "OpenJDK 64-Bit Server VM 25", 0.5),
                "200 authorizations/s for 60 s",
                List.of(
                        Target.of("decision-latency-p99", 12.5, "ms", 45, Better.LOWER, "17.8 ms (topology alone)"),
                        Target.reported("decision-latency-p50", 2, "ms", null),
                        Target.of("rate", Double.NaN, "1/s", 100, Better.HIGHER, null)));
        assertEquals("""
                {
                  "date" : "2026-11-25T10:00:00Z",
                  "machine" : {
                    "cpus" : 2,
                    "memoryGib" : 23.5,
                    "os" : "Debian GNU/Linux 13 amd64",
                    "jvm" : "OpenJDK 64-Bit Server VM 25",
                    "load1" : 0.5
                  },
                  "load" : "200 authorizations/s for 60 s",
                  "targets" : [ {
                    "name" : "decision-latency-p99",
                    "value" : 12.5,
                    "unit" : "ms",
                    "target" : 45.0,
                    "peer" : "17.8 ms (topology alone)",
                    "met" : true
                  }, {
                    "name" : "decision-latency-p50",
                    "value" : 2.0,
                    "unit" : "ms",
                    "target" : null,
                    "peer" : null,
                    "met" : null
                  }, {
                    "name" : "rate",
                    "value" : null,
                    "unit" : "1/s",
                    "target" : 100.0,
                    "peer" : null,
                    "met" : false
                  } ]
                }
                """, report.toJson());
    }

    @Test
    void meetsATargetAtTheTargetItself() {
        assertEquals(true, Target.of("a", 45, "ms", 45, Better.LOWER, null).met());
        assertEquals(false, Target.of("a", 45.1, "ms", 45, Better.LOWER, null).met());
        assertEquals(true, Target.of("a", 45, "1/s", 45, Better.HIGHER, null).met());
        assertEquals(false, Target.of("a", 44.9, "1/s", 45, Better.HIGHER, null).met());
    }

    @Test
    void refusesNumbersThatAreNone() {
        assertThrows(IllegalArgumentException.class, () -> new Target("a", Double.NaN, "ms", null, null, null));
    }

    @Test
    void knowsTheMachine() {
        Machine machine = Machine.current();
        assertEquals(Runtime.getRuntime().availableProcessors(), machine.cpus());
        assertTrue(machine.memoryGib() > 0.5, machine.toString());
        assertFalse(machine.os().isBlank());
        assertTrue(machine.jvm().contains("25"), machine.jvm());
    }
}
