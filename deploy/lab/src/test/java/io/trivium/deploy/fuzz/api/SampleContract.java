package io.trivium.deploy.fuzz.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Set;

/** A small contract of a service with notes that writers write. */
final class SampleContract {
    static final Caller WRITER = new Caller("writer", Caller.Kind.MEMBER, Set.of("writer"), "Bearer w");
    static final Caller READER = new Caller("reader", Caller.Kind.MEMBER, Set.of("reader"), "Bearer r");
    static final Caller STRANGER = new Caller("stranger", Caller.Kind.STRANGER, Set.of("writer"), "Bearer s");
    static final Caller GARBAGE = Caller.impostor("garbage", "Bearer garbage");
    static final List<Caller> CALLERS = List.of(Caller.nobody(), GARBAGE, WRITER, READER, STRANGER);

    private static final String DOCUMENT = """
            {"components": {"schemas": {
               "Note": {"type": "object", "required": ["noteId", "lines"], "properties": {
                 "noteId": {"type": "string", "format": "uuid"},
                 "grade": {"type": ["integer", "null"], "minimum": 1, "maximum": 5},
                 "state": {"type": "string", "enum": ["open", "done"]},
                 "lines": {"type": "array", "minItems": 1, "items": {"$ref": "#/components/schemas/Line"}}}},
               "Line": {"type": "object", "required": ["text"], "properties": {
                 "text": {"type": "string", "maxLength": 20}, "at": {"type": "string", "format": "date-time"}}}}},
             "paths": {
               "/v1/notes": {
                 "get": {"responses": {"200": {}}, "security": [{"bearer": ["writer"]}],
                   "parameters": [{"in": "query", "name": "limit", "schema": {"type": "integer"}}]},
                 "post": {"responses": {"200": {}, "400": {}}, "security": [{"bearer": ["${notes.role:writer}"]}],
                   "requestBody": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Note"}}}}}},
               "/v1/notes/{noteId}": {
                 "get": {"responses": {"200": {}}, "security": [{"bearer": ["writer"]}],
                   "parameters": [{"in": "path", "name": "noteId", "required": true,
                     "schema": {"type": "string", "format": "uuid"}}]}},
               "/v2": {"get": {"responses": {"200": {}, "4XX": {"content": {"application/json": {}}}},
                 "security": [{"bearer": ["writer"]}]}},
               "/health": {"get": {"responses": {"200": {}}}}}}
            """;

    private SampleContract() {}

    static Contract contract() {
        return Contract.of("notes", json(DOCUMENT), json("[{\"code\": \"conflict\", \"status\": 409}]"));
    }

    static JsonNode json(String text) {
        try {
            return new ObjectMapper().readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Operation operation(String method, String path) {
        return contract().operations().stream()
                .filter(each -> each.method().equals(method) && each.path().equals(path))
                .findFirst()
                .orElseThrow();
    }
}
