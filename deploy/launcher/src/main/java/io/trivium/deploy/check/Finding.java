package io.trivium.deploy.check;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * One thing that {@code ./trivium doctor} looked at.
 *
 * @param what was looked at
 * @param found as it is here, in a sentence or less
 * @param remedy what to do about it; empty when good
 */
public record Finding(String what, Level level, String found, String remedy) {
    /** How a finding bears on the platform. */
    public enum Level {
        GOOD,
        /** Nothing to mend: it starts, or waits for what starts. */
        WAITING,
        BAD
    }

    static Finding good(String what, String found) {
        return new Finding(what, Level.GOOD, found, "");
    }

    static Finding waiting(String what, String found, String remedy) {
        return new Finding(what, Level.WAITING, found, remedy);
    }

    static Finding bad(String what, String found, String remedy) {
        return new Finding(what, Level.BAD, found, remedy);
    }

    static Finding of(String what, boolean good, String found, String remedy) {
        return good ? good(what, found) : bad(what, found, remedy);
    }

    @JsonProperty("good")
    public boolean good() {
        return level == Level.GOOD;
    }
}
