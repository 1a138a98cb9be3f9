package io.trivium.med.demo;

import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.util.Optional;

/**
 * A simulated study as the list of studies has it.
 *
 * @param number from 1
 * @param sent whether the hospital's node has all of it
 */
record DemoStudy(int number, String studyInstance, LocalDateTime acquired, boolean sent) {
    private static final int WORDS = 4;

    /** As a line wrote it; empty if a line is incomplete, because its writer was killed. */
    static Optional<DemoStudy> of(String line) {
        String[] words = line.split(" ", -1);
        if (words.length != WORDS || !(words[3].equals("sent") || words[3].equals("begun"))) return Optional.empty();
        try {
            return Optional.of(new DemoStudy(
                    Integer.parseInt(words[0]), words[1], LocalDateTime.parse(words[2]), words[3].equals("sent")));
        } catch (NumberFormatException | DateTimeException e) {
            return Optional.empty();
        }
    }

    String line() {
        return number + " " + studyInstance + " " + acquired + (sent ? " sent" : " begun");
    }

    DemoStudy asSent() {
        return new DemoStudy(number, studyInstance, acquired, true);
    }
}
