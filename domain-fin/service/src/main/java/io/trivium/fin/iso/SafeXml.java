package io.trivium.fin.iso;

import io.trivium.core.error.PlatformException;
import io.trivium.core.event.EventRuleException;
import io.trivium.core.tenancy.TenantId;
import io.trivium.fin.FinErrorCode;
import io.trivium.fin.authorization.CardNumbers;
import io.trivium.fin.token.Tokenizer;
import java.io.ByteArrayInputStream;
import java.nio.CharBuffer;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * Rewrites a message with elements, attributes and text only, and with tokens in place of account numbers: the result
 * is harmless for any other reader. A document type, a custom entity, more depth, elements or bytes than a payment
 * needs, and a card number outside an account are refused; the refusal names the element by its path. A reference of more
 * digits, in which a part could be a card number, is replaced by a token. Not thread-safe.
 *
 * <p>An {@code IBAN} element keeps its country as the attribute {@code country}; an account that is none has no text but
 * the attribute {@code refusal}, since it need not refuse the other payments of its message.
 */
final class SafeXml {

    static final int MAX_BYTES = 256 * 1024;
    static final String COUNTRY = "country";
    static final String REFUSAL = "refusal";
    private static final int MAX_DEPTH = 24;
    private static final int MAX_ELEMENTS = 20_000;

    /** Elements that name an account: {@code DbtrAcct/Id/IBAN}, {@code CdtrAcct/Id/Othr/Id} and the like. */
    private static final Set<String> ACCOUNTS = Set.of("Acct", "AcctId");

    private static final Set<String> OURS = Set.of(COUNTRY, REFUSAL);

    private static final XMLInputFactory FACTORY = factory();

    private final TenantId tenant;
    private final Tokenizer tokens;
    private final StringBuilder out = new StringBuilder(4096);
    private final Deque<String> path = new ArrayDeque<>();
    private int elements;
    private String namespace = "";

    /** Start of the text of the last opened element. */
    private int opened;

    private SafeXml(TenantId tenant, Tokenizer tokens) {
        this.tenant = tenant;
        this.tokens = tokens;
    }

    /**
     * The message without numbers.
     *
     * @param body left as it is; the caller wipes it
     * @throws PlatformException {@code iso-message-invalid}
     */
    static String of(byte[] body, TenantId tenant, Tokenizer tokens) {
        if (body.length > MAX_BYTES) throw refusal("The message takes more than " + MAX_BYTES + " bytes");
        SafeXml safe = new SafeXml(tenant, tokens);
        try {
            safe.copy(FACTORY.createXMLStreamReader(new ByteArrayInputStream(body)));
        } catch (XMLStreamException e) {
            // The parser's own message may quote the text.
            throw refusal("The message is not well-formed XML at line "
                    + (e.getLocation() == null ? 0 : e.getLocation().getLineNumber()));
        }
        return safe.out.toString();
    }

    static PlatformException refusal(String detail) {
        return new PlatformException(FinErrorCode.ISO_MESSAGE_INVALID, detail + ".");
    }

    private void copy(XMLStreamReader reader) throws XMLStreamException {
        while (reader.hasNext()) {
            switch (reader.next()) {
                case XMLStreamConstants.START_ELEMENT -> start(reader);
                case XMLStreamConstants.END_ELEMENT -> {
                    out.append("</").append(path.removeLast()).append('>');
                }
                case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA -> text(reader);
                case XMLStreamConstants.DTD, XMLStreamConstants.ENTITY_REFERENCE ->
                    throw refusal("The message has a document type or an entity");
                default -> {
                    // Comments, instructions and white space outside the elements carry no payment.
                }
            }
        }
    }

    private void start(XMLStreamReader reader) {
        String name = reader.getLocalName();
        if (++elements > MAX_ELEMENTS || path.size() >= MAX_DEPTH) {
            throw refusal("The message must have at most " + MAX_ELEMENTS + " elements, " + MAX_DEPTH + " deep");
        }
        String parentNamespace = path.isEmpty() ? "" : namespace;
        out.append('<').append(name);
        String own = reader.getNamespaceURI() == null ? "" : reader.getNamespaceURI();
        if (!own.equals(parentNamespace)) {
            out.append(" xmlns=\"");
            escape(own);
            out.append('"');
            namespace = own;
        }
        for (int i = 0; i < reader.getAttributeCount(); i++) {
            String value = reader.getAttributeValue(i);
            if (CardNumbers.isIn(value)) {
                throw refusal(place() + name + "/@" + reader.getAttributeLocalName(i)
                        + " must not be or contain a card number");
            }
            if (!OURS.contains(reader.getAttributeLocalName(i))) {
                out.append(' ').append(reader.getAttributeLocalName(i)).append("=\"");
                escape(value);
                out.append('"');
            }
        }
        out.append('>');
        opened = out.length();
        path.addLast(name);
    }

    private void text(XMLStreamReader reader) {
        if (reader.isWhiteSpace()) return;
        // A number in pieces would be checked piece by piece, but be complete again in the output.
        if (out.length() != opened) {
            throw refusal((path.isEmpty() ? "The message" : String.join("/", path))
                    + " must hold its text in one piece, without comments or elements in it");
        }
        char[] text = Arrays.copyOfRange(
                reader.getTextCharacters(), reader.getTextStart(), reader.getTextStart() + reader.getTextLength());
        try {
            String name = path.isEmpty() ? "" : path.getLast();
            if (isAccount()) account(name, text);
            else escape(harmless(new String(text), name, text));
        } finally {
            Arrays.fill(text, '\0');
        }
    }

    private void account(String name, char[] text) {
        char[] number = stripped(text);
        try {
            boolean iban = name.equals("IBAN");
            if (iban && number.length > 2 && Character.isLetter(number[0]) && Character.isLetter(number[1])) {
                attribute(COUNTRY, new String(number, 0, 2));
            }
            boolean card = !iban && isCard(number);
            out.append(card ? tokens.card(tenant, number) : tokens.account(tenant, number, iban, owner() + "/" + name));
        } catch (EventRuleException e) {
            attribute(REFUSAL, String.valueOf(e.getMessage()));
        } finally {
            Arrays.fill(number, '\0');
        }
    }

    /** One more attribute of the element that was just opened. */
    private void attribute(String name, String value) {
        out.setLength(out.length() - 1);
        out.append(' ').append(name).append("=\"");
        escape(value);
        out.append("\">");
    }

    private static boolean isCard(char[] number) {
        if (number.length < 13 || number.length > 19) return false;
        for (char c : number) {
            if (c < '0' || c > '9') return false;
        }
        return CardNumbers.passesLuhn(CharBuffer.wrap(number), 0, number.length);
    }

    private static char[] stripped(char[] text) {
        int from = 0;
        int to = text.length;
        while (from < to && Character.isWhitespace(text[from])) from++;
        while (to > from && Character.isWhitespace(text[to - 1])) to--;
        return Arrays.copyOfRange(text, from, to);
    }

    /** {@code …Acct/Id/IBAN}, {@code …Acct/Id/Othr/Id}. */
    private boolean isAccount() {
        Iterator<String> up = path.descendingIterator();
        String leaf = up.hasNext() ? up.next() : "";
        if (leaf.equals("IBAN")) return true;
        if (!leaf.equals("Id") || !up.hasNext() || !up.next().equals("Othr") || !up.hasNext()) return false;
        return up.next().equals("Id") && up.hasNext() && isAccountElement(up.next());
    }

    private static boolean isAccountElement(String name) {
        return ACCOUNTS.stream().anyMatch(name::endsWith);
    }

    private String owner() {
        Iterator<String> up = path.descendingIterator();
        while (up.hasNext()) {
            String name = up.next();
            if (isAccountElement(name)) return name;
        }
        return "account";
    }

    /** The text, or a token for a reference so long that a part of it could be a card number. */
    private String harmless(String value, String name, char[] text) {
        if (!CardNumbers.isIn(value)) return value;
        if (CardNumbers.isAlone(value) || !tokens.isReady()) {
            throw refusal((path.isEmpty() ? name : String.join("/", path)) + " must not be or contain a card number");
        }
        return tokens.reference(tenant, text);
    }

    private String place() {
        return path.isEmpty() ? "" : String.join("/", path) + "/";
    }

    private void escape(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            String entity = ENTITIES.get(c);
            if (entity == null) out.append(c);
            else out.append(entity);
        }
    }

    private static final Map<Character, String> ENTITIES =
            Map.of('&', "&amp;", '<', "&lt;", '>', "&gt;", '"', "&quot;", '\r', "&#13;");

    private static XMLInputFactory factory() {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_REPLACING_ENTITY_REFERENCES, true);
        factory.setProperty(XMLInputFactory.IS_COALESCING, true);
        factory.setXMLResolver((publicId, systemId, baseUri, name) -> {
            throw new XMLStreamException("nothing is fetched");
        });
        return factory;
    }
}
