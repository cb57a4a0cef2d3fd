namespace KpiPlatform.Domain.Scorecards;

/// <summary>Whether an indicator tells what was reached or what is coming. The numbers are those of the contract.</summary>
public enum IndicatorRole
{
    /// <summary>Not said: Lagging.</summary>
    None = 0,

    /// <summary>Tells what was reached; feeds the parent's performance.</summary>
    Lagging = 1,

    /// <summary>Tells what is coming; rolls up beside the performance, to the top.</summary>
    Leading = 2,
}
