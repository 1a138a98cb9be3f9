package io.trivium.industrial.demo;

import io.trivium.industrial.asset.PlantDocument;
import io.trivium.industrial.asset.PlantDocument.Part;
import io.trivium.industrial.asset.PlantLevel;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A plant with cooling water, compressed air, two assembly lines and a welding line. */
final class DemoPlant {
    /** Group of Sparkplug B. */
    static final String GROUP = "Riverside";

    /** Its edge node, whose devices are the machines of the utilities. */
    static final String EDGE_NODE = "utilities";

    private final List<Line> lines = List.of(
            new Line(
                    "Utilities",
                    "Cooling water",
                    Link.SPARKPLUG,
                    List.of(
                            new DemoPump("P-101", 11),
                            new DemoPump("P-102", 12),
                            new DemoPump("P-103", 13),
                            new DemoPump("P-104", 14))),
            new Line(
                    "Utilities",
                    "Compressed air",
                    Link.SPARKPLUG,
                    List.of(new DemoCompressor("C-201", 21, false), new DemoCompressor("C-202", 22, true))),
            new Line(
                    "Assembly",
                    "Line 1",
                    Link.JSON,
                    List.of(
                            new DemoConveyor("CV-11", 31, DemoConveyor.Weakness.NONE),
                            new DemoConveyor("CV-12", 32, DemoConveyor.Weakness.JAMS),
                            new DemoConveyor("CV-13", 33, DemoConveyor.Weakness.NONE))),
            new Line(
                    "Assembly",
                    "Line 2",
                    Link.JSON,
                    List.of(
                            new DemoConveyor("CV-21", 41, DemoConveyor.Weakness.NONE),
                            new DemoConveyor("CV-22", 42, DemoConveyor.Weakness.GEARBOX),
                            new DemoConveyor("CV-23", 43, DemoConveyor.Weakness.NONE))),
            new Line(
                    "Welding",
                    "Robot cells",
                    Link.OPC_UA,
                    List.of(
                            new DemoWeldingCell("WC-31", 51, DemoWeldingCell.Weakness.NONE),
                            new DemoWeldingCell("WC-32", 52, DemoWeldingCell.Weakness.WIRE_FEED),
                            new DemoWeldingCell("WC-33", 53, DemoWeldingCell.Weakness.CONTACT_TIP))));

    /** The protocol by which machines are read. */
    enum Link {
        /** As devices of the edge node. */
        SPARKPLUG,
        /** By a gateway that sends JSON. */
        JSON,
        /** From a controller with an OPC UA server. */
        OPC_UA
    }

    /** A line of the plant. */
    record Line(String area, String name, Link link, List<Machine> machines) {

        /** The name that a machine's readings come under. */
        String source(Machine machine) {
            return switch (link) {
                case SPARKPLUG -> GROUP + "/" + EDGE_NODE + "/" + machine.name();
                case JSON -> "plant/" + key() + "/" + machine.name();
                case OPC_UA -> "welding/" + machine.name();
            };
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

    /** The machines that are read in this way. */
    List<Machine> machines(Link link) {
        return lines.stream()
                .filter(line -> line.link() == link)
                .flatMap(line -> line.machines().stream())
                .toList();
    }

    /** Returns the description of the plant for the service. */
    PlantDocument document() {
        List<Part> areas = new ArrayList<>();
        for (String area : List.of("Utilities", "Assembly", "Welding")) {
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
        for (int i = 0; i < values.length; i++)
            members.put(machine.type().tags().get(i).name(), values[i]);
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
