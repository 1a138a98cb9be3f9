package io.trivium.med.dicom;

import io.trivium.med.dataset.Tag;
import io.trivium.med.dataset.Uids;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.Deflater;

/**
 * Data sets that are wrong in every way that history knows: made here, none taken from elsewhere. Each kind comes in
 * several seeds.
 */
public final class MalformedObjects {

    private static final String CT = "1.2.840.10008.5.1.4.1.1.2";
    private static final long UNDEFINED = 0xFFFFFFFFL;

    private final List<Malformed> all = new ArrayList<>();

    private MalformedObjects() {}

    /**
     * One wrong object.
     *
     * @param name its kind and what is wrong
     * @param data the data set, without file meta information
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Malformed(String name, String transferSyntax, byte[] data) {
        @Override
        public String toString() {
            return name;
        }
    }

    /** All of them, in the same order at each call. */
    public static List<Malformed> all() {
        MalformedObjects objects = new MalformedObjects();
        objects.shortOnes();
        objects.wrongElements();
        objects.nesting();
        objects.identifiers();
        objects.texts();
        objects.images();
        objects.encapsulated();
        objects.deflated();
        objects.large();
        objects.noise();
        return List.copyOf(objects.all);
    }

    private void add(String name, byte[] data) {
        all.add(new Malformed(name, Uids.EXPLICIT_LITTLE_ENDIAN, data));
        if (data.length < 10_000) {
            all.add(new Malformed(name + " as implicit", Uids.IMPLICIT_LITTLE_ENDIAN, data));
            all.add(new Malformed(name + " as big endian", Uids.EXPLICIT_BIG_ENDIAN, data));
        }
    }

    /** The beginning of a sound CT image. */
    private static Bytes sound() {
        return new Bytes()
                .element(Tag.SOP_CLASS_UID, "UI", CT)
                .element(Tag.SOP_INSTANCE_UID, "UI", "1.2.3.4")
                .element(Tag.MODALITY, "CS", "CT")
                .element(Tag.PATIENT_NAME, "PN", "Test^Patient")
                .element(Tag.STUDY_INSTANCE_UID, "UI", "1.2.3")
                .element(Tag.SERIES_INSTANCE_UID, "UI", "1.2.3.1");
    }

    private void shortOnes() {
        byte[] whole = sound().toArray();
        for (int length = 0; length < whole.length; length++) {
            add("truncated at " + length, Arrays.copyOf(whole, length));
        }
        for (String start : List.of("\u007fELF", "MZ", "<html>", "PK\u0003\u0004", "%PDF-")) {
            add("begins with " + start.strip(), (start + "x".repeat(300)).getBytes(StandardCharsets.ISO_8859_1));
        }
    }

    private void wrongElements() {
        for (String vr : List.of("XX", "us", "\0\0", "  ", "U", "\u00ff\u00ff")) {
            add(
                    "VR " + vr,
                    sound().element(0x00280010, (vr + "  ").substring(0, 2), new byte[2])
                            .toArray());
        }
        add(
                "odd length",
                sound().element(Tag.PATIENT_ID, "LO", new byte[] {'a'}).toArray());
        for (long length : new long[] {0xFFFFFFFEL, UNDEFINED, 0x7FFFFFFFL, 0x80000000L, 1L << 20}) {
            add(
                    "length " + Long.toHexString(length),
                    sound().head(0x00280020, "UN", length).raw(1, 2, 3).toArray());
            add(
                    "text of length " + Long.toHexString(length),
                    sound().head(0x00281101, "UT", length).toArray());
        }
        add(
                "group 2 in the data set",
                sound().element(0x00020010, "UI", "1.2").raw(sound().toArray()).toArray());
        add(
                "descending order",
                new Bytes()
                        .element(0x00200011, "IS", "1")
                        .raw(sound().toArray())
                        .toArray());
        add("each twice", sound().raw(sound().toArray()).toArray());
        add("private without creator", sound().element(0x00091001, "LO", "x").toArray());
        add(
                "wrong group length",
                new Bytes()
                        .element(0x00080000, "UL", new byte[] {1, 2, 3, 4})
                        .raw(sound().toArray())
                        .toArray());
        add(
                "delimiter on top",
                sound().tag(Tag.ITEM_DELIMITATION_ITEM)
                        .number(0)
                        .raw(sound().toArray())
                        .toArray());
        add("item on top", sound().tag(Tag.ITEM).number(8).raw(new byte[8]).toArray());
    }

    private void nesting() {
        for (int depth : new int[] {31, 32, 33, 100, 10_000, 1_000_000}) {
            Bytes open = new Bytes();
            for (int i = 0; i < depth; i++)
                open.head(0x00081140, "SQ", UNDEFINED).tag(Tag.ITEM).number(UNDEFINED);
            add("nested " + depth + " deep", open.raw(sound().toArray()).toArray());
        }
        Bytes unknown = new Bytes();
        for (int i = 0; i < 1000; i++)
            unknown.head(0x00091001, "UN", UNDEFINED).tag(Tag.ITEM).number(UNDEFINED);
        add("unknown, nested 1000 deep", unknown.toArray());
        Bytes sequence = sound().head(0x00081140, "SQ", 8).tag(Tag.ITEM).number(100);
        add("item longer than its sequence", sequence.raw(new byte[100]).toArray());
        add(
                "sequence without end",
                sound().head(0x00081140, "SQ", UNDEFINED)
                        .tag(Tag.ITEM)
                        .number(0)
                        .toArray());
        add(
                "end of what did not begin",
                sound().tag(Tag.SEQUENCE_DELIMITATION_ITEM).number(0).toArray());
        add(
                "sequence holds an element",
                sound().head(0x00081140, "SQ", 30).raw(sound().toArray()).toArray());
        Bytes empty = new Bytes().head(0x00081140, "SQ", UNDEFINED);
        byte[] items = new byte[8 * 1_000_000];
        byte[] item = new Bytes().tag(Tag.ITEM).number(0).toArray();
        for (int i = 0; i < items.length; i += 8) System.arraycopy(item, 0, items, i, 8);
        add("a million empty items", empty.raw(items).toArray());
    }

    private void identifiers() {
        for (String uid : List.of(
                "1.2." + "3".repeat(70),
                "01.002.3",
                "a.b.c",
                "../../../etc/passwd",
                "/etc/passwd",
                "1.2\0.3",
                "1.2\n3",
                "CON",
                "..",
                ".",
                "\u00e4".repeat(300),
                "1..2",
                "-1",
                "")) {
            Bytes data = new Bytes()
                    .element(Tag.SOP_CLASS_UID, "UI", CT)
                    .element(Tag.SOP_INSTANCE_UID, "UI", uid)
                    .element(Tag.STUDY_INSTANCE_UID, "UI", uid)
                    .element(Tag.SERIES_INSTANCE_UID, "UI", uid);
            add("UID " + uid.replaceAll("\\p{Cntrl}", "?"), data.toArray());
        }
    }

    private void texts() {
        for (String charset : List.of("ISO_IR 192", "GB18030", "\\ISO 2022 IR 87", "NONSENSE", "ISO_IR 13", "\\\\\\")) {
            byte[] name = new byte[200];
            new Random(charset.hashCode()).nextBytes(name);
            add(
                    "name in " + charset,
                    new Bytes()
                            .element(Tag.SPECIFIC_CHARACTER_SET, "CS", charset)
                            .element(Tag.PATIENT_NAME, "PN", name)
                            .raw(sound().toArray())
                            .toArray());
        }
        for (String number : List.of("NaN", "1e999", "1,5", "9".repeat(60_000), "-", "+", "1e-999999999", "0x1")) {
            add(
                    "number " + number.substring(0, Math.min(9, number.length())),
                    sound().element(0x00200011, "IS", number)
                            .element(0x00200013, "IS", number)
                            .element(0x00280008, "IS", number)
                            .element(0x00281052, "DS", number)
                            .toArray());
        }
        for (String date : List.of("00000000", "20261399", "today", "2026-01-01", "\0\0\0\0")) {
            add(
                    "date " + date.replace('\0', '?'),
                    new Bytes()
                            .element(Tag.STUDY_DATE, "DA", date)
                            .raw(sound().toArray())
                            .toArray());
        }
        add(
                "name of a million parts",
                new Bytes()
                        .head(Tag.PATIENT_NAME, "UT", 1_000_000)
                        .raw("^".repeat(1_000_000).getBytes(StandardCharsets.US_ASCII))
                        .raw(sound().toArray())
                        .toArray());
        add(
                "values without end",
                new Bytes()
                        .element(Tag.PATIENT_ID, "LO", "\\".repeat(60_000))
                        .raw(sound().toArray())
                        .toArray());
    }

    private void images() {
        for (int rows : new int[] {0, 1, 65535}) {
            for (int bits : new int[] {0, 1, 7, 64, 65535}) {
                add(
                        "rows " + rows + " bits " + bits,
                        sound().element(Tag.SAMPLES_PER_PIXEL, "US", new byte[] {-1, -1})
                                .element(Tag.NUMBER_OF_FRAMES, "IS", "2147483647")
                                .element(Tag.ROWS, "US", new byte[] {(byte) rows, (byte) (rows >> 8)})
                                .element(Tag.COLUMNS, "US", new byte[] {-1, -1})
                                .element(Tag.BITS_ALLOCATED, "US", new byte[] {(byte) bits, (byte) (bits >> 8)})
                                .head(Tag.PIXEL_DATA, "OW", 16)
                                .raw(new byte[16])
                                .toArray());
            }
        }
        add(
                "rows as UL",
                sound().element(Tag.ROWS, "UL", new byte[] {-1, -1, -1, -1}).toArray());
        add(
                "pixel data beyond the end",
                sound().head(Tag.PIXEL_DATA, "OW", 0x7FFFFFF0L)
                        .raw(new byte[100])
                        .toArray());
        add(
                "palette of nothing",
                sound().element(0x00281101, "US", new byte[6])
                        .head(0x00281201, "OW", 0)
                        .toArray());
        add(
                "overlay beyond the data",
                sound().element(0x60000010, "US", new byte[] {-1, -1})
                        .head(0x60003000, "OW", 2)
                        .raw(0, 0)
                        .toArray());
        add(
                "window of width 0",
                sound().element(0x00281051, "DS", "0")
                        .element(0x00281053, "DS", "NaN")
                        .toArray());
    }

    private void encapsulated() {
        byte[] item = new Bytes().tag(Tag.ITEM).number(2).raw(1, 2).toArray();
        add(
                "no fragment",
                sound().head(Tag.PIXEL_DATA, "OB", UNDEFINED)
                        .tag(Tag.SEQUENCE_DELIMITATION_ITEM)
                        .number(0)
                        .toArray());
        add(
                "fragments without end",
                sound().head(Tag.PIXEL_DATA, "OB", UNDEFINED)
                        .raw(item)
                        .raw(item)
                        .toArray());
        add(
                "fragment longer than the file",
                sound().head(Tag.PIXEL_DATA, "OB", UNDEFINED)
                        .tag(Tag.ITEM)
                        .number(0x7FFFFFFF)
                        .toArray());
        add(
                "fragment without length",
                sound().head(Tag.PIXEL_DATA, "OB", UNDEFINED)
                        .tag(Tag.ITEM)
                        .number(UNDEFINED)
                        .raw(item)
                        .toArray());
        add(
                "offsets beyond",
                sound().element(Tag.NUMBER_OF_FRAMES, "IS", "2")
                        .head(Tag.PIXEL_DATA, "OB", UNDEFINED)
                        .tag(Tag.ITEM)
                        .number(8)
                        .number(UNDEFINED)
                        .number(0)
                        .raw(item)
                        .raw(item)
                        .tag(Tag.SEQUENCE_DELIMITATION_ITEM)
                        .number(0)
                        .toArray());
        Bytes many = sound().head(Tag.PIXEL_DATA, "OB", UNDEFINED);
        byte[] fragments = new byte[8 * 500_000];
        byte[] empty = new Bytes().tag(Tag.ITEM).number(0).toArray();
        for (int i = 0; i < fragments.length; i += 8) System.arraycopy(empty, 0, fragments, i, 8);
        add("half a million fragments", many.raw(fragments).toArray());
    }

    private void deflated() {
        byte[] zeros = new byte[8 << 20];
        all.add(new Malformed("bomb of zeros", Uids.DEFLATED, deflate(zeros)));
        byte[] long8 = new Bytes()
                .raw(sound().toArray())
                .head(0x00282000, "OB", 256L << 20)
                .raw(zeros)
                .toArray();
        all.add(new Malformed("bomb in one value", Uids.DEFLATED, deflate(long8)));
        all.add(new Malformed("not deflated", Uids.DEFLATED, sound().toArray()));
        all.add(new Malformed("deflated and cut", Uids.DEFLATED, Arrays.copyOf(deflate(sound().toArray()), 40)));
    }

    private static byte[] deflate(byte[] bytes) {
        Deflater deflater = new Deflater(9, true);
        deflater.setInput(bytes);
        deflater.finish();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] chunk = new byte[8192];
        while (!deflater.finished()) out.write(chunk, 0, deflater.deflate(chunk));
        deflater.end();
        return out.toByteArray();
    }

    private void large() {
        Bytes privates = new Bytes();
        for (int i = 0; i < 16; i++)
            privates.head(0x00091000 + i, "UN", 1 << 20).raw(new byte[1 << 20]);
        add(
                "private values of a megabyte",
                new Bytes().raw(privates.toArray()).raw(sound().toArray()).toArray());
        Bytes small = new Bytes();
        for (int i = 0; i < 300_000; i++) small.element(0x00090000 | (i & 0xFFFF), "LO", "");
        add("300,000 elements", small.raw(sound().toArray()).toArray());
    }

    private void noise() {
        for (int seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            byte[] data =
                    sound().element(0x00081115, "SQ", "").raw(sound().toArray()).toArray();
            for (int i = 0; i < 1 + seed % 8; i++) data[random.nextInt(data.length)] = (byte) random.nextInt();
            add("noise of seed " + seed, data);
        }
    }
}
