package io.trivium.industrial.demo;

import io.trivium.industrial.asset.PlantDocument;
import io.trivium.industrial.asset.PlantDocument.Part;
import io.trivium.industrial.asset.PlantLevel;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A plant with cooling water, compressed air and two assembly lines. */
final class DemoPlant {
    /** Group of Sparkplug B. */
    static final String GROUP = "Riverside";

    /** Its edge node, whose devices are the machines of the utilities. */
    static final String EDGE_NODE = "utilities";

    private final List<Line> lines = List.of(
            new Line(
                    "Utilities",
                    "Cooling water",
                    true,
                    List.of(
                            new DemoPump("P-101", 11),
                            new DemoPump("P-102", 12),
                            new DemoPump("P-103", 13),
                            new DemoPump("P-104", 14))),
            new Line(
                    "Utilities",
                    "Compressed air",
                    true,
                    List.of(new DemoCompressor("C-201", 21, false), new DemoCompressor("C-202", 22, true))),
            new Line(
                    "Assembly",
                    "Line 1",
                    false,
                    List.of(
                            new DemoConveyor("CV-11", 31, DemoConveyor.Weakness.NONE),
                            new DemoConveyor("CV-12", 32, DemoConveyor.Weakness.JAMS),
                            new DemoConveyor("CV-13", 33, DemoConveyor.Weakness.NONE))),
            new Line(
                    "Assembly",
                    "Line 2",
                    false,
                    List.of(
                            new DemoConveyor("CV-21", 41, DemoConveyor.Weakness.NONE),
                            new DemoConveyor("CV-22", 42, DemoConveyor.Weakness.GEARBOX),
                            new DemoConveyor("CV-23", 43, DemoConveyor.Weakness.NONE))));

    /**
     * A line of the plant.
     *
     * @param sparkplug whether its machines are devices of the edge node; else they send JSON
     */
    record Line(String area, String name, boolean sparkplug, List<Machine> machines) {

        /** The name that a machine's readings come under. */
        String source(Machine machine) {
            return sparkplug ? GROUP + "/" + EDGE_NODE + "/" + machine.name() : "plant/" + key() + "/" + machine.name();
        }

        /** Topic of a machine's JSON. */
        String topic(Machine machine) {
            return "plant/" + key() + "/" + machine.name() + "/values";
        }

        private String key() {
            return name.toLowerCase(Locale.ROOT).replace(' ', '-');
        }
    }

    List<Line> lines() {
        return lines;
    }

    /** What the service is told of the plant. */
    PlantDocument document() {
        List<Part> areas = new ArrayList<>();
        for (String area : List.of("Utilities", "Assembly")) {
            List<Part> parts = lines.stream()
                    .filter(line -> line.area().equals(area))
                    .map(line -> part(
                            PlantLevel.LINE,
                            line.name(),
                            line.machines().stream()
                                    .map(machine -> asset(line, machine))
                                    .toList()))
                    .toList();
            areas.add(part(PlantLevel.AREA, area, parts));
        }
        Part site = part(PlantLevel.SITE, GROUP, areas);
        return new PlantDocument(
                1,
                MachineType.ALL.stream().map(MachineType::template).toList(),
                List.of(part(PlantLevel.ENTERPRISE, "Trivium Demo Works", List.of(site))));
    }

    /** The readings of a line's machine as the members of a JSON object. */
    static Map<String, Double> values(Machine machine, double[] values) {
        Map<String, Double> members = new LinkedHashMap<>();
        for (int i = 0; i < values.length; i++) {
            members.put(machine.type().tags().get(i).name(), values[i]);
        }
        return members;
    }

    private static Part part(PlantLevel level, String name, List<Part> children) {
        return new Part(level, name, null, null, null, null, children);
    }

    private static Part asset(Line line, Machine machine) {
        return new Part(
                PlantLevel.ASSET,
                machine.name(),
                machine.type().description(),
                machine.type().assetType(),
                line.source(machine),
                null,
                null);
    }
}
