package io.trivium.fin.desk;

import com.fasterxml.jackson.annotation.JsonValue;
import io.trivium.fin.authorization.CardNumbers;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The text of a search, as far as entries can be stored under it. No I/O.
 *
 * @param identifier token or id; null when nothing can be stored under the text
 * @param caseNumber null when the text is no number of a case
 * @param problem why nothing is looked up; null when something is
 */
record SearchTerm(
        @Nullable String identifier,
        @Nullable Long caseNumber,
        @Nullable Problem problem) {

    /** Why a text is not looked up. */
    enum Problem {
        EMPTY,
        /** It holds what could be a card number; those are never looked up, stored or repeated. */
        CARD_NUMBER,
        /** It is longer than an identifier, or has characters that identifiers do not have. */
        NO_IDENTIFIER;

        @JsonValue
        String wireName() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** The form of authorization ids, tokens and other ids (see {@code Authorization}). */
    private static final Pattern IDENTIFIER = Pattern.compile("[A-Za-z0-9._:-]{1,64}");

    private static final Pattern CASE =
            Pattern.compile("(?:#|case|案件)?\\s*#?(\\d{1,18})", Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);

    static SearchTerm of(String text) {
        String term = text.strip();
        if (term.isEmpty()) return new SearchTerm(null, null, Problem.EMPTY);
        if (CardNumbers.isInAddress(term)) return new SearchTerm(null, null, Problem.CARD_NUMBER);
        if (term.length() > 100) return new SearchTerm(null, null, Problem.NO_IDENTIFIER);
        Matcher number = CASE.matcher(term);
        Long caseNumber = number.matches() ? Long.valueOf(number.group(1)) : null;
        String identifier = IDENTIFIER.matcher(term).matches() ? term : null;
        return new SearchTerm(
                identifier, caseNumber, identifier == null && caseNumber == null ? Problem.NO_IDENTIFIER : null);
    }
}
