package io.trivium.fin.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.trivium.fin.authorization.CardNumbers;
import org.junit.jupiter.api.Test;

class WorldTest {
    @Test
    void noTokenIsTakenForACardNumber() {
        assertFalse(CardNumbers.isIn(World.token(0x4111_1111_1111_1111L)));
        assertEquals("tok_4111111111111112", World.token(0x4111_1111_1111_1112L));
    }
}
