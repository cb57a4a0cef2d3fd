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

    /// <summary>Deletes it; answers with what was deleted.</summary>
    [Alias("Delete")]
    Task<Reply<ScorecardDocument>> Delete(string? etag, CancellationToken cancellationToken);

    /// <summary>Evaluates it.</summary>
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
