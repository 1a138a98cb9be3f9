package io.trivium.industrial.simulation;

import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * One weld, sampled from the arc's begin to its end. Each sample is a cell's value for the time since the previous one,
 * so that single drops and short circuits are averaged away; their traces are in the noise. The arc begins with a peak
 * of voltage and ends with less wire, which fills the crater. A defect begins at some point of the seam and continues
 * for a part of it.
 */
public final class WeldCycle {
    private static final double IGNITION_S = 0.6;
    private static final double CRATER_S = 0.7;
    private static final double RAMP_S = 0.4;
    private static final double MM_PER_S_IN_M_PER_MIN = 1000.0 / 60;

    /** Deviations of one sample: current A, voltage V, speed mm/s, wire m/min, gas l/min. */
    private static final double[] NOISE = {2.5, 0.22, 0.04, 0.04, 0.12};

    /** Share of good cycles in which a drop of spatter shows. */
    private static final double SPATTER = 0.3;

    private final WeldCell cell;
    private final WeldJob job;
    private final @Nullable WeldDefect defect;
    private final double severity;
    private final Random chance;
    private final double[][] values;

    private final double distance;
    private final double wireShare;
    private final double gasShare;
    private final double speedShare;
    private final double slope;
    private final double onset;
    private final double until;
    private final boolean second;
    private int dropFor;
    private boolean slipping;

    WeldCycle(WeldCell cell, WeldJob job, @Nullable WeldDefect defect, double severity, Random chance) {
        if (!(severity >= 0 && severity <= 1)) {
            throw new IllegalArgumentException("a severity lies in [0, 1], not " + severity);
        }
        this.cell = cell;
        this.job = job;
        this.defect = defect;
        this.severity = severity;
        this.chance = chance;
        distance = job.distance() + cell.wander() * chance.nextGaussian();
        slope = 0.3 * cell.wander() * chance.nextGaussian();
        wireShare = 1 + 0.005 * chance.nextGaussian();
        gasShare = 1 + 0.015 * chance.nextGaussian();
        speedShare = 1 + 0.004 * chance.nextGaussian();
        onset = job.seconds() * 0.7 * chance.nextDouble();
        until = onset + (job.seconds() - onset) * (0.3 + 0.7 * chance.nextDouble());
        second = chance.nextDouble() < 0.35;
        int samples = (int) Math.round(job.seconds() * (1 + 0.01 * chance.nextGaussian()) / WeldCell.STEP_S);
        int spatter = chance.nextDouble() < SPATTER ? chance.nextInt(samples) : -1;
        values = new double[samples][];
        for (int s = 0; s < samples; s++) {
            values[s] = sample(s * WeldCell.STEP_S, samples * WeldCell.STEP_S);
            if (s == spatter) {
                values[s][0] *= 1 + 0.06 * chance.nextGaussian();
                values[s][1] += 0.9 * chance.nextGaussian();
            }
        }
    }

    /** Null for a good one. */
    public @Nullable WeldDefect defect() {
        return defect;
    }

    /** From 0, which nothing shows, to 1. */
    public double severity() {
        return severity;
    }

    public WeldJob job() {
        return job;
    }

    /** By sample, then in the order of {@link WeldCell#TAGS}: A, V, mm/s, m/min, l/min. */
    public double[][] values() {
        double[][] copy = new double[values.length][];
        for (int s = 0; s < copy.length; s++) copy[s] = values[s].clone();
        return copy;
    }

    /** Returns the extent of a defect at a time, from 0 to its severity. */
    private double effect(@Nullable WeldDefect of, double at) {
        if (defect == null || of != defect) return 0;
        return severity * Math.clamp(Math.min((at - onset) / RAMP_S, (until - at) / RAMP_S), 0, 1);
    }

    private double[] sample(double at, double seconds) {
        double porosity = effect(WeldDefect.POROSITY, at);
        double burning = effect(WeldDefect.BURN_THROUGH, at);
        double cold = effect(WeldDefect.LACK_OF_FUSION, at);
        double undercut = effect(WeldDefect.UNDERCUT, at);
        double unsteady = effect(WeldDefect.ARC_INSTABILITY, at);
        double share = at / seconds;
        double fed = job.wire() * wireShare * crater(seconds - at);
        double slipped = slipped(at);
        double far = distance + slope * (2 * share - 1) + (second ? 0 : 6 * cold) + dropped(burning);
        double open = job.openVoltage() + 4 * undercut + (second ? 0.5 * porosity : 0);
        GasMetalArc.Point arc = GasMetalArc.at(fed * (1 - slipped), open, far, 0.008 * unsteady);
        boolean breaks = chance.nextDouble() < 0.06 * unsteady;
        double swing = cell.noise() * (1 + 1.1 * porosity + 2.5 * unsteady);
        double begun = Math.min(1, (at + WeldCell.STEP_S) / IGNITION_S);
        double speed =
                job.speedAt(share) * speedShare * (1 - 0.3 * burning + (second ? 0.3 * cold : 0) + 0.12 * undercut);
        double gas = job.gas() * gasShare * (1 - (second ? 0 : 0.75 * porosity));
        double[] exact = {
            arc.current() * (0.5 + 0.5 * begun) * (breaks ? 0.75 : 1),
            arc.voltage() + 4 * (1 - begun) + (breaks ? 2.5 : 0),
            speed * Math.min(1, 0.3 + begun),
            fed * (cell.seesSlip() ? 1 - slipped : 1) / MM_PER_S_IN_M_PER_MIN,
            gas
        };
        for (int i = 0; i < exact.length; i++) {
            double deviation = NOISE[i] * (i < 2 ? swing : cell.noise());
            exact[i] = Math.max(0, exact[i] * cell.gain(i) + deviation * chance.nextGaussian());
        }
        return exact;
    }

    private static double crater(double left) {
        return left > CRATER_S ? 1 : 0.6;
    }

    /** The share of the wire that does not arrive: rolls catch and slip by turns. */
    private double slipped(double at) {
        double slip = effect(WeldDefect.WIRE_SLIP, at);
        if (chance.nextDouble() < 0.3) slipping = !slipping;
        return slipping ? 0.35 * slip : 0.08 * slip;
    }

    /** By how much the pool has dropped away, mm: occasionally, for two samples or three. */
    private double dropped(double burning) {
        if (dropFor > 0) dropFor--;
        else if (chance.nextDouble() < 0.2 * burning) dropFor = 2 + chance.nextInt(2);
        return dropFor > 0 ? 2 + 5 * burning : 0;
    }
}
