namespace KpiPlatform.Domain.Quality;

/// <summary>What came in since the last report.</summary>
/// <param name="Counts">To be added to what is stored.</param>
/// <param name="Sources">Later times replace earlier ones.</param>
/// <param name="Rejected">To be kept.</param>
public sealed record IntakeReport(IReadOnlyList<IntakeCount> Counts, IReadOnlyList<IntakeSource> Sources, IReadOnlyList<RejectedPayload> Rejected)
{
    /// <summary>When kinds of interactions last came, by source; later times replace earlier ones. Each has its source in <see cref="Sources"/>.</summary>
    public IReadOnlyList<IntakeKind> Kinds { get; init; } = [];

    /// <summary>Whether there is nothing in it.</summary>
    public bool IsEmpty => Counts.Count == 0 && Sources.Count == 0 && Rejected.Count == 0;
}
