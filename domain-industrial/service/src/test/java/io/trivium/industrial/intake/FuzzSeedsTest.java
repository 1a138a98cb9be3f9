package io.trivium.industrial.intake;

import io.trivium.core.testing.FuzzSeeds;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Kept inputs of the fuzzers; {@code ./trivium fuzz} searches for more. */
class FuzzSeedsTest {

    @ParameterizedTest
    @ValueSource(classes = {SparkplugFuzzer.class, JsonIntakeFuzzer.class})
    void findNothing(Class<?> fuzzer) throws Exception {
        FuzzSeeds.replay(fuzzer);
    }
}
