package io.trivium.med.dicom.association;

import java.util.List;

/**
 * A-ASSOCIATE-RQ (PS3.8 9.3.2).
 *
 * @param protocolVersion bit 0 means version 1
 * @param calledAe as sent, outer spaces removed; not checked
 * @param callingAe as sent, outer spaces removed; not checked
 * @param maxPduLength longest P-DATA-TF value the requestor accepts; 0 for no limit
 */
public record AssociateRequest(
        int protocolVersion,
        String calledAe,
        String callingAe,
        String applicationContext,
        List<ProposedContext> contexts,
        long maxPduLength,
        String implementationClass,
        String implementationVersion,
        List<RoleSelection> roles) {

    public AssociateRequest {
        contexts = List.copyOf(contexts);
        roles = List.copyOf(roles);
    }

    /**
     * A presentation context (PS3.8 9.3.2.2).
     *
     * @param id odd, 1 to 255
     */
    public record ProposedContext(int id, String abstractSyntax, List<String> transferSyntaxes) {
        public ProposedContext {
            transferSyntaxes = List.copyOf(transferSyntaxes);
        }
    }

    /** The roles of user and provider of a class (PS3.7 D.3.3.4), as the requestor proposes or the acceptor agrees. */
    public record RoleSelection(String sopClass, boolean scu, boolean scp) {}
}
