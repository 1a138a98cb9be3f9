package io.trivium.deploy.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivium.deploy.cli.option.AuditChains;
import java.util.List;
import org.junit.jupiter.api.Test;

class AuditCommandTest {
    @Test
    void everyServiceIsAskedForTheChainsOfThoseThatItServesAndItsOwn() {
        assertEquals(List.of("demo-hospital", "other-hospital", "platform"), AuditChains.owners("domain-med", null));
        assertEquals(
                List.of("demo-bank", "replay-bank", "other-bank", "platform"), AuditChains.owners("domain-fin", null));
        assertTrue(AuditChains.owners("model-runtime", null)
                .containsAll(List.of("demo-hospital", "demo-bank", "platform")));
    }

    @Test
    void aTenantIsAskedForWhereItIsServed() {
        assertEquals(List.of("demo-hospital"), AuditChains.owners("domain-med", "demo-hospital"));
        assertEquals(List.of(), AuditChains.owners("domain-fin", "demo-hospital"));
        assertEquals(List.of("platform"), AuditChains.owners("domain-med", "platform"));
    }
}
