namespace KpiPlatform.Persistence.Writing;

/// <summary>Why a commit did not return, as far as the writer must tell the cases apart.</summary>
internal enum CommitFailure
{
    /// <summary>Rolled back: a customer's head has moved or an id was mapped meanwhile (unique violation).</summary>
    Conflict,

    /// <summary>Rolled back: the database or the driver refuses the content of a row.</summary>
    Row,

    /// <summary>Rolled back for the sake of another transaction; the same again may succeed.</summary>
    Retry,

    /// <summary>Rolled back: the writer was closed by somebody else.</summary>
    WriterClosed,

    /// <summary>Nobody knows: the connection was lost, the time was up, or an error that says nothing about the outcome.</summary>
    Unknown,
}
