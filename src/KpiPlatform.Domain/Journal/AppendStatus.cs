namespace KpiPlatform.Domain.Journal;

/// <summary>How an append ended.</summary>
public enum AppendStatus
{
    /// <summary>In the database for good.</summary>
    Committed,

    /// <summary>Not recorded: the customer's head has moved, or its id was mapped meanwhile. Drop the state, read again.</summary>
    Conflict,

    /// <summary>Not recorded, and never will be as it is: the database refuses a row of it.</summary>
    Refused,

    /// <summary>Not recorded: too much is queued. Retry later.</summary>
    Overloaded,

    /// <summary>Unknown or not recorded: the database is away, the writer was closed, the time was up. Drop the state; retrying is safe by identity.</summary>
    Unavailable,
}
