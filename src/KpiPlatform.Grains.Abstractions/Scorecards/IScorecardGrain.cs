namespace KpiPlatform.Grains.Abstractions.Scorecards;

/// <summary>One scorecard of a tenant. Key: <see cref="GrainKeys.Scorecard"/>.</summary>
[Alias("kpi.IScorecardGrain")]
public interface IScorecardGrain : IGrainWithStringKey
{
    /// <summary>Creates or changes the definition.</summary>
    [Alias("Write")]
    Task<Reply<ScorecardDocument>> Write(ScorecardWrite write, CancellationToken cancellationToken);

    /// <summary>The definition.</summary>
    [AlwaysInterleave]
    [Alias("Get")]
    Task<Reply<ScorecardDocument>> Get(CancellationToken cancellationToken);

    /// <summary>A version of the definition.</summary>
    [AlwaysInterleave]
    [Alias("GetVersion")]
    Task<Reply<ScorecardDocument>> GetVersion(VersionQuery query, CancellationToken cancellationToken);

    /// <summary>The versions of the definition; a list of the domain's VersionMark, ascending.</summary>
    [AlwaysInterleave]
    [Alias("ListVersions")]
    Task<Reply<ScorecardRecord>> ListVersions(CancellationToken cancellationToken);

    /// <summary>Closes a period; answers with the domain's PeriodClosure, the first if it was closed before.</summary>
    [Alias("ClosePeriod")]
    Task<Reply<ScorecardRecord>> ClosePeriod(PeriodClosing closing, CancellationToken cancellationToken);

    /// <summary>What somebody closed; a list of the domain's PeriodClosure, the last first.</summary>
    [AlwaysInterleave]
    [Alias("ListClosures")]
    Task<Reply<ScorecardRecord>> ListClosures(CancellationToken cancellationToken);

    /// <summary>Overrides an indicator; takes and answers with the domain's ScorecardOverride.</summary>
    [Alias("CreateOverride")]
    Task<Reply<ScorecardRecord>> CreateOverride(ScorecardRecord entered, CancellationToken cancellationToken);

    /// <summary>Takes an override back; answers with the domain's ScorecardOverride.</summary>
    [Alias("WithdrawOverride")]
    Task<Reply<ScorecardRecord>> WithdrawOverride(string id, CancellationToken cancellationToken);

    /// <summary>Overrides of a period, or of all if it is empty; a list of the domain's ScorecardOverride, the newest first.</summary>
    [AlwaysInterleave]
    [Alias("ListOverrides")]
    Task<Reply<ScorecardRecord>> ListOverrides(string period, CancellationToken cancellationToken);

    /// <summary>Comments on an indicator; takes and answers with the domain's ScorecardComment.</summary>
    [Alias("CreateComment")]
    Task<Reply<ScorecardRecord>> CreateComment(ScorecardRecord comment, CancellationToken cancellationToken);

    /// <summary>Comments on a period; a list of the domain's ScorecardComment, by indicator, the oldest first.</summary>
    [AlwaysInterleave]
    [Alias("ListComments")]
    Task<Reply<ScorecardRecord>> ListComments(CommentQuery query, CancellationToken cancellationToken);

    /// <summary>Explains a change of the score.</summary>
    [AlwaysInterleave]
    [Alias("Explain")]
    [ResponseTimeout("00:05:00")]
    Task<Reply<ScorecardRecord>> Explain(ExplanationRequest request, CancellationToken cancellationToken);

    /// <summary>Deletes it; answers with what was deleted.</summary>
    [Alias("Delete")]
    Task<Reply<ScorecardDocument>> Delete(string? etag, CancellationToken cancellationToken);

    /// <summary>Evaluates it; while nothing has moved, an answer of now that is less than a second old is given again.</summary>
    [AlwaysInterleave]
    [Alias("Evaluate")]
    Task<Reply<ScorecardValues>> Evaluate(EvaluationRequest request, CancellationToken cancellationToken);

    /// <summary>Its values as they are, then whenever they change; the latest only for a slow reader.</summary>
    [AlwaysInterleave]
    [Alias("Watch")]
    IAsyncEnumerable<Reply<ScorecardValues>> Watch(EvaluationRequest request, CancellationToken cancellationToken);

    /// <summary>Cells of the tenant moved.</summary>
    [OneWay]
    [AlwaysInterleave]
    [Alias("MeasuresMoved")]
    Task MeasuresMoved();
}
