package io.trivium.industrial.process.search;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class NormalTest {
    @Test
    void agreesWithTables() {
        assertEquals(0.5, Normal.cumulative(0), 1e-15);
        assertEquals(0.975002104851780, Normal.cumulative(1.96), 1e-12);
        assertEquals(0.158655253931457, Normal.cumulative(-1), 1e-12);
        assertEquals(0.999999999013412, Normal.cumulative(6), 1e-12);
        assertEquals(0.398942280401433, Normal.density(0), 1e-12);
    }

    @Test
    void takesWhatIsNotThere() {
        assertEquals(1, Normal.cumulative(Double.POSITIVE_INFINITY));
        assertEquals(0, Normal.cumulative(Double.NEGATIVE_INFINITY));
    }
}
