namespace KpiPlatform.Domain.Journal;

/// <summary>How far an interaction, or what is made of it, has come on its way. The order is that of the way.</summary>
public enum IngestStage
{
    /// <summary>A batch was read from its stream and found well-formed; nothing else knows of it.</summary>
    Received,

    /// <summary>An append waits for the journal's writer.</summary>
    Queued,

    /// <summary>A commit begins to go to the database.</summary>
    SentToDatabase,

    /// <summary>The database has answered that a commit is durable; nobody has been told.</summary>
    Committed,

    /// <summary>A customer's grain serves the state with the committed interactions.</summary>
    Applied,

    /// <summary>The answer to a batch was handed to its stream.</summary>
    Acknowledged,

    /// <summary>Cells of measures and the vector that they stand for were stored.</summary>
    Checkpointed,

    /// <summary>A batch of customer snapshots was stored.</summary>
    SnapshotWritten,
}
