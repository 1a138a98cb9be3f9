package io.trivium.runtime.expert;

import io.trivium.runtime.expert.piece.ExpertMemory;
import io.trivium.runtime.expert.piece.OpenGraph;
import io.trivium.runtime.expert.piece.Piece;
import io.trivium.runtime.expert.piece.PieceFault;
import io.trivium.runtime.expert.piece.Quarantine;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Work done in addition to requests: calls that take too long are ended, pieces in quarantine are tried again, and
 * experts that are used much but paged out change places with ones in memory that are used little. Called by one
 * thread.
 */
final class ExpertUpkeep {
    /** A paged-out expert must have had this many times the tokens of the one it displaces, or both would alternate. */
    private static final double CLEARLY_MORE = 2;
    /** Openings in one interval, so that paging leaves the disk and the processors to requests. */
    private static final int MOST_OPENINGS = 16;

    private ExpertUpkeep() {}

    /** Tries every piece whose time has come. */
    static void probe(Collection<MoeModel> models, long now) {
        for (MoeModel model : models) {
            if (!model.retain()) continue;
            try {
                for (Piece piece : pieces(model)) {
                    Quarantine quarantine = piece.quarantine();
                    if (quarantine != null && quarantine.isDue(now)) piece.probe();
                }
            } finally {
                model.release();
            }
        }
    }

    private static Set<Piece> pieces(MoeModel model) {
        Set<Piece> all = new LinkedHashSet<>();
        for (PieceSet set : model.generation().sets()) all.addAll(set.pieces());
        return all;
    }

    /** Ends an interval of the counts, and opens experts that are used more than the open ones. */
    static void page(Collection<MoeModel> models, ExpertMemory memory) {
        List<Piece> wanted = new ArrayList<>();
        List<Piece> open = new ArrayList<>();
        for (MoeModel model : models) {
            for (int l = 0; l < model.shape().layers(); l++) {
                for (int e = 0; e < model.shape().experts(); e++)
                    model.counters(l, e).endInterval();
            }
            for (Piece piece : pieces(model)) {
                if (!piece.kind().isPaged() || piece.quarantine() != null) continue;
                if (piece.isOpen()) open.add(piece);
                else if (piece.recentTokens() > 0) wanted.add(piece);
            }
        }
        Comparator<Piece> byUse = Comparator.comparingDouble(Piece::recentTokens);
        wanted.sort(byUse.reversed());
        open.sort(byUse);
        int from = 0;
        for (Piece piece : wanted.subList(0, Math.min(MOST_OPENINGS, wanted.size()))) {
            while (memory.used() + memory.bytesToOpen(piece) > memory.budget() && from < open.size()) {
                Piece victim = open.get(from++);
                double least = CLEARLY_MORE * victim.recentTokens();
                if (piece.recentTokens() <= least) return;
                memory.evict(victim);
            }
            if (!prefetch(piece)) return;
        }
    }

    private static boolean prefetch(Piece piece) {
        @Nullable OpenGraph graph;
        try {
            graph = piece.open(false);
        } catch (PieceFault e) {
            piece.quarantine(e);
            return true;
        }
        if (graph == null) return false;
        graph.close();
        return true;
    }
}
