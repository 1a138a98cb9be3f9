package io.trivium.industrial.opcua;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class NodePathTest {
    private static final List<String> PATH = List.of("Cell1", "Weld", "current");

    @Test
    void filtersAreLikeThoseOfTopics() {
        assertTrue(NodePath.matches("#", PATH));
        assertTrue(NodePath.matches("Cell1/#", PATH));
        assertTrue(NodePath.matches("+/Weld/+", PATH));
        assertTrue(NodePath.matches("+/+/current", PATH));
        assertFalse(NodePath.matches("+/+", PATH));
        assertFalse(NodePath.matches("Cell2/#", PATH));
        assertFalse(NodePath.matches("Cell1/Weld/current/#", PATH));
    }

    @Test
    void whatCannotLeadToAMatchIsNotLookedThrough() {
        assertTrue(NodePath.leadsOn("+/Weld/+", List.of("Cell1")));
        assertTrue(NodePath.leadsOn("Cell1/#", List.of("Cell1", "Gas")));
        assertTrue(NodePath.leadsOn("Cell1/Weld/#", List.of("Cell1")));
        assertFalse(NodePath.leadsOn("+/Weld/+", List.of("Cell1", "Gas")));
        assertFalse(NodePath.leadsOn("+/Weld/+", PATH));
        assertFalse(NodePath.leadsOn("Cell2/#", List.of("Cell1")));
    }

    @Test
    void namesAreFilledInAndMissingOnesAreEmpty() {
        assertEquals("line/Cell1/current", NodePath.fill("line/{1}/{3}", PATH));
        assertEquals("line//", NodePath.fill("line/{4}/{0}", PATH));
        assertEquals("$1", NodePath.fill("{1}", List.of("$1")));
    }
}
