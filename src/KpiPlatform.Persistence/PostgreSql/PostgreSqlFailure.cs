using KpiPlatform.Persistence.Writing;
using Npgsql;

namespace KpiPlatform.Persistence.PostgreSql;

/// <summary>Tells PostgreSQL's errors apart for the journal writer.</summary>
internal static class PostgreSqlFailure
{
    /// <summary>Raised by advance_writer.</summary>
    private const string WriterClosed = "KPI01";

    // Classes of SQLSTATE that blame the data: data exception, integrity constraint, program limit exceeded (an index row too large).
    private static readonly string[] RowClasses = ["22", "23", "54"];

    /// <summary>What a failed commit says about its outcome, provided that the connection still stands.</summary>
    public static CommitFailure Classify(Exception exception) => exception switch
    {
        PostgresException { SqlState: WriterClosed } => CommitFailure.WriterClosed,
        PostgresException { SqlState: PostgresErrorCodes.UniqueViolation } => CommitFailure.Conflict,
        PostgresException { SqlState: PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected } => CommitFailure.Retry,
        PostgresException postgres when Array.Exists(RowClasses, postgres.SqlState.StartsWith) => CommitFailure.Row,

        // The driver could not write a value: text that is no valid UTF-16, a time out of range.
        ArgumentException or InvalidCastException or OverflowException or FormatException => CommitFailure.Row,
        _ => CommitFailure.Unknown,
    };
}
