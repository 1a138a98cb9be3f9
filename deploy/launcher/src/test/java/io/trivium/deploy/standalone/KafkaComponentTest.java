package io.trivium.deploy.standalone;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.stream.IntStream;
import org.apache.kafka.common.utils.Utils;
import org.junit.jupiter.api.Test;

class KafkaComponentTest {
    @Test
    void asksEveryCoordinatorOfGroups() {
        for (int partitions : new int[] {1, 4, 50}) {
            List<Integer> asked = KafkaComponent.groupsOfPartitions(partitions).stream()
                    .map(group -> Utils.abs(group.hashCode()) % partitions)
                    .toList();
            assertEquals(IntStream.range(0, partitions).boxed().toList(), asked);
        }
    }
}
