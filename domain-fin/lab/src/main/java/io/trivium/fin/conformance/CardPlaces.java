package io.trivium.fin.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trivium.fin.conformance.CardPlacements.Placement;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * Every place of the payments' API that takes text: each member of the JSON of every operation and its name, each parameter of an
 * address, headers, and the elements of ISO 20022 and ISO 8583 messages. Immutable.
 */
final class CardPlaces {
    /** Characters that separate groups of digits in an identifier, and in free text. */
    private static final String IN_IDENTIFIERS = "-_";

    private static final String IN_TEXTS = " -._/:";
    private static final String HEX = "0123456789ABCDEF";
    private static final int LONGEST_NAME = 38;

    private static final List<String> HEADERS = List.of(
            "User-Agent",
            "Prefer",
            "Idempotency-Key",
            "Referer",
            "X-Request-Id",
            "Accept-Language",
            "X-Card",
            "Baggage");

    /**
     * A place.
     *
     * @param masks whether the service takes the message and masks the number in it, where other places refuse it
     */
    record Place(String name, String separators, boolean masks, Function<Placement, HttpRequest.Builder> request) {}

    private static final AtomicInteger TRACE = new AtomicInteger();

    private final URI base;
    private final List<Place> places = new ArrayList<>();

    private CardPlaces(URI base) {
        this.base = base;
    }

    /** @param description the OpenAPI document that the service serves, as JSON */
    static List<Place> of(URI base, JsonNode description) {
        CardPlaces all = new CardPlaces(base);
        for (Map.Entry<String, JsonNode> path : description.path("paths").properties()) {
            for (Map.Entry<String, JsonNode> operation : path.getValue().properties()) {
                if (operation.getValue().has("operationId")) {
                    all.operation(path.getKey(), operation.getKey().toUpperCase(Locale.ROOT), operation.getValue());
                }
            }
        }
        all.headers();
        all.transfers();
        all.cardMessages();
        return List.copyOf(all.places);
    }

    private void operation(String path, String method, JsonNode operation) {
        String name = method + ' ' + path;
        for (JsonNode parameter : operation.path("parameters")) {
            String key = parameter.path("name").asText();
            String in = parameter.path("in").asText();
            if (in.equals("path")) {
                place(
                        name + " {" + key + '}',
                        IN_TEXTS,
                        false,
                        each -> request(path.replace('{' + key + '}', encoded(each.text())), method, ""));
            } else if (in.equals("query")) {
                place(
                        name + '?' + key,
                        IN_TEXTS,
                        false,
                        each -> request(path + '?' + encoded(key) + '=' + encoded(each.text()), method, ""));
            }
        }
        JsonNode example = operation.at("/requestBody/content/application~1json/example");
        if (!example.isObject()) return;
        boolean masks = path.equals("/v1/search");
        members(example, "")
                .forEach(pointer -> place(name + ' ' + pointer, IN_IDENTIFIERS, masks, each -> {
                    JsonNode body = example.deepCopy();
                    set(body, pointer, each.text());
                    return request(path, method, body.toString());
                }));
        place(name + " name of a member", IN_TEXTS, masks, each -> {
            ObjectNode body = example.deepCopy();
            return request(path, method, body.put(each.text(), 1).toString());
        });
    }

    /** Pointers of all texts and integers. */
    private static List<String> members(JsonNode node, String pointer) {
        if (node.isTextual() || node.isIntegralNumber()) return List.of(pointer);
        List<String> found = new ArrayList<>();
        node.properties().forEach(member -> found.addAll(members(member.getValue(), pointer + '/' + member.getKey())));
        for (int i = 0; node.isArray() && i < node.size(); i++) found.addAll(members(node.get(i), pointer + '/' + i));
        return found;
    }

    private static void set(JsonNode root, String pointer, String text) {
        int last = pointer.lastIndexOf('/');
        String key = pointer.substring(last + 1);
        switch (root.at(pointer.substring(0, last))) {
            case ObjectNode object -> object.put(key, text);
            case ArrayNode array -> array.set(Integer.parseInt(key), array.textNode(text));
            default -> throw new IllegalArgumentException(pointer);
        }
    }

    private void headers() {
        String body = new ObjectMapper()
                .createObjectNode()
                .put("authorizationId", "conformance")
                .toString();
        for (String header : HEADERS) {
            place(
                    "header " + header,
                    IN_TEXTS,
                    false,
                    each -> request("/v1/authorizations", "POST", body).setHeader(header, each.text()));
            place(
                    "header " + header + " of a reading",
                    IN_TEXTS,
                    false,
                    each -> request("/v1/decisions", "GET", "").setHeader(header, each.text()));
        }
        place(
                "name of a header",
                IN_IDENTIFIERS,
                false,
                each -> request("/v1/decisions", "GET", "").setHeader("X-" + each.text(), "1"));
        place("unknown address", IN_TEXTS, false, each -> request("/nowhere/" + encoded(each.text()), "GET", ""));
    }

    private void transfers() {
        for (String element : List.of("MsgId", "EndToEndId", "TxId", "InstrId", "Nm", "Ustrd", "TwnNm", "Unknown")) {
            place(
                    "pacs.008 " + element,
                    IN_TEXTS,
                    true,
                    each -> message("/v1/iso20022", "application/xml")
                            .POST(BodyPublishers.ofString(transfer(element, each.text()))));
        }
    }

    private static String transfer(String element, String text) {
        String now = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
        String reference = List.of("EndToEndId", "TxId", "InstrId").contains(element) ? "" : "<TxId>TX-1</TxId>";
        String filled = '<' + element + '>' + text + "</" + element + '>';
        return """
            <?xml version="1.0" encoding="UTF-8"?>
            <Document xmlns="urn:iso:std:iso:20022:tech:xsd:pacs.008.001.08"><FIToFICstmrCdtTrf>
             <GrpHdr>%1$s<CreDtTm>%5$s</CreDtTm><NbOfTxs>1</NbOfTxs><SttlmInf><SttlmMtd>CLRG</SttlmMtd></SttlmInf></GrpHdr>
             <CdtTrfTxInf><PmtId>%2$s<UETR>%6$s</UETR></PmtId>
              <IntrBkSttlmAmt Ccy="EUR">950.25</IntrBkSttlmAmt><AccptncDtTm>%5$s</AccptncDtTm><ChrgBr>SLEV</ChrgBr>
              <Dbtr>%3$s</Dbtr><DbtrAcct><Id><IBAN>DE89370400440532013000</IBAN></Id></DbtrAcct>
              <CdtrAcct><Id><IBAN>FR1420041010050500013M02606</IBAN></Id></CdtrAcct><RmtInf>%4$s</RmtInf></CdtTrfTxInf>
            </FIToFICstmrCdtTrf></Document>
            """.formatted(
                        element.equals("MsgId") ? filled : "<MsgId>MSG-1</MsgId>",
                        reference.isEmpty() ? filled : reference,
                        switch (element) {
                            case "Nm", "Unknown" -> filled;
                            case "TwnNm" -> "<PstlAdr>" + filled + "</PstlAdr>";
                            default -> "";
                        },
                        element.equals("Ustrd") ? filled : "",
                        now,
                        UUID.randomUUID());
    }

    private void cardMessages() {
        place("ISO 8583 element 2", IN_IDENTIFIERS, true, each -> card(each.card(), "CORNER SHOP", ""));
        place(
                "ISO 8583 element 43",
                IN_TEXTS,
                true,
                each -> card(
                        "4111111111111111",
                        each.text()
                                .substring(0, Math.min(LONGEST_NAME, each.text().length())),
                        ""));
        place("ISO 8583 element 48", IN_TEXTS, true, each -> card("4111111111111111", "CORNER SHOP", each.text()));
    }

    private HttpRequest.Builder card(String pan, String shop, String more) {
        long bitmap = 0;
        for (int element : new int[] {2, 3, 4, 7, 11, 18, 22, 25, 32, 37, 41, 42, 43, 49}) {
            bitmap |= 1L << (64 - element);
        }
        bitmap |= more.isEmpty() ? 0 : 1L << (64 - 48);
        String message = "0100" + hex(bitmap)
                + String.format(Locale.ROOT, "%02d", pan.length()) + pan + "000000" + "000000001250"
                + DateTimeFormatter.ofPattern("MMddHHmmss", Locale.ROOT)
                        .format(Instant.now().atOffset(ZoneOffset.UTC))
                + String.format(Locale.ROOT, "%06d", TRACE.incrementAndGet()) + "5411" + "051" + "00" + "06123456"
                + "606011004711" + "T0000017" + "MERCHANT0000009" + String.format(Locale.ROOT, "%-38s", shop) + "DE"
                + (more.isEmpty() ? "" : String.format(Locale.ROOT, "%03d", more.length()) + more) + "978";
        return message("/v1/iso8583", "application/octet-stream").POST(BodyPublishers.ofString(message));
    }

    private static String hex(long value) {
        StringBuilder digits = new StringBuilder();
        for (int shift = 60; shift >= 0; shift -= 4) digits.append(HEX.charAt((int) (value >>> shift & 15)));
        return digits.toString();
    }

    private void place(
            String name, String separators, boolean masks, Function<Placement, HttpRequest.Builder> request) {
        places.add(new Place(name, separators, masks, request));
    }

    private HttpRequest.Builder request(String path, String method, String body) {
        return message(path.replaceAll("\\{[^}]*}", "1"), "application/json")
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    }

    private HttpRequest.Builder message(String path, String type) {
        return HttpRequest.newBuilder(base.resolve(path)).header("Content-Type", type);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
