package io.trivium.fin.rule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class BundledFilesTest {

    private final ObjectMapper json = new ObjectMapper();

    @Test
    void everyStarterRuleIsValidAndItsListsAreBundledToo() throws IOException {
        StarterRules.Bundle bundle;
        try (InputStream file = StarterRules.class.getResourceAsStream("/starter-rules.json")) {
            bundle = json.readValue(Objects.requireNonNull(file), StarterRules.Bundle.class);
        }
        Set<String> lists =
                bundle.lists().stream().map(StarterRules.StarterList::name).collect(Collectors.toSet());
        Set<String> ids = new HashSet<>();
        for (StarterRules.StarterRule rule : bundle.rules()) {
            RuleExpression.Checked checked =
                    RuleExpression.check(rule.definition().expression());
            assertEquals(List.of(), checked.issues(), rule.ruleId());
            assertTrue(
                    lists.containsAll(
                            Objects.requireNonNull(checked.expression()).lists()),
                    rule.ruleId());
            assertTrue(ids.add(rule.ruleId()), rule.ruleId());
            assertTrue(Set.of(RuleState.DRAFT, RuleState.SHADOW).contains(rule.state()), "none begins live");
        }
        assertEquals(8, ids.size());
    }

    @Test
    void everyReasonCodeHasTheSamePlaceholdersInBothLanguages() {
        Pattern placeholder = Pattern.compile("\\{[a-zA-Z]+}");
        Set<String> codes = new HashSet<>();
        for (ReasonCodes.ReasonCode code : new ReasonCodes(json).all()) {
            assertTrue(code.code().matches("[a-z][a-z0-9-]{0,63}"), code.code());
            assertTrue(codes.add(code.code()), code.code());
            assertEquals(
                    placeholder
                            .matcher(code.english())
                            .results()
                            .map(one -> one.group())
                            .collect(Collectors.toSet()),
                    placeholder
                            .matcher(code.chinese())
                            .results()
                            .map(one -> one.group())
                            .collect(Collectors.toSet()),
                    code.code());
        }
        assertTrue(codes.containsAll(Set.of("model-unavailable", "rule-failed", "referral-lifted")));
    }
}
