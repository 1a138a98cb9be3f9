package io.trivium.core.web;

import io.trivium.core.error.ErrorCode;
import java.util.Locale;

/**
 * The documentation of one error code.
 *
 * @param meaning what it says about the request or the service
 * @param remedy what the caller can do next
 */
public record ProblemView(
        String type, String code, String title, int status, String category, String meaning, String remedy) {

    static ProblemView of(ErrorCode code) {
        return new ProblemView(
                "/problems/" + code.code(),
                code.code(),
                code.title(),
                Problem.statusOf(code),
                code.category().name().toLowerCase(Locale.ROOT),
                code.meaning(),
                code.remedy());
    }
}
