package io.trivium.runtime.expert;

import io.trivium.core.tenancy.TenantId;
import io.trivium.runtime.expert.piece.ExpertCounters;
import io.trivium.runtime.expert.piece.Graph;
import io.trivium.runtime.expert.piece.OpenGraph;
import io.trivium.runtime.expert.piece.Piece;
import io.trivium.runtime.expert.piece.PieceFault;
import io.trivium.runtime.expert.piece.PieceFile;
import io.trivium.runtime.expert.piece.PieceFiles;
import io.trivium.runtime.expert.piece.PiecePath;
import io.trivium.runtime.moe.ExpertId;
import io.trivium.runtime.moe.MoeTopology;
import io.trivium.runtime.pack.InvalidPackException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/** Puts new pieces into a loaded model: all that a directory lists, or none. */
final class PieceSwap {
    /** Where all that is open is in use, room comes as soon as a call ends. */
    private static final int MOST_ATTEMPTS = 100;

    private static final long BETWEEN_ATTEMPTS = 10_000_000;

    private final MoeModel model;
    private final PieceFiles files;
    private final List<String> faults = new ArrayList<>();

    private PieceSwap(MoeModel model, PieceFiles files) {
        this.model = model;
        this.files = files;
    }

    /**
     * Opens and tries every piece, then lets requests that begin from now on use them.
     *
     * @throws InvalidPackException when one is not sound or not the model's; the pieces that served before continue to
     *     serve
     */
    static void run(MoeModel model, PieceFiles files) {
        new PieceSwap(model, files).run();
    }

    /**
     * Tells whether a set is made for a model, before anything of it is read.
     *
     * @throws InvalidPackException when it is made for another model or version
     */
    static void check(MoeModel model, PieceFiles files) {
        if (files.model().equals(model.name()) && files.version().equals(model.version())) return;
        throw new InvalidPackException(
                what(model), List.of("they are made for " + files.model() + ":" + files.version()));
    }

    private static String what(MoeModel model) {
        return "the pieces cannot be put into model " + model.name() + ":" + model.version();
    }

    private void run() {
        check(model, files);
        String what = what(model);
        PieceChanges changes = changes();
        List<Piece> pieces = changes.all();
        if (!faults.isEmpty()) throw new InvalidPackException(what, faults);
        // Keeps them open until a set owns them, and closes them again if none does.
        pieces.forEach(Piece::addOwner);
        try {
            for (Piece piece : pieces) open(piece);
            if (!faults.isEmpty()) throw new InvalidPackException(what, faults);
            TenantId tenant = files.tenant();
            model.publish(now -> tenant == null ? now.with(changes) : now.withTenant(tenant, changes));
        } finally {
            pieces.forEach(Piece::removeOwner);
        }
    }

    private void open(Piece piece) {
        try {
            OpenGraph graph = piece.open(true);
            for (int i = 0; graph == null && i < MOST_ATTEMPTS; i++) {
                LockSupport.parkNanos(BETWEEN_ATTEMPTS);
                graph = piece.open(true);
            }
            if (graph == null) {
                faults.add(piece.path() + " does not fit into the experts' memory budget now");
                return;
            }
            try (OpenGraph opened = graph) {
                compareWithOld(piece, opened.graph());
            }
        } catch (PieceFault e) {
            faults.add(String.valueOf(e.getMessage()));
        }
    }

    /** A tenant's layer must be called in the same way as the common one. */
    private void compareWithOld(Piece piece, Graph graph) {
        for (Piece old : model.generation().base().pieces()) {
            if (!old.path().equals(piece.path())) continue;
            try (OpenGraph before = old.lease()) {
                if (before == null) return; // an expert: its golden run has held it against the one form there is
                if (!before.graph().inputs().equals(graph.inputs())
                        || !before.graph().outputs().equals(graph.outputs())) {
                    faults.add(piece.path() + " takes " + graph.inputs() + " and gives " + graph.outputs() + ", not "
                            + before.graph().inputs() + " and " + before.graph().outputs());
                }
            }
        }
    }

    private PieceChanges changes() {
        MoeTopology topology = model.shape().topology();
        boolean tenants = files.tenant() != null;
        Optional<Piece> tokenizer = Optional.empty();
        Optional<Piece> head = Optional.empty();
        Map<Integer, Piece> layers = new HashMap<>();
        Map<Integer, Piece> experts = new HashMap<>();
        Map<Integer, Piece> sidePaths = new HashMap<>();
        for (PieceFile file : files.files().values()) {
            String path = file.path();
            Optional<ExpertId> expert = PiecePath.asExpert(path).filter(this::exists);
            Optional<ExpertId> side = PiecePath.asSidePath(path).filter(this::exists);
            Optional<Integer> layer = PiecePath.asLayer(path).filter(l -> l < topology.layers());
            if (expert.isPresent()) {
                ExpertId id = expert.orElseThrow();
                Piece made = piece(file, Piece.Kind.EXPERT, counters(id));
                int number = topology.number(id);
                made.pin(model.generation().base().expert(id.layer(), number).isPinned());
                experts.put(key(id), made);
            } else if (tenants && side.isPresent()) {
                sidePaths.put(key(side.orElseThrow()), piece(file, Piece.Kind.SIDE_PATH, new ExpertCounters()));
            } else if (tenants && layer.isPresent()) {
                layers.put(layer.orElseThrow(), trunk(file));
            } else if (tenants && path.equals(PiecePath.TOKENIZER)) {
                tokenizer = Optional.of(trunk(file));
            } else if (tenants && path.equals(PiecePath.HEAD)) {
                head = Optional.of(trunk(file));
            } else {
                faults.add(path + " is not a piece of the model that can be replaced"
                        + (tenants ? "" : " for everybody; experts can"));
            }
        }
        return new PieceChanges(tokenizer, layers, experts, sidePaths, head);
    }

    private boolean exists(ExpertId id) {
        MoeTopology topology = model.shape().topology();
        return id.layer() < topology.layers()
                && topology.group(id.group())
                        .filter(group -> id.index() < group.size())
                        .isPresent();
    }

    private int key(ExpertId id) {
        return id.layer() * model.shape().experts() + model.shape().topology().number(id);
    }

    private ExpertCounters counters(ExpertId id) {
        return model.counters(id.layer(), model.shape().topology().number(id));
    }

    private Piece trunk(PieceFile file) {
        return piece(file, Piece.Kind.TENANT_TRUNK, new ExpertCounters());
    }

    private Piece piece(PieceFile file, Piece.Kind kind, ExpertCounters counters) {
        return new Piece(file, kind, model, counters);
    }
}
