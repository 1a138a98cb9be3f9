package io.trivium.med.dataset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.trivium.med.dataset.Part10.FileMeta;
import java.io.ByteArrayInputStream;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class Part10Test {
    private static final byte[] HEAD = Part10.head("1.2.840.10008.5.1.4.1.1.2", "2.25.11", "1.2.840.10008.1.2.4.70");

    /** The head is part of the hash that names a stored file: other bytes would store every known instance again. */
    @Test
    void theHeadOfAStoredFileDoesNotChange() {
        assertEquals(
                "00".repeat(128)
                        + "4449434d02000000554c0400a4000000020001004f4200000200000000010200020055491a00312e322e3834302e"
                        + "31303030382e352e312e342e312e312e32000200030055490800322e32352e3131000200100055491600312e322e"
                        + "3834302e31303030382e312e322e342e37300200120055492c00322e32352e323837373139323630353833313235"
                        + "3330313837303734313231373336363233313734353032310200130053480a005452495649554d5f3031",
                HexFormat.of().formatHex(HEAD));
    }

    @Test
    void readsTheHeadAndLeavesTheStreamAtTheDataSet() throws Exception {
        ByteArrayInputStream in = new ByteArrayInputStream(Arrays.copyOf(HEAD, HEAD.length + 5));
        assertEquals(
                new FileMeta(
                        "1.2.840.10008.1.2.4.70",
                        Optional.of("1.2.840.10008.5.1.4.1.1.2"),
                        Optional.of("2.25.11"),
                        HEAD.length),
                Part10.read(in));
        assertEquals(5, in.available());
    }

    @Test
    void refusesWhatIsNoHead() {
        for (int length : new int[] {0, 131, 132, 140, HEAD.length - 1}) {
            assertThrows(
                    InvalidDataSetException.class,
                    () -> Part10.read(new ByteArrayInputStream(Arrays.copyOf(HEAD, length))),
                    () -> "of " + length + " bytes");
        }
    }
}
