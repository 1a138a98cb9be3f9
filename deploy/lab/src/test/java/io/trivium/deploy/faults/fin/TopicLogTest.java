package io.trivium.deploy.faults.fin;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.trivium.deploy.faults.fin.TopicLog.Came;
import java.util.List;
import org.junit.jupiter.api.Test;

class TopicLogTest {
    @Test
    void takesTheOrderOfTheOnlyPartition() {
        assertEquals(
                List.of("a", "b"),
                List.copyOf(TopicLog.inOrder(List.of(new Came("a", 0, 5), new Came("b", 0, 3), new Came("a", 0, 9)))));
    }

    @Test
    void takesTheTimesOfSeveralPartitions() {
        assertEquals(
                List.of("a", "c", "b"),
                List.copyOf(TopicLog.inOrder(
                        List.of(new Came("a", 0, 1), new Came("b", 0, 9), new Came("c", 1, 4), new Came("a", 0, 10)))));
    }
}
