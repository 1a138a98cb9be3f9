package io.trivium.industrial.intake;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class TopicTemplateTest {
    private static final String[] LEVELS = "plant/line 1/pump-07/values".split("/");

    @Test
    void putsATopicsLevelsWhereTheirNumbersStand() {
        assertEquals(
                "plant/pump-07 of line 1", TopicTemplate.of("{1}/{3} of {2}").fill(LEVELS));
    }

    @Test
    void leavesOutLevelsThatTheTopicDoesNotHave() {
        assertEquals("a--b", TopicTemplate.of("a-{0}{5}{99}-b").fill(LEVELS));
    }

    @Test
    void leavesWhatIsNoLevelAsItIs() {
        assertEquals("{x} {} {123} values", TopicTemplate.of("{x} {} {123} {4}").fill(LEVELS));
    }
}
