package io.trivium.deploy.cli.option;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class ValueTableTest {

    private static JsonNode view(String text) throws IOException {
        return new ObjectMapper().readTree(text);
    }

    private static Map<String, JsonNode> views() throws IOException {
        Map<String, JsonNode> views = new LinkedHashMap<>();
        views.put("a-bank", view("""
                {"currency":"EUR","benefit":9060.00,"cost":3460.00,"net":5600.00,"returnOnInvestment":1.6185,"hours":1.5,
                 "lines":[{"key":"fraud-stopped","effect":"benefit","unit":"money","quantity":9000,"amount":9000},
                  {"key":"reviews","effect":"cost","unit":"hours","quantity":1,"amount":60},
                  {"key":"frauds-caught","effect":"none","unit":"share","quantity":0.8}],"missing":[]}"""));
        views.put("a-hospital", view("""
                {"currency":"EUR","lines":[{"key":"findings-missed","effect":"none","unit":"count"}],
                 "missing":[{"key":"k","remedy":"Set it."}]}"""));
        views.put("a-plant", view("""
                {"currency":"CNY","benefit":10,"cost":4,"net":6,"lines":[],"missing":[]}"""));
        return views;
    }

    @Test
    void addsUpByCurrencyAndSaysWhoseNetIsUnknown() throws IOException {
        Map<String, ValueTable.Sum> sums = ValueTable.sums(views().values());
        ValueTable.Sum euros = Objects.requireNonNull(sums.get("EUR"));
        assertEquals(0, euros.net().compareTo(new BigDecimal("5600")));
        assertEquals(1, euros.domains());
        assertEquals(1, euros.unknown());
        assertEquals(List.of("CNY", "EUR"), List.copyOf(sums.keySet()));
    }

    @Test
    void showsCostsWithAMinusAndUnknownsAsADash() throws IOException {
        String table = String.join("\n", ValueTable.lines(views()));
        assertTrue(table.contains("1.00 hours         -60.00 EUR"), table);
        assertTrue(table.contains("frauds-caught                        80.0 %"), table);
        assertTrue(table.contains("findings-missed                           -"), table);
        assertTrue(table.contains("= net of 1, 1 unknown"), table);
        assertTrue(table.endsWith("Missing:\n  a-hospital: Set it."), table);
    }
}
