namespace KpiPlatform.Grains.Abstractions.Scorecards;

/// <summary>Which comments.</summary>
/// <param name="Period">Text form of the period.</param>
/// <param name="Indicator">"perspective/objective/indicator"; empty for all.</param>
/// <param name="After">Continue after this comment, "perspective/objective/indicator/id"; empty for the first page.</param>
/// <param name="Limit">Most comments, 1 to 1,000.</param>
[GenerateSerializer]
[Immutable]
[Alias("kpi.CommentQuery")]
public sealed record CommentQuery(
    [property: Id(0)] string Period,
    [property: Id(1)] string Indicator,
    [property: Id(2)] string After,
    [property: Id(3)] int Limit);
