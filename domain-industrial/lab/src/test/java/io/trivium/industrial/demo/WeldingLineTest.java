package io.trivium.industrial.demo;

import static io.trivium.industrial.Waiting.until;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.trivium.core.testing.FreePorts;
import io.trivium.industrial.opcua.IntakeFixture;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Reads the demo's welding line as the demo's service does: encrypted, with certificates trusted without manual steps.
 */
class WeldingLineTest {
    @TempDir
    Path directory;

    @Test
    void itsCellsValuesArriveUnderTheirSources() throws Exception {
        int port = FreePorts.next();
        List<Machine> cells = new DemoPlant().machines(DemoPlant.Link.OPC_UA);
        Path service = directory.resolve("service");
        try (WeldingLine line = new WeldingLine(port, "secret", directory.resolve("line"), service, cells);
                IntakeFixture intake = new IntakeFixture(
                        service,
                        Map.of(
                                "endpoint", "opc.tcp://127.0.0.1:" + port + "/welding",
                                "username", "trivium",
                                "password", "secret",
                                "nodes.cells.folder", "nsu=urn:trivium:demo:welding;s=Welding",
                                "nodes.cells.filter", "+/+",
                                "nodes.cells.source", "welding/{1}",
                                "nodes.cells.tag", "{2}"))) {
            intake.start().connected();
            Instant time = Instant.now().truncatedTo(ChronoUnit.SECONDS);
            for (Machine cell : cells) line.show(cell, time, new double[] {260, 26, 6.5, 8.4, 1});
            until("three cells with five tags each", () -> intake.taken().size() == 15);
            assertEquals(
                    Set.of("welding/WC-31", "welding/WC-32", "welding/WC-33"),
                    intake.taken().stream().map(IntakeFixture.Taken::source).collect(Collectors.toSet()));
            assertEquals(
                    Set.of(new IntakeFixture.Taken("welding/WC-32", "wire-feed", time, 8.4, 192)),
                    intake.taken().stream()
                            .filter(reading -> reading.source().equals("welding/WC-32")
                                    && reading.tag().equals("wire-feed"))
                            .collect(Collectors.toSet()));
        }
    }
}
