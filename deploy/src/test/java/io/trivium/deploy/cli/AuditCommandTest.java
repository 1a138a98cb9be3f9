package io.trivium.deploy.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class AuditCommandTest {
    @Test
    void everyServiceIsAskedForTheChainsOfThoseThatItServesAndItsOwn() {
        assertEquals(List.of("demo-hospital", "other-hospital", "platform"), AuditCommand.owners("domain-med", null));
        assertEquals(
                List.of("demo-bank", "replay-bank", "other-bank", "platform"), AuditCommand.owners("domain-fin", null));
        assertTrue(AuditCommand.owners("model-runtime", null)
                .containsAll(List.of("demo-hospital", "demo-bank", "platform")));
    }

    @Test
    void aTenantIsAskedForWhereItIsServed() {
        assertEquals(List.of("demo-hospital"), AuditCommand.owners("domain-med", "demo-hospital"));
        assertEquals(List.of(), AuditCommand.owners("domain-fin", "demo-hospital"));
        assertEquals(List.of("platform"), AuditCommand.owners("domain-med", "platform"));
    }
}
