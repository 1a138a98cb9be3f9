package io.trivium.med.dicomweb;

import io.trivium.core.error.PlatformException;
import io.trivium.med.MedErrorCode;
import java.util.ArrayList;
import java.util.List;

/** Numbers of frames as an address names them. */
final class FrameList {

    private static final int MOST = 10_000;

    private FrameList() {}

    /** Parses numbers from 1, in the requested order. */
    static List<Integer> parse(String text) {
        List<Integer> numbers = new ArrayList<>();
        for (String part : text.split(",", MOST + 1)) {
            if (!part.matches("[1-9]\\d{0,8}")) {
                throw new PlatformException(
                        MedErrorCode.QUERY_INVALID, "Frames are numbers from 1, separated by commas, at most 10,000.");
            }
            numbers.add(Integer.valueOf(part));
        }
        return numbers;
    }
}
