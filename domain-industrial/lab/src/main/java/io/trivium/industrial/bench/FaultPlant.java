package io.trivium.industrial.bench;

import io.trivium.industrial.asset.PlantDocument;
import io.trivium.industrial.asset.PlantDocument.Part;
import io.trivium.industrial.asset.PlantDocument.Template;
import io.trivium.industrial.asset.PlantLevel;
import io.trivium.industrial.asset.TagDefinition;
import io.trivium.industrial.asset.UcumUnit;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * The machines of one run of faults, whose names no other run has: some that send now, some that send what they gathered in an
 * hour, some that go over a limit, and devices of an edge node.
 *
 * @param run its name, which begins every source
 * @param backlogs machines with an hour of readings to send
 */
record FaultPlant(String run, int backlogs) {
    static final int LIVE = 6;
    static final int ALARMED = 4;
    static final int DEVICES = 3;
    static final String FAST = "fast";
    static final String SLOW = "slow";
    static final String LEVEL = "level";

    private static final String GROUP = "Faults";
    private static final String MACHINE = "faults-machine";
    private static final String ALARMED_MACHINE = "faults-alarmed";

    /** Beyond any number that a run counts to. */
    private static final double RANGE = 1e9;

    /** Between the numbers below zero of a machine that is well and those above of one that is not. */
    private static final double LIMIT = 0.5;

    PlantDocument document() {
        List<Part> machines = new ArrayList<>();
        for (int i = 0; i < LIVE; i++) machines.add(machine("m" + i, MACHINE, source("m" + i)));
        for (int i = 0; i < backlogs; i++) machines.add(machine("b" + i, MACHINE, source("b" + i)));
        for (int i = 0; i < ALARMED; i++) machines.add(machine("a" + i, ALARMED_MACHINE, source("a" + i)));
        for (int i = 0; i < DEVICES; i++) machines.add(machine(device(i), MACHINE, deviceSource(i)));
        Part line = part(PlantLevel.LINE, run, machines);
        Part area = part(PlantLevel.AREA, "Faults", List.of(line));
        Part site = part(PlantLevel.SITE, "Faults", List.of(area));
        return new PlantDocument(
                1,
                List.of(
                        new Template(
                                MACHINE,
                                "Machine of a run of faults",
                                List.of(tag(FAST, 200), tag(SLOW, 1_000)),
                                null,
                                null),
                        new Template(
                                ALARMED_MACHINE,
                                "Machine of a run of faults that goes over its limits",
                                List.of(tag(LEVEL, 1_000)),
                                null,
                                null)),
                List.of(part(PlantLevel.ENTERPRISE, "Benchmark", List.of(site))));
    }

    /** Rules by id: a limit that is judged at once, and the same one with delays. Every run has the same. */
    static Map<UUID, Map<String, Object>> rules() {
        return Map.of(
                id("Level"), rule("Level", 0, 0),
                id("Level, for long"), rule("Level, for long", 2, 1));
    }

    private static UUID id(String rule) {
        return UUID.nameUUIDFromBytes(("faults/" + rule).getBytes(StandardCharsets.UTF_8));
    }

    private static Map<String, Object> rule(String name, int onDelaySeconds, int offDelaySeconds) {
        Map<String, Object> rule = new LinkedHashMap<>();
        rule.put("version", 0);
        rule.put("name", name);
        rule.put("assetType", ALARMED_MACHINE);
        rule.put("kind", "limit");
        rule.put("tag", LEVEL);
        rule.put("side", "high");
        rule.put("limit", LIMIT);
        rule.put("deadband", 0);
        rule.put("onDelaySeconds", onDelaySeconds);
        rule.put("offDelaySeconds", offDelaySeconds);
        rule.put("priority", "low");
        rule.put("enabled", true);
        return rule;
    }

    String source(String name) {
        return "plant/" + run + "/" + name;
    }

    String topic(String name) {
        return source(name) + "/values";
    }

    String device(int number) {
        return "e" + number;
    }

    String deviceSource(int number) {
        return GROUP + "/" + run + "/" + device(number);
    }

    /** The topic of a message of the edge node. */
    String edgeTopic(String type) {
        return "spBv1.0/" + GROUP + "/" + type + "/" + run;
    }

    private static TagDefinition tag(String name, int samplingMs) {
        return new TagDefinition(
                name, "A number that no other reading has", new UcumUnit("1"), -RANGE, RANGE, samplingMs);
    }

    private static Part machine(String name, String type, String source) {
        return new Part(PlantLevel.ASSET, name, null, type, source, null, null);
    }

    private static Part part(PlantLevel level, String name, List<Part> children) {
        return new Part(level, name, null, null, null, null, children);
    }
}
