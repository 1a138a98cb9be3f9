package io.trivium.fin.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class UnwrittenPagesTest {

    @Test
    void dirtyPagesAndThoseBeingWrittenCount() {
        List<String> meminfo = List.of(
                "MemTotal:       24641176 kB",
                "Dirty:             20480 kB",
                "Writeback:          1024 kB",
                "WritebackTmp:       9999 kB");

        assertEquals(21, UnwrittenPages.mebibytes(meminfo));
    }
}
