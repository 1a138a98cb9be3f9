package io.trivium.runtime.expert.piece;

/** The services that a piece needs from its model. Thread-safe. */
public interface PieceHost {
    ExpertMemory memory();

    ExpertSettings settings();

    Graph.Opener opener();

    /** An expert's answer to its golden input. */
    float[] goldenRun(String path, Graph graph) throws PieceFault;

    /** Bytes of a file were opened, or closed if negative. */
    void bytesOpened(long bytes);

    void quarantined(Piece piece, PieceFault fault);

    /** A piece is in use again. */
    void returned(Piece piece);
}
