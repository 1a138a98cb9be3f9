package io.trivium.med.dicomweb;

import jakarta.ws.rs.NotAcceptableException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.UriInfo;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a client accepts: the query parameter {@code accept}, or without it the header (PS3.18 8.3.3.1, 8.7; RFC 9110 12.5.1). A media
 * type without transfer syntax accepts objects as they are stored, as {@code *} does. Immutable.
 */
final class Accept {

    private static final int LONGEST = 4000;

    /**
     * A form in which an answer can be given.
     *
     * @param type of the answer, or of each part of it
     * @param multipart whether it is {@code multipart/related} with parts of the type
     * @param transferSyntaxes of its objects; empty where none belongs to the type
     */
    record Offer(String type, boolean multipart, Set<String> transferSyntaxes) {
        static Offer single(String type) {
            return new Offer(type, false, Set.of());
        }

        static Offer single(String type, String transferSyntax) {
            return new Offer(type, false, Set.of(transferSyntax));
        }

        static Offer parts(String type) {
            return new Offer(type, true, Set.of());
        }

        static Offer parts(String type, Set<String> transferSyntaxes) {
            return new Offer(type, true, transferSyntaxes);
        }

        private String text() {
            return (multipart ? "multipart/related; type=\"" + type + "\"" : type)
                    + (transferSyntaxes.size() == 1
                            ? "; transfer-syntax=" + transferSyntaxes.iterator().next()
                            : "");
        }
    }

    private record Range(String type, String partType, String transferSyntax, double weight) {

        static Range parse(String text) {
            int end = text.indexOf(';');
            String type = (end < 0 ? text : text.substring(0, end)).strip().toLowerCase(Locale.ROOT);
            String quality = ContentType.parameter(text, "q");
            return new Range(
                    type.equals("*") ? "*/*" : type,
                    ContentType.parameter(text, "type").toLowerCase(Locale.ROOT),
                    ContentType.parameter(text, "transfer-syntax"),
                    quality.matches("[01](\\.\\d{0,3})?") ? Math.min(1, Double.parseDouble(quality)) : 1);
        }

        boolean covers(Offer offer, String transferSyntax) {
            String offered = offer.multipart() ? "multipart/related" : offer.type();
            return matches(type, offered)
                    && (!offer.multipart() || partType.isEmpty() || matches(partType, offer.type()))
                    && (this.transferSyntax.isEmpty()
                            || this.transferSyntax.equals("*")
                            || this.transferSyntax.equals(transferSyntax));
        }

        private static boolean matches(String range, String type) {
            return range.equals("*/*")
                    || range.equals(type)
                    || (range.endsWith("/*") && type.startsWith(range.substring(0, range.length() - 1)));
        }

        /** Higher for a range that says more: its weight counts before that of a range that says less. */
        int specificity() {
            return (type.equals("*/*") ? 0 : type.endsWith("/*") ? 1 : 2)
                    + (partType.isEmpty() ? 0 : 1)
                    + (transferSyntax.isEmpty() || transferSyntax.equals("*") ? 0 : 1);
        }
    }

    private final List<Range> ranges;

    private Accept(List<Range> ranges) {
        this.ranges = List.copyOf(ranges);
    }

    static Accept of(HttpHeaders headers, UriInfo address) {
        List<String> inQuery = address.getQueryParameters().get("accept");
        List<String> accepted = inQuery == null ? headers.getRequestHeader(HttpHeaders.ACCEPT) : inQuery;
        return parse(accepted == null ? "" : String.join(",", accepted));
    }

    /**
     * Media ranges separated by commas; none accept everything, and so does {@code *}, which Java's clients and dcm4che's
     * {@code wadors} send.
     */
    static Accept parse(String header) {
        List<Range> ranges = new ArrayList<>();
        int start = 0;
        boolean quoted = false;
        String text = header.substring(0, Math.min(header.length(), LONGEST));
        for (int i = 0; i <= text.length(); i++) {
            if (i < text.length() && text.charAt(i) == '"') {
                quoted = !quoted;
            } else if (i == text.length() || (text.charAt(i) == ',' && !quoted)) {
                String range = text.substring(start, i).strip();
                if (!range.isEmpty()) ranges.add(Range.parse(range));
                start = i + 1;
            }
        }
        return new Accept(ranges.isEmpty() ? List.of(Range.parse("*/*")) : ranges);
    }

    /**
     * The offer that the client likes best; of equals the first.
     *
     * @throws NotAcceptableException where it accepts none; the message names them
     */
    Offer choose(List<Offer> offers) {
        Offer best = null;
        double highest = 0;
        for (Offer offer : offers) {
            double weight = weight(offer);
            if (weight > highest) {
                best = offer;
                highest = weight;
            }
        }
        if (best == null) {
            throw new NotAcceptableException("The answer can be given as "
                    + offers.stream().map(Offer::text).distinct().collect(Collectors.joining(", or "))
                    + "; objects are given in the transfer syntax in which they are stored.");
        }
        return best;
    }

    private double weight(Offer offer) {
        return offer.transferSyntaxes().isEmpty()
                ? weight(offer, "")
                : offer.transferSyntaxes().stream()
                        .mapToDouble(each -> weight(offer, each))
                        .min()
                        .orElseThrow();
    }

    private double weight(Offer offer, String transferSyntax) {
        return ranges.stream()
                .filter(range -> range.covers(offer, transferSyntax))
                .max(Comparator.comparingInt(Range::specificity))
                .map(Range::weight)
                .orElse(0.0);
    }
}
