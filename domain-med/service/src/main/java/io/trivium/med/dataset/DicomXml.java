package io.trivium.med.dataset;

import io.trivium.med.dataset.Element.Bulk;
import io.trivium.med.dataset.Element.Encapsulated;
import io.trivium.med.dataset.Element.Fragments;
import io.trivium.med.dataset.Element.Items;
import io.trivium.med.dataset.Element.Value;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.xml.XMLConstants;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/** Writes data sets in the Native DICOM Model (PS3.19 A.1). */
public final class DicomXml {

    private static final XMLOutputFactory FACTORY = XMLOutputFactory.newFactory();
    private static final String[] NAME_GROUPS = {"Alphabetic", "Ideographic", "Phonetic"};
    private static final String[] NAME_PARTS = {"FamilyName", "GivenName", "MiddleName", "NamePrefix", "NameSuffix"};

    private final XMLStreamWriter xml;
    private final String bulkBase;

    private DicomXml(XMLStreamWriter xml, String bulkBase) {
        this.xml = xml;
        this.bulkBase = bulkBase;
    }

    /**
     * Writes one document in UTF-8; the stream stays open.
     *
     * @param bulkBase address under which the values of bulk data can be requested by their tags
     */
    public static void write(OutputStream out, DataSet data, String bulkBase) throws IOException {
        try {
            XMLStreamWriter xml = FACTORY.createXMLStreamWriter(out, StandardCharsets.UTF_8.name());
            xml.writeStartDocument(StandardCharsets.UTF_8.name(), "1.0");
            xml.writeStartElement("NativeDicomModel");
            xml.writeDefaultNamespace("http://dicom.nema.org/PS3.19/models/NativeDICOM");
            xml.writeAttribute("xml", XMLConstants.XML_NS_URI, "space", "preserve");
            new DicomXml(xml, bulkBase).elements(data, true);
            xml.writeEndElement();
            xml.writeEndDocument();
            xml.flush();
        } catch (XMLStreamException e) {
            throw new IOException("the data set could not be written as XML", e);
        }
    }

    private void elements(DataSet data, boolean top) throws XMLStreamException {
        for (Element element : data.elements()) {
            if ((element.tag() & 0xFFFF) == 0) {
                continue; // group lengths say nothing of the data
            }
            xml.writeStartElement("DicomAttribute");
            attribute(data, element);
            switch (element) {
                case Value value -> value(data, value);
                case Items items -> items(items);
                case Bulk _, Fragments _, Encapsulated _ -> bulk(element.tag(), top);
            }
            xml.writeEndElement();
        }
    }

    /** The tag of a private attribute is written without its block, whose creator says whose it is (PS3.19 A.1.5). */
    private void attribute(DataSet data, Element element) throws XMLStreamException {
        int tag = element.tag();
        int block = (tag >>> 8) & 0xFF;
        boolean isPrivate = Tag.isPrivate(tag) && block >= 0x10;
        xml.writeAttribute("tag", Tag.hex(isPrivate ? tag & 0xFFFF00FF : tag));
        xml.writeAttribute("vr", element.vr().name());
        if (isPrivate) {
            String creator = data.text((tag & 0xFFFF0000) | block).orElse("");
            if (!creator.isEmpty()) xml.writeAttribute("privateCreator", printable(creator));
            return;
        }
        Optional<String> keyword = Dictionary.keyword(tag);
        if (keyword.isPresent()) xml.writeAttribute("keyword", keyword.orElseThrow());
    }

    private void bulk(int tag, boolean top) throws XMLStreamException {
        if (top) {
            xml.writeEmptyElement("BulkData");
            xml.writeAttribute("uri", bulkBase + "/" + Tag.hex(tag));
        }
    }

    private void items(Items items) throws XMLStreamException {
        int number = 1;
        for (DataSet item : items.items()) {
            numbered("Item", number++);
            elements(item, false);
            xml.writeEndElement();
        }
    }

    private void value(DataSet data, Value value) throws XMLStreamException {
        if (value.isEmpty()) return;
        if (value.vr().isBinary()) {
            xml.writeStartElement("InlineBinary");
            xml.writeCharacters(Base64.getEncoder().encodeToString(value.bytes()));
            xml.writeEndElement();
            return;
        }
        List<String> values = value.vr().isText() ? data.texts(value) : numbers(value);
        for (int i = 0; i < values.size(); i++) {
            if (values.get(i).isEmpty()) continue;
            numbered(value.vr() == Vr.PN ? "PersonName" : "Value", i + 1);
            if (value.vr() == Vr.PN) personName(values.get(i));
            else xml.writeCharacters(printable(values.get(i)));
            xml.writeEndElement();
        }
    }

    private static List<String> numbers(Value value) {
        ByteBuffer buffer = ByteBuffer.wrap(value.bytes()).order(ByteOrder.LITTLE_ENDIAN);
        int width = value.vr().width();
        List<String> numbers = new ArrayList<>();
        while (buffer.remaining() >= width) {
            numbers.add(
                    switch (value.vr()) {
                        case US -> Integer.toString(buffer.getShort() & 0xFFFF);
                        case SS -> Short.toString(buffer.getShort());
                        case UL -> Integer.toUnsignedString(buffer.getInt());
                        case SL -> Integer.toString(buffer.getInt());
                        case SV -> Long.toString(buffer.getLong());
                        case UV -> Long.toUnsignedString(buffer.getLong());
                        case FL -> Float.toString(buffer.getFloat());
                        case FD -> Double.toString(buffer.getDouble());
                        case AT -> Tag.hex(((buffer.getShort() & 0xFFFF) << 16) | (buffer.getShort() & 0xFFFF));
                        default -> throw new IllegalStateException("not a number: " + value.vr());
                    });
        }
        return numbers;
    }

    private void personName(String text) throws XMLStreamException {
        String[] groups = text.split("=", NAME_GROUPS.length);
        for (int g = 0; g < groups.length; g++) {
            if (groups[g].isEmpty()) continue;
            xml.writeStartElement(NAME_GROUPS[g]);
            String[] parts = groups[g].split("\\^", NAME_PARTS.length);
            for (int p = 0; p < parts.length; p++) {
                if (!parts[p].isEmpty()) {
                    xml.writeStartElement(NAME_PARTS[p]);
                    xml.writeCharacters(printable(parts[p]));
                    xml.writeEndElement();
                }
            }
            xml.writeEndElement();
        }
    }

    private void numbered(String name, int number) throws XMLStreamException {
        xml.writeStartElement(name);
        xml.writeAttribute("number", Integer.toString(number));
    }

    /** Without the characters that XML 1.0 cannot contain, which become question marks. */
    private static String printable(String text) {
        StringBuilder kept = new StringBuilder(text.length());
        text.codePoints()
                .map(c -> (c < 0x20 && c != '\t' && c != '\n' && c != '\r')
                                || (c >= 0xD800 && c <= 0xDFFF)
                                || c == 0xFFFE
                                || c == 0xFFFF
                        ? '?'
                        : c)
                .forEach(kept::appendCodePoint);
        return kept.toString();
    }
}
