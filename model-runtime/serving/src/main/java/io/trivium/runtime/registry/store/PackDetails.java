package io.trivium.runtime.registry.store;

import io.trivium.runtime.pack.ModelSpec;
import io.trivium.runtime.pack.PackManifest;
import io.trivium.runtime.pack.TrustedKeys;

/** The manifest and specification of a stored pack, for display; its files are verified when it is loaded. */
public record PackDetails(PackManifest manifest, ModelSpec spec, TrustedKeys.Verdict signature) {}
