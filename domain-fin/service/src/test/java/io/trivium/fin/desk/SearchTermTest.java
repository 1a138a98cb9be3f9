package io.trivium.fin.desk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.trivium.fin.desk.SearchTerm.Problem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SearchTermTest {

    @ParameterizedTest
    @ValueSource(strings = {"912", "#912", " case 912 ", "Case #912", "案件 912"})
    void aNumberIsThatOfACaseHoweverItIsWritten(String text) {
        assertEquals(912L, SearchTerm.of(text).caseNumber());
        assertNull(SearchTerm.of(text).problem());
    }

    @Test
    void aNumberMayBeAnIdentifierToo() {
        assertEquals("912", SearchTerm.of("912").identifier());
        assertNull(SearchTerm.of("#912").identifier());
        assertEquals("tok_4f2a.9c-1:x", SearchTerm.of(" tok_4f2a.9c-1:x\n").identifier());
        assertNull(SearchTerm.of("tok_4f2a").caseNumber());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "4111111111111111",
                "4111 1111 1111 1111",
                "4111-1111-1111-1111",
                "card 4111111111111111 please",
                "4111%201111%201111%201111"
            })
    void aCardNumberIsNeitherLookedUpNorKept(String text) {
        SearchTerm term = SearchTerm.of(text);
        assertEquals(new SearchTerm(null, null, Problem.CARD_NUMBER), term);
        assertFalse(term.toString().contains("4111"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"'; drop table decision; --", "a b", "<script>", "%", "tok_*", "\u0000", "Zoë"})
    void whatCannotBeAnIdentifierIsSaidToBeNone(String text) {
        assertEquals(Problem.NO_IDENTIFIER, SearchTerm.of(text).problem());
    }

    @Test
    void tenKilobytesAreAnswered() {
        assertEquals(Problem.NO_IDENTIFIER, SearchTerm.of("a".repeat(10_240)).problem());
        assertEquals(Problem.NO_IDENTIFIER, SearchTerm.of("a".repeat(65)).problem());
        assertNull(SearchTerm.of("a".repeat(64)).problem());
        assertEquals(Problem.EMPTY, SearchTerm.of(" \n").problem());
        assertEquals("card-number", Problem.CARD_NUMBER.wireName());
    }
}
