package io.trivium.med.dataset;

/** A stored instance by its class and instance UID. */
public record InstanceReference(String sopClass, String sopInstance) {

    public InstanceReference {
        if (!Uids.isUid(sopClass) || !Uids.isUid(sopInstance)) {
            throw new IllegalArgumentException("an instance is referenced by two UIDs");
        }
    }
}
