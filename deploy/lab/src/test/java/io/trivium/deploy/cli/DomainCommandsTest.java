package io.trivium.deploy.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.trivium.deploy.ExitCode;
import org.junit.jupiter.api.Test;

/** The domains' tools check the options that the launcher passes to them. */
class DomainCommandsTest {
    @Test
    void anOptionOfAnotherDomainIsRefused() {
        assertEquals(
                ExitCode.USAGE.code(),
                run(
                        "train",
                        "fin",
                        "--data",
                        ".",
                        "--train",
                        "2018-07-25..2018-07-31",
                        "--out",
                        "unused",
                        "--model-version",
                        "9",
                        "--subset",
                        "FD001"));
        assertEquals(ExitCode.USAGE.code(), run("evaluate", "med", "--folds", "2018-08-08"));
    }

    @Test
    void aCommandOfADomainNeedsTheDomain() {
        assertEquals(ExitCode.USAGE.code(), run("train"));
        assertEquals(ExitCode.USAGE.code(), run("evaluate", "--data", "."));
    }

    private static int run(String... arguments) {
        return Trivium.run(arguments);
    }
}
