namespace KpiPlatform.Persistence.Writing;

/// <summary>A commit failed in the database.</summary>
internal sealed class JournalStoreException(CommitFailure failure, Exception? innerException = null)
    : Exception($"The commit failed: {failure}. {innerException?.Message}", innerException)
{
    /// <summary>How.</summary>
    public CommitFailure Failure { get; } = failure;
}
