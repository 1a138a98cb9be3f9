package io.trivium.runtime.onnx;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class CommandLineLimitTest {
    @Test
    void refusesACommandLineThatWouldCrashOnnxRuntime() {
        assertDoesNotThrow(() -> CommandLineLimit.check(CommandLineLimit.BYTES));
        assertThrows(IllegalStateException.class, () -> CommandLineLimit.check(CommandLineLimit.BYTES + 1));
    }

    @Test
    void passesInThisProcess() {
        assertDoesNotThrow(() -> CommandLineLimit.check());
    }
}
