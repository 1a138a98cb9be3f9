package io.trivium.fin.iso;

import io.trivium.core.testing.FuzzSeeds;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Kept inputs of the fuzzers; {@code ./trivium fuzz} searches for more. */
class FuzzSeedsTest {

    @ParameterizedTest
    @ValueSource(classes = {Iso8583Fuzzer.class, Iso20022Fuzzer.class})
    void findNothing(Class<?> fuzzer) throws Exception {
        FuzzSeeds.replay(fuzzer);
    }
}
