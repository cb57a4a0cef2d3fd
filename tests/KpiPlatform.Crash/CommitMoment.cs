namespace KpiPlatform.Crash;

/// <summary>How far a commit has come on its way to PostgreSQL and back.</summary>
internal enum CommitMoment
{
    /// <summary>Half of its bytes are sent.</summary>
    MiddleOfBatch,

    /// <summary>All of them are; whether it commits is open.</summary>
    InDoubt,

    /// <summary>The database has committed; its answer has not arrived.</summary>
    CommittedNotAnswered,
}
