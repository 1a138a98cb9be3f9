package io.trivium.deploy.fuzz.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/** Removes the parts of a request that its finding does not need. */
final class Minimiser {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Predicate<Draft> stillBreaks;
    private int left;

    /**
     * A minimiser.
     *
     * @param stillBreaks sends a request and returns whether the same rule is broken
     * @param most requests to send
     */
    Minimiser(Predicate<Draft> stillBreaks, int most) {
        this.stillBreaks = stillBreaks;
        this.left = most;
    }

    /** The smallest request that was found, in the end the given one. */
    Draft smallest(Draft broken) {
        Draft smallest = broken;
        boolean smaller = true;
        while (smaller && left > 0) {
            smaller = false;
            for (Draft candidate : candidates(smallest)) {
                if (candidate.size() < smallest.size() && breaks(candidate)) {
                    smallest = candidate;
                    smaller = true;
                    break;
                }
            }
        }
        return smallest;
    }

    private boolean breaks(Draft draft) {
        return left-- > 0 && stillBreaks.test(draft);
    }

    private static List<Draft> candidates(Draft draft) {
        List<Draft> candidates = new ArrayList<>();
        if (draft.body().length > 0) {
            candidates.add(draft.withBody(new byte[0]).withoutHeader(Draft.CONTENT_TYPE));
            candidates.add(draft.withBody("{}".getBytes(StandardCharsets.US_ASCII)));
        }
        IntStream.range(0, draft.query().size())
                .forEach(i -> candidates.add(draft.withQuery(without(draft.query(), i))));
        IntStream.range(0, draft.headers().size())
                .forEach(i -> candidates.add(draft.withHeaders(without(draft.headers(), i))));
        candidates.addAll(withSmallerJson(draft));
        // Last: a document that is cut in two is not JSON any more.
        if (draft.body().length > 0) {
            candidates.add(draft.withBody(Arrays.copyOf(draft.body(), draft.body().length / 2)));
        }
        return candidates;
    }

    private static <T> List<T> without(List<T> list, int index) {
        List<T> rest = new ArrayList<>(list);
        rest.remove(index);
        return rest;
    }

    private static List<Draft> withSmallerJson(Draft draft) {
        List<Draft> candidates = new ArrayList<>();
        try {
            JsonNode root = JSON.readTree(draft.body());
            if (root != null) leaveOut(draft, root, root, candidates);
        } catch (IOException _) {
            return candidates;
        }
        return candidates;
    }

    private static void leaveOut(Draft draft, JsonNode root, JsonNode node, List<Draft> candidates) {
        if (node instanceof ObjectNode object) {
            for (String name : object.propertyStream().map(Map.Entry::getKey).toList()) {
                JsonNode value = object.get(name);
                object.remove(name);
                candidates.add(draft.withBody(root.toString().getBytes(StandardCharsets.UTF_8)));
                object.set(name, value);
                leaveOut(draft, root, value, candidates);
            }
        }
        if (node instanceof ArrayNode array) {
            for (int i = array.size() - 1; i >= 0; i--) {
                JsonNode value = array.remove(i);
                candidates.add(draft.withBody(root.toString().getBytes(StandardCharsets.UTF_8)));
                array.insert(i, value);
                leaveOut(draft, root, value, candidates);
            }
        }
    }
}
