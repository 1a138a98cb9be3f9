package io.trivium.runtime.serving;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EnergyMeterTest {
    @TempDir
    private Path powercap;

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    private void zone(String name, long microjoules) throws IOException {
        Path zone = Files.createDirectories(powercap.resolve(name));
        Files.writeString(zone.resolve("max_energy_range_uj"), "1000000000\n");
        Files.writeString(zone.resolve("energy_uj"), microjoules + "\n");
    }

    @Test
    void addsUpThePackagesAcrossAWrapAndDividesByTheRequestsAnswered() throws IOException {
        zone("intel-rapl:0", 999_000_000);
        zone("intel-rapl:1", 0);
        zone("intel-rapl:0:0", 0);
        Timer answered =
                Timer.builder(ServingMetrics.REQUEST).tag("model", "sum").register(meters);
        EnergyMeter.register(meters, powercap, List.of());
        assertEquals(1, meters.get(EnergyMeter.AVAILABLE).gauge().value());
        zone("intel-rapl:0", 2_000_000);
        zone("intel-rapl:1", 7_000_000);
        zone("intel-rapl:0:0", 5_000_000);
        for (int i = 0; i < 4; i++) answered.record(Duration.ofMillis(1));
        assertEquals(2.5, meters.get(EnergyMeter.PER_REQUEST).gauge().value(), 1e-9);
        assertEquals(10, meters.get(EnergyMeter.TOTAL).functionCounter().count(), 1e-9);
        zone("intel-rapl:1", 8_000_000);
        assertEquals(2.5, meters.get(EnergyMeter.PER_REQUEST).gauge().value(), 1e-9, "nothing was answered in between");
    }

    @Test
    void saysThatItKnowsNothingWhereThereAreNoCounters() throws IOException {
        Files.createDirectories(powercap.resolve("intel-rapl:0"));
        EnergyMeter.register(meters, powercap, DeviceEnergy.all("libno-such-driver.so.1"));
        assertEquals(0, meters.get(EnergyMeter.AVAILABLE).gauge().value());
        assertNull(meters.find(EnergyMeter.PER_REQUEST).gauge());
    }
}
