package io.trivium.med.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.trivium.med.report.Likelihood.Bound;
import org.junit.jupiter.api.Test;

class LikelihoodTest {
    @Test
    void neverReadsAsCertain() {
        assertEquals(99.9, new Likelihood(1).percent());
        assertEquals(99.9, new Likelihood(0.99999).percent());
        assertEquals(0.1, new Likelihood(0).percent());
        assertEquals(12.3, new Likelihood(0.1234).percent());
    }

    @Test
    void saysAboveAndBelowWhereTheFormatCan() {
        assertEquals(Bound.ABOVE, new Likelihood(0.9901).bound());
        assertEquals(99, new Likelihood(0.9901).rounded());
        assertEquals(Bound.BELOW, new Likelihood(0.0099).bound());
        assertEquals(1, new Likelihood(0.0099).rounded());
        assertEquals(Bound.EXACT, new Likelihood(0.99).bound());
        assertEquals(99, new Likelihood(0.99).rounded());
    }

    @Test
    void isAProbability() {
        assertThrows(IllegalArgumentException.class, () -> new Likelihood(1.01));
        assertThrows(IllegalArgumentException.class, () -> new Likelihood(Double.NaN));
    }
}
