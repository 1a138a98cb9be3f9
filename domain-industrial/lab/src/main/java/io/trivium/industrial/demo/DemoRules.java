package io.trivium.industrial.demo;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Alarm rules of the demo's plant, each with what an operator should do. */
final class DemoRules {
    private static final When STANDS = new When("speed", "low", 100);

    private static final When BETWEEN_SEAMS = new When("arc", "low", 0.5);

    private DemoRules() {}

    /** A rule as the service takes it. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Rule(
            @JsonIgnore UUID ruleId,
            int version,
            String name,
            String assetType,
            String kind,
            @Nullable String tag,
            @Nullable String side,
            @Nullable Double limit,
            double deadband,
            int onDelaySeconds,
            int offDelaySeconds,
            String priority,
            String advice,
            String cause,
            @Nullable When suppressWhen,
            @Nullable Integer escalateAfterMinutes,
            boolean enabled) {}

    /** When a rule is silent by design. */
    record When(String tag, String side, double limit) {}

    static List<Rule> all() {
        return List.of(
                limit(
                        "centrifugal-pump",
                        "Vibration",
                        "vibration",
                        "high",
                        4.5,
                        0.5,
                        20,
                        "medium",
                        "Listen at the bearing and check the alignment; plan a bearing change.",
                        "bearing",
                        STANDS,
                        null),
                limit(
                        "centrifugal-pump",
                        "Vibration, zone D",
                        "vibration",
                        "high",
                        7.1,
                        0.8,
                        10,
                        "critical",
                        "Stop the pump and start its stand-by.",
                        "bearing",
                        STANDS,
                        10),
                limit(
                        "centrifugal-pump",
                        "Bearing hot",
                        "bearing-temperature",
                        "high",
                        75.0,
                        3,
                        30,
                        "high",
                        "Check the grease; above 90 °C stop the pump.",
                        "bearing",
                        STANDS,
                        15),
                limit(
                        "centrifugal-pump",
                        "Low flow",
                        "flow",
                        "low",
                        45.0,
                        3,
                        30,
                        "medium",
                        "Look for a leak at the seal and a blocked strainer.",
                        "hydraulics",
                        STANDS,
                        null),
                limit(
                        "compressor",
                        "Net pressure low",
                        "pressure",
                        "low",
                        6.2,
                        0.1,
                        20,
                        "high",
                        "Start the second compressor; look for open valves.",
                        "air",
                        null,
                        10),
                limit(
                        "compressor",
                        "Outlet hot",
                        "outlet-temperature",
                        "high",
                        95.0,
                        3,
                        20,
                        "high",
                        "Clean the cooler; check the oil level.",
                        "air",
                        null,
                        10),
                limit(
                        "conveyor",
                        "Jam",
                        "current",
                        "high",
                        13.0,
                        2,
                        5,
                        "high",
                        "Stop the belt, remove the part, reset the drive.",
                        "jam",
                        null,
                        5),
                limit(
                        "welding-cell",
                        "Low wire feed",
                        "wire-feed",
                        "low",
                        6.8,
                        0.3,
                        1,
                        "high",
                        "Check the drive rolls and the liner of the wire feeder; look at the seams since the alarm.",
                        "wire",
                        BETWEEN_SEAMS,
                        10),
                defect(),
                other(
                        "centrifugal-pump",
                        "silence",
                        "No readings",
                        "medium",
                        "Check the edge node and its network.",
                        "connection"),
                other(
                        "compressor",
                        "silence",
                        "No readings",
                        "medium",
                        "Check the controller's network cable and its gateway.",
                        "connection"),
                other("conveyor", "silence", "No readings", "medium", "Check the line's gateway.", "connection"),
                other(
                        "welding-cell",
                        "silence",
                        "No readings",
                        "medium",
                        "Check the welding line's controller and its OPC UA server.",
                        "connection"),
                other(
                        "conveyor",
                        "anomaly",
                        "Unusual operation",
                        "low",
                        "Compare the tags named with those of last week; look at the machine at the next round.",
                        "anomaly"),
                other(
                        "compressor",
                        "anomaly",
                        "Unusual operation",
                        "low",
                        "Compare the tags named with those of last week; look at the machine at the next round.",
                        "anomaly"),
                life("centrifugal-pump", 60, "medium", "Plan the change of the part that wears within the window."),
                life(
                        "centrifugal-pump",
                        30,
                        "high",
                        "Change it before the end of the work order's window; it may fail soon after."));
    }

    private static Rule limit(
            String type,
            String name,
            String tag,
            String side,
            double limit,
            double deadband,
            int onDelay,
            String priority,
            String advice,
            String cause,
            @Nullable When suppressed,
            @Nullable Integer escalate) {
        return new Rule(
                id(type, name),
                0,
                name,
                type,
                "limit",
                tag,
                side,
                limit,
                deadband,
                onDelay,
                10,
                priority,
                advice,
                cause,
                suppressed,
                escalate,
                true);
    }

    /** Silence needs no limit; a score is anomalous from 1 on. */
    private static Rule other(String type, String kind, String name, String priority, String advice, String cause) {
        boolean scored = kind.equals("anomaly");
        return new Rule(
                id(type, name),
                0,
                name,
                type,
                kind,
                null,
                scored ? "high" : null,
                scored ? 1.0 : null,
                scored ? 0.2 : 0,
                0,
                0,
                priority,
                advice,
                cause,
                null,
                null,
                true);
    }

    /** Beyond one half a defect is likelier than a good weld. */
    private static Rule defect() {
        return new Rule(
                id("welding-cell", "Defective weld"),
                0,
                "Defective weld",
                "welding-cell",
                "cycle-defect",
                null,
                "high",
                0.5,
                0.2,
                0,
                0,
                "medium",
                "Look at the seam of that cycle, and say at the cycle what was found.",
                "weld",
                null,
                null,
                true);
    }

    private static Rule life(String type, double cycles, String priority, String advice) {
        String name = "Remaining life below " + Math.round(cycles) + " cycles";
        return new Rule(
                id(type, name),
                0,
                name,
                type,
                "remaining-life",
                null,
                "low",
                cycles,
                3,
                0,
                0,
                priority,
                advice,
                "wear",
                null,
                null,
                true);
    }

    private static UUID id(String type, String name) {
        return UUID.nameUUIDFromBytes(("demo-plant/" + type + "/" + name).getBytes(StandardCharsets.UTF_8));
    }
}
