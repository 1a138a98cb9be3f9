package io.trivium.core.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class OpenApiContractTest {

    @Test
    void showsOnlyTheLinesThatDifferAndTheirSurroundings() {
        List<String> before = List.of("a", "b", "c", "d", "old", "e", "f", "g", "h", "i", "j", "k", "l", "end");
        List<String> after = List.of("a", "b", "c", "d", "new", "e", "f", "g", "h", "i", "j", "k", "l", "more", "end");
        assertEquals("""
                @@ line 5
                  b
                  c
                  d
                - old
                + new
                  e
                  f
                  g
                ...
                  j
                  k
                  l
                + more
                """, OpenApiContract.difference(before, after));
    }

    @Test
    void showsWhatWasAddedToAnEmptyDocument() {
        assertEquals("@@ line 1\n+ a\n+ b\n", OpenApiContract.difference(List.of(), List.of("a", "b")));
    }
}
