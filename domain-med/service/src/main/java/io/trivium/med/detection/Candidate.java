package io.trivium.med.detection;

import io.trivium.med.volume.Point;

/**
 * A place where a nodule may be.
 *
 * @param centre in the patient
 * @param diameterMm of the ball with the volume that the candidate stage marked
 * @param score highest probability of the candidate stage there, in [0, 1]
 */
public record Candidate(Point centre, double diameterMm, double score) {
    /** Diameter up to which a cube of scale 1 holds it with its surroundings, mm. */
    static final double FINE_UP_TO_MM = 22;

    /** Diameter from which a candidate counts as a mass, mm. */
    private static final double MASS_FROM_MM = 16;

    /** Whether it is so large that its centre may be outside the lungs. */
    boolean isMass() {
        return diameterMm >= MASS_FROM_MM;
    }

    /** The cube that shows it. */
    public NoduleCube cube() {
        return new NoduleCube(centre, diameterMm > FINE_UP_TO_MM ? 2 : 1);
    }

    boolean holds(Candidate other) {
        return centre.minus(other.centre).length() < Math.max(3, diameterMm / 2);
    }
}
