package io.trivium.med.dicom.association;

import io.trivium.med.dicom.association.AssociateRequest.RoleSelection;
import java.util.List;

/**
 * A-ASSOCIATE-AC (PS3.8 9.3.3).
 *
 * @param contexts one answer per proposed context
 * @param maxPduLength longest P-DATA-TF value the acceptor takes; 0 for no limit
 */
public record AssociateAccept(
        String calledAe,
        String callingAe,
        List<ContextAnswer> contexts,
        long maxPduLength,
        String implementationClass,
        String implementationVersion,
        List<RoleSelection> roles) {

    public AssociateAccept {
        contexts = List.copyOf(contexts);
        roles = List.copyOf(roles);
    }

    /** The answer to one proposed context; the transfer syntax means something only when it is accepted. */
    public record ContextAnswer(int id, ContextResult result, String transferSyntax) {}

    /** PS3.8 table 9-18. */
    public enum ContextResult {
        ACCEPTED(0),
        REJECTED_BY_USER(1),
        NO_REASON(2),
        ABSTRACT_SYNTAX_NOT_SUPPORTED(3),
        TRANSFER_SYNTAXES_NOT_SUPPORTED(4);

        private final int code;

        ContextResult(int code) {
            this.code = code;
        }

        int code() {
            return code;
        }

        static ContextResult of(int code) {
            for (ContextResult result : values()) {
                if (result.code == code) return result;
            }
            return NO_REASON;
        }
    }
}
