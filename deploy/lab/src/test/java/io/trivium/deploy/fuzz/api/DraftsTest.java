package io.trivium.deploy.fuzz.api;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class DraftsTest {
    private static final Operation POST = SampleContract.operation("POST", "/v1/notes");
    private static final Operation GET = SampleContract.operation("GET", "/v1/notes/{noteId}");
    private static final int SEEDS = 2_000;

    private final KnownValues known = new KnownValues();

    private Draft draft(Operation operation, long seed) {
        Random random = new Random(seed);
        Values values = new Values(SampleContract.contract(), known, random, "mark");
        return new Drafts(values, new Bodies(Path.of("../.."), values, random), random)
                .of(operation, SampleContract.WRITER);
    }

    @Test
    void fitsTheSchema() {
        for (long seed = 0; seed < SEEDS; seed++) {
            JsonNode note = SampleContract.json(new String(draft(POST, seed).body(), StandardCharsets.UTF_8));
            String which = "seed " + seed + ": " + note;
            assertEquals(
                    note.path("noteId").asText(),
                    UUID.fromString(note.path("noteId").asText()).toString(),
                    which);
            assertFalse(note.path("lines").isEmpty(), which);
            note.path("lines")
                    .forEach(line -> assertTrue(line.path("text").asText().length() <= 20, which));
            JsonNode grade = note.path("grade");
            assertTrue(grade.isMissingNode() || grade.isNull() || (grade.asInt() >= 1 && grade.asInt() <= 5), which);
            JsonNode state = note.path("state");
            assertTrue(state.isMissingNode() || Set.of("open", "done").contains(state.asText()), which);
        }
    }

    @Test
    void asksForWhatAnswersNamed() {
        String id = "6f7a3d1e-0000-4000-8000-000000000001";
        known.learn(SampleContract.WRITER, "/v1/notes", SampleContract.json("{\"items\": [{\"id\": \"" + id + "\"}]}"));
        int asked = 0;
        for (long seed = 0; seed < 100; seed++)
            asked += draft(GET, seed).target().equals("/v1/notes/" + id) ? 1 : 0;
        assertTrue(asked > 50, "asked " + asked + " times");
    }

    @Test
    void theSameSeedMakesTheSameRequest() {
        for (long seed = 0; seed < SEEDS; seed++) {
            Draft first = new Mutations(new Random(seed)).of(draft(POST, seed));
            Draft second = new Mutations(new Random(seed)).of(draft(POST, seed));
            // Times are of the last month, counted from now.
            assertEquals(first.target(), second.target());
            assertEquals(first.headers(), second.headers());
        }
    }

    @Test
    void changesEveryPartOfARequest() {
        Set<String> changed = new HashSet<>();
        for (long seed = 0; seed < SEEDS; seed++) {
            Operation operation = seed % 2 == 0 ? POST : GET;
            Draft draft = draft(operation, seed);
            Draft odd = new Mutations(new Random(seed)).of(draft);
            if (!odd.method().equals(draft.method())) changed.add("method");
            if (!odd.rawPath().equals(draft.rawPath())) changed.add("path");
            if (!odd.query().equals(draft.query())) changed.add("query");
            if (!odd.headers().equals(draft.headers())) changed.add("headers");
            String body = new String(odd.body(), StandardCharsets.ISO_8859_1);
            if (body.contains("NaN")) changed.add("NaN");
            if (body.contains("[[[[[[")) changed.add("nesting");
            if (body.length() > 1_000_000) changed.add("megabyte");
            if (body.contains("\u00ff\u00fe")) changed.add("no UTF-8");
        }
        assertEquals(Set.of("method", "path", "query", "headers", "NaN", "nesting", "megabyte", "no UTF-8"), changed);
    }

    @Test
    void writesWhatItIsToldByteForByte() {
        Draft draft = draft(GET, 1)
                .withPath("noteId", "%00")
                .withHeader("X-Odd", "\u00ff")
                .withBody(new byte[] {(byte) 0xff});
        byte[] bytes = Wire.bytes(draft);
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        assertTrue(text.startsWith("GET /v1/notes/%00 HTTP/1.1\r\n"), text);
        assertTrue(text.contains("X-Odd: \u00ff\r\n"), text);
        assertTrue(text.contains("Authorization: Bearer w\r\n"), text);
        assertArrayEquals(
                new byte[] {'\r', '\n', '\r', '\n', (byte) 0xff},
                Arrays.copyOfRange(bytes, bytes.length - 5, bytes.length));
    }

    @Test
    void readsChunks() {
        byte[] chunked = "3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
        assertEquals("abcde", new String(Chunks.joined(chunked), StandardCharsets.US_ASCII));
    }

    @Test
    void leavesOutWhatAFindingDoesNotNeed() {
        Draft broken = draft(POST, 7)
                .withBody("{\"a\":1,\"b\":[1,2,{\"bad\":true,\"c\":3}]}".getBytes(StandardCharsets.UTF_8))
                .withHeader("X-Odd", "1");
        Draft smallest = new Minimiser(
                        candidate -> new String(candidate.body(), StandardCharsets.UTF_8).contains("bad"), 60)
                .smallest(broken);
        assertEquals("{\"b\":[{\"bad\":true}]}", new String(smallest.body(), StandardCharsets.UTF_8));
        assertEquals(0, smallest.headers().size());
    }

    @Test
    void quotesForTheShell() {
        assertEquals("'a b'", Curl.quoted("a b"));
        assertEquals("$'it\\x27s \\xff'", Curl.quoted("it's \u00ff"));
    }
}
