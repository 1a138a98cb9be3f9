package io.trivium.med.dicom;

import io.trivium.med.dataset.Uids;
import io.trivium.med.dicom.association.AssociateAccept;
import io.trivium.med.dicom.association.AssociateAccept.ContextAnswer;
import io.trivium.med.dicom.association.AssociateAccept.ContextResult;
import io.trivium.med.dicom.association.AssociateRequest;
import io.trivium.med.dicom.association.AssociateRequest.ProposedContext;
import io.trivium.med.dicom.association.AssociateRequest.RoleSelection;
import io.trivium.med.dicom.association.PresentationContext;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Selects the presentation contexts that the node accepts from a peer's proposal. */
final class Negotiation {

    private final List<DimseService> services;

    Negotiation(List<DimseService> services) {
        this.services = List.copyOf(services);
    }

    List<DimseService> all() {
        return services;
    }

    Optional<DimseService> service(String abstractSyntax) {
        return services.stream()
                .filter(service -> service.serves(abstractSyntax))
                .findFirst();
    }

    AssociateAccept answer(AssociateRequest request, int maxPduLength) {
        List<ContextAnswer> answers = new ArrayList<>();
        for (ProposedContext context : request.contexts()) answers.add(answer(context));
        List<RoleSelection> roles = new ArrayList<>();
        for (RoleSelection role : request.roles()) {
            service(role.sopClass())
                    .ifPresent(service -> roles.add(new RoleSelection(
                            role.sopClass(), role.scu(), role.scp() && service.requestorMayProvide())));
        }
        return new AssociateAccept(
                request.calledAe(),
                request.callingAe(),
                answers,
                maxPduLength,
                Uids.IMPLEMENTATION_CLASS,
                Uids.IMPLEMENTATION_VERSION,
                roles);
    }

    private ContextAnswer answer(ProposedContext context) {
        String first = context.transferSyntaxes().getFirst();
        Optional<DimseService> service = service(context.abstractSyntax());
        if (service.isEmpty()) {
            return new ContextAnswer(context.id(), ContextResult.ABSTRACT_SYNTAX_NOT_SUPPORTED, first);
        }
        return service.orElseThrow()
                .choose(context)
                .map(syntax -> new ContextAnswer(context.id(), ContextResult.ACCEPTED, syntax))
                .orElseGet(() -> new ContextAnswer(context.id(), ContextResult.TRANSFER_SYNTAXES_NOT_SUPPORTED, first));
    }

    /** The contexts that both sides agreed on, by id. */
    static Map<Integer, PresentationContext> agreed(AssociateRequest request, List<ContextAnswer> answers) {
        Map<Integer, String> abstractSyntaxes = new HashMap<>();
        request.contexts().forEach(context -> abstractSyntaxes.put(context.id(), context.abstractSyntax()));
        Map<Integer, PresentationContext> agreed = new HashMap<>();
        for (ContextAnswer answer : answers) {
            String abstractSyntax = abstractSyntaxes.get(answer.id());
            if (answer.result() == ContextResult.ACCEPTED && abstractSyntax != null) {
                agreed.put(answer.id(), new PresentationContext(answer.id(), abstractSyntax, answer.transferSyntax()));
            }
        }
        return agreed;
    }
}
