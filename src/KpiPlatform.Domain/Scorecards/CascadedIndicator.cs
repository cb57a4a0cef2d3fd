namespace KpiPlatform.Domain.Scorecards;

/// <summary>What another scorecard says of an indicator that is taken over from it.</summary>
/// <param name="Result">Its result; null if there is none.</param>
/// <param name="Reason">One of <see cref="Domain.Indicators.NoValueReason"/> if there is none, else empty.</param>
public sealed record CascadedIndicator(IndicatorResult? Result, string Reason);
