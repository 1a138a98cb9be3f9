package io.trivium.industrial.demo;

import io.trivium.industrial.asset.CyclePlan;
import io.trivium.industrial.asset.MonitorPlan;
import io.trivium.industrial.asset.PlantDocument;
import io.trivium.industrial.asset.TagDefinition;
import io.trivium.industrial.asset.UcumUnit;
import io.trivium.industrial.simulation.WeldCell;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A kind of machine, with what is measured at each.
 *
 * @param assetType its template in the plant's model
 * @param monitor how it is monitored; null if the estimate of its remaining life, its cycles or its limits are more
 * informative
 * @param cycle how its cycles are detected; null if it has none
 */
record MachineType(
        String assetType,
        String description,
        List<TagDefinition> tags,
        @Nullable MonitorPlan monitor,
        @Nullable CyclePlan cycle) {
    private static final int SAMPLE_MS = (int) Math.round(1_000 * WeldCell.STEP_S);

    /** A quarter of an hour of normal operation, in steps of five seconds. */
    private static final MonitorPlan WATCHED = new MonitorPlan(180, 5_000, null);

    static final MachineType PUMP = new MachineType(
            "centrifugal-pump",
            "Centrifugal pump of the cooling water",
            List.of(
                    tag("speed", "Speed of the shaft", "/min", 0, 1_600),
                    tag("flow", "Flow behind the seal", "m3/h", 0, 200),
                    tag("pressure", "Pressure at the outlet", "bar", 0, 10),
                    tag("current", "Current of the motor", "A", 0, 60),
                    tag("bearing-temperature", "Temperature of the bearing", "Cel", -20, 150),
                    tag("vibration", "Velocity of the bearing housing, RMS", "mm/s", 0, 50)),
            null,
            null);

    static final MachineType COMPRESSOR = new MachineType(
            "compressor",
            "Screw compressor of the compressed air",
            List.of(
                    tag("pressure", "Pressure of the net", "bar", 0, 16),
                    tag("power", "Power of the motor", "kW", 0, 160),
                    tag("outlet-temperature", "Temperature of the air at the outlet", "Cel", -20, 150),
                    tag("oil-temperature", "Temperature of the oil", "Cel", -20, 150),
                    tag("loaded", "1 while it compresses", "1", 0, 1)),
            WATCHED,
            null);

    static final MachineType CONVEYOR = new MachineType(
            "conveyor",
            "Belt conveyor of an assembly line",
            List.of(
                    tag("belt-speed", "Speed of the belt", "m/s", 0, 3),
                    tag("current", "Current of the motor", "A", 0, 40),
                    tag("gearbox-temperature", "Temperature of the gearbox", "Cel", -20, 150),
                    tag("vibration", "Velocity of the gearbox housing, RMS", "mm/s", 0, 50)),
            WATCHED,
            null);

    static final MachineType WELDING_CELL = new MachineType(
            "welding-cell",
            "Robot cell for gas metal arc welding",
            List.of(
                    fast("current", "Current of the arc", "A", 500),
                    fast("voltage", "Voltage of the arc", "V", 60),
                    fast("travel-speed", "Speed of the torch along the seam", "mm/s", 30),
                    fast("wire-feed", "Speed of the wire", "m/min", 20),
                    fast("gas-flow", "Flow of the shielding gas", "L/min", 40),
                    fast("arc", "1 while the arc burns", "1", 1),
                    fast("job", "Number of the robot's program", "1", 100)),
            null,
            new CyclePlan("current", 50, 20, WeldCell.TAGS, "job", SAMPLE_MS, 2_000, 3_000, 300_000));

    static final List<MachineType> ALL = List.of(PUMP, COMPRESSOR, CONVEYOR, WELDING_CELL);

    PlantDocument.Template template() {
        return new PlantDocument.Template(assetType, description, tags, monitor, cycle);
    }

    private static TagDefinition fast(String name, String description, String unit, double high) {
        return new TagDefinition(name, description, new UcumUnit(unit), 0.0, high, SAMPLE_MS);
    }

    private static TagDefinition tag(String name, String description, String unit, double low, double high) {
        return new TagDefinition(name, description, new UcumUnit(unit), low, high, 1_000);
    }
}
