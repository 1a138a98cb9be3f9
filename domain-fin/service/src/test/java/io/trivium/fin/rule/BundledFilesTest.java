package io.trivium.fin.rule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.trivium.fin.rule.engine.RuleExpression;
import io.trivium.fin.rule.engine.RuleState;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
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
    void everyQueueThatAStarterRuleNamesIsShippedWithRoleDeadlineAndLimit() throws IOException {
        Properties shipped = new Properties();
        StarterRules.Bundle bundle;
        try (InputStream settings = Files.newInputStream(Path.of("src/main/resources/application.properties"));
                InputStream file = StarterRules.class.getResourceAsStream("/starter-rules.json")) {
            shipped.load(settings);
            bundle = json.readValue(Objects.requireNonNull(file), StarterRules.Bundle.class);
        }
        for (StarterRules.StarterRule rule : bundle.rules()) {
            String queue = "platform.fin.casework.queues." + rule.definition().queue() + ".";
            for (String key : List.of("order", "role", "sla", "limit")) {
                assertTrue(shipped.containsKey(queue + key), queue + key);
            }
            String reasons = shipped.getProperty(queue + "reasons", "");
            assertTrue(
                    Set.of(reasons.split(",")).contains(rule.definition().reasonCode()),
                    () -> rule.ruleId() + " is not among the reasons of its queue: " + reasons);
        }
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
