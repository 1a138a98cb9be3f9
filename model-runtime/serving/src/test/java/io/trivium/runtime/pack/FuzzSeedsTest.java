package io.trivium.runtime.pack;

import io.trivium.core.testing.FuzzSeeds;
import io.trivium.runtime.inference.InferenceRequestFuzzer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Kept inputs of the fuzzers; {@code ./trivium fuzz} searches for more. */
class FuzzSeedsTest {

    @ParameterizedTest
    @ValueSource(
            classes = {
                InferenceRequestFuzzer.class,
                PackManifestFuzzer.class,
                ModelSpecFuzzer.class,
                PackFilesFuzzer.class
            })
    void findNothing(Class<?> fuzzer) throws Exception {
        FuzzSeeds.replay(fuzzer);
    }
}
