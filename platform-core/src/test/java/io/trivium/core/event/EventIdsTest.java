package io.trivium.core.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.trivium.core.tenancy.TenantId;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class EventIdsTest {
    private static final TenantId TENANT = new TenantId("demo-bank");

    @Test
    void staysTheSameForEver() {
        assertEquals(
                UUID.fromString("e00c9b78-0cc6-87f1-8471-ce441d732718"),
                EventIds.of(TENANT, "io.trivium.fin.authorization.decided", "A-1"));
    }

    @Test
    void isANameBasedUuidOfTheRfcVariant() {
        UUID id = EventIds.of(TENANT, "t", "k");
        assertEquals(8, id.version());
        assertEquals(2, id.variant());
    }

    @Test
    void differsByTenantTypeAndKey() {
        UUID id = EventIds.of(TENANT, "ab", "c");
        assertNotEquals(id, EventIds.of(TENANT, "a", "bc"));
        assertNotEquals(id, EventIds.of(TENANT, "ab", "d"));
        assertNotEquals(id, EventIds.of(new TenantId("other-bank"), "ab", "c"));
    }
}
