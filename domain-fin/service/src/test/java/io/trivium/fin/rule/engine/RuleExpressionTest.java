package io.trivium.fin.rule.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cel.runtime.CelEvaluationException;
import io.trivium.fin.authorization.Authorization;
import io.trivium.fin.authorization.Samples;
import io.trivium.fin.feature.FeatureVector;
import io.trivium.fin.feature.HandbookFeatures;
import io.trivium.fin.list.Lists;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

public class RuleExpressionTest {

    /** A Sunday. */
    private static final Instant TIME = Instant.parse("2026-03-01T23:40:00.250Z");

    private static final FeatureVector FEATURES = features();

    private static FeatureVector features() {
        double[] values = new double[HandbookFeatures.COUNT];
        values[HandbookFeatures.TX_AMOUNT] = 12.5;
        return FeatureVector.of(values);
    }

    public static RuleExpression expression(String text) {
        RuleExpression.Checked checked = RuleExpression.check(text);
        assertEquals(List.of(), checked.issues(), text);
        return Objects.requireNonNull(checked.expression());
    }

    static RuleInput input(Authorization authorization, @Nullable Double score) {
        return new RuleInput(authorization, FEATURES, score, TIME);
    }

    private static boolean holds(String text, @Nullable Double score) throws CelEvaluationException {
        Authorization authorization = new Authorization(
                "a-1", "tok_1", "T-9", new BigDecimal("250.50"), "EUR", TIME, null, "5411", null, null, null);
        Lists lists = new Lists(
                Set.of("stolen", "empty"),
                List.of(
                        new Lists.Stay("stolen", "tok_1", TIME.minusSeconds(60), null),
                        new Lists.Stay("stolen", "tok_2", TIME.minusSeconds(60), TIME)));
        return expression(text).holds(input(authorization, score), lists, ZoneOffset.UTC);
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = "~",
            quoteCharacter = '"',
            value = {
                "amount > 250.0~true",
                "amount > 250~true",
                "amount >= 250.5 && currency == 'EUR'~true",
                "amount > 251.0 || terminalId == 'T-9'~true",
                "terminalId.startsWith('T-') && !terminalId.contains('8')~true",
                "mcc in ['5411', '5812']~true",
                "mcc.matches('^54[0-9]{2}$')~true",
                "score >= 0.5~true",
                "scored ? score > 0.9 : true~false",
                "hour == 23 && minuteOfDay == 1420~true",
                "dayOfWeek == 7 && weekend~true",
                "inList('stolen', panToken)~true",
                "inList('stolen', 'tok_2')~false",
                "inList('empty', panToken)~false",
                "features.TX_AMOUNT == 12.5~true",
                "features.CARD_SECONDS_SINCE_LAST == 2592000.0~true",
                "(hour + 1) % 24 == 0~true",
                "amount == 250~false",
                "amount != 250~true",
                "amount * 2 == 501~true",
                "amount + 10 > 260 && amount - 250 == 0.5~true",
                "amount in [1, 2, 250.5]~true",
                "amount == 250 + 1~false",
                "features.CARD_COUNTRY_CHANGED == 1~false",
                "(scored ? score : 0) > 0.5~true",
                "-amount == -250.5~true",
            })
    void saysWhetherItHolds(String text, boolean expected) throws CelEvaluationException {
        assertEquals(expected, holds(text, 0.75));
    }

    @Test
    void anAuthorizationWithoutAScoreIsSeenAsSuch() throws CelEvaluationException {
        assertFalse(holds("scored", null));
        assertTrue(holds("score == -1.0", null));
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = "~",
            quoteCharacter = '"',
            value = {
                "amuont > 5.0~1~1~'amuont' is no variable or function of rules. Did you mean 'amount'?",
                "zebra > 5.0~1~1~'zebra' is no variable or function of rules.",
                "amount > 5.0 && country == 7~1~25~'==' cannot be used with text and a whole number.",
                "features.TX_AMUONT > 1.0~1~1~'TX_AMUONT' is no feature of this release. Did you mean 'TX_AMOUNT'?",
                "amount >~1~9~The expression ends too early.",
                "amount~1~1~A rule must come to true or false; this comes to a number.",
                "inList('stolen', amount)~1~7~inList() cannot be used with text and a number.",
                "amount = 100~1~8~Use == instead of '='.",
                "mcc = '6011' && amount > 5~1~5~Use == instead of '='.",
                "country == 'DE~1~12~The text that begins here has no closing '.",
            })
    void refusesWithAPlaceAndASentence(String text, int line, int column, String message) {
        RuleExpression.Issue issue = RuleExpression.check(text).issues().getFirst();
        assertEquals(List.of(line, column, message), List.of(issue.line(), issue.column(), issue.message()));
    }

    @Test
    void explainsWhatOtherLanguagesWriteDifferently() {
        assertEquals("1:12 Use && instead of 'AND'.", first("amount > 5 AND weekend"));
        assertEquals("1:9 Use != instead of '<>'.", first("country <> 'DE'"));
        assertEquals("1:12 Use && instead of '&'.", first("amount > 5 & weekend"));
        assertEquals("1:12 Use \" or ' instead of '\u201c'.", first("country == \u201cDE\u201d"));
        assertEquals(
                "2:5 Use in [\"6011\", \"4829\"] instead of 'in ('.", first("amount > 5 &&\nmcc in ('6011', '4829')"));
        assertEquals(
                List.of(), RuleExpression.check("country == 'a = b AND c <> d'").issues());
    }

    @Test
    void namesTheFaultAndItsValuesForTranslations() {
        RuleExpression.Issue issue = RuleExpression.check("amuont > 5").issues().getFirst();
        assertEquals(RuleFault.MISSPELT_NAME, issue.code());
        assertEquals("misspelt-name", issue.code().wireName());
        assertEquals(Map.of("name", "amuont", "similar", "amount"), issue.values());
        assertEquals(
                Map.of("what", "'=='", "types", "string,int"),
                RuleExpression.check("country == 7").issues().getFirst().values());
    }

    private static String first(String text) {
        RuleExpression.Issue issue = RuleExpression.check(text).issues().getFirst();
        return issue.line() + ":" + issue.column() + " " + issue.message();
    }

    @Test
    void everyIssueIsASentenceWithoutTheParsersWords() {
        for (String text :
                List.of("amount 5", "amount > 5)", "(amount > 5", "amount > 5 &&", "mcc in ['1' '2']", "? > 1")) {
            List<RuleExpression.Issue> issues = RuleExpression.check(text).issues();
            assertFalse(issues.isEmpty(), text);
            for (RuleExpression.Issue issue : issues) {
                assertFalse(
                        issue.message().matches("(?is).*(expecting|mismatched|extraneous|token|viable|<EOF>).*"),
                        issue.message());
                assertTrue(issue.message().endsWith("."), issue.message());
            }
        }
    }

    @Test
    void hoursAndDaysAreThoseOfTheDesk() throws CelEvaluationException {
        RuleInput input = input(Samples.authorization("a-1", TIME), 0.5);
        ZoneId berlin = ZoneId.of("Europe/Berlin");
        RuleExpression night = expression("hour == 0 && minuteOfDay == 40 && dayOfWeek == 1 && !weekend");
        assertTrue(night.holds(input, Lists.NONE, berlin));
        assertFalse(night.holds(input, Lists.NONE, ZoneOffset.UTC));
        assertTrue(RuleVariables.all(berlin).stream().anyMatch(one -> one.unit().equals("0 to 23, Europe/Berlin")));
    }

    @Test
    void refusesLoopsAndWhatIsTooLong() {
        assertFalse(RuleExpression.check("[1, 2].all(x, x > 0)").issues().isEmpty());
        assertEquals(1, RuleExpression.check(" ").issues().size());
        assertEquals(
                1,
                RuleExpression.check("true || ".repeat(300) + "true").issues().size());
    }

    @Test
    void knowsTheListsItLooksInto() {
        assertEquals(
                Set.of("a", "b"),
                expression("inList('a', panToken) || (amount > 1.0 && inList('b', mcc))")
                        .lists());
        assertEquals(Set.of(""), expression("inList(mcc, panToken)").lists(), "a computed name is no list");
    }

    @Test
    void failsOnADivisionByZeroInsteadOfGuessing() {
        RuleExpression expression = expression("100 / (hour - 23) > 5");
        RuleInput input = input(Samples.authorization("a-1", TIME), 0.5);
        assertThrows(CelEvaluationException.class, () -> expression.holds(input, Lists.NONE, ZoneOffset.UTC));
    }

    @Test
    void describesEveryVariableThatItKnows() {
        for (RuleVariables.Variable variable : RuleVariables.all(ZoneOffset.UTC)) {
            String text = switch (variable.type()) {
                case "string" -> variable.name() + " == ''";
                case "bool" -> variable.name();
                default -> variable.name() + " > 1";
            };
            assertEquals(List.of(), RuleExpression.check(text).issues(), variable.name());
        }
    }
}
