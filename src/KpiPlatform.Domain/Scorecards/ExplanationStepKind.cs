namespace KpiPlatform.Domain.Scorecards;

/// <summary>What made a step of an explanation. The numbers are those of the contract.</summary>
public enum ExplanationStepKind
{
    /// <summary>Not said.</summary>
    None = 0,

    /// <summary>Interactions were recorded.</summary>
    Commit = 1,

    /// <summary>The scorecard's definition was changed.</summary>
    Definition = 2,

    /// <summary>An override was made, expired or was withdrawn.</summary>
    Override = 3,

    /// <summary>A day ended: an open period grew, something matured, a dated weight or goal began to hold.</summary>
    Time = 4,

    /// <summary>Another scorecard, which an indicator is taken over from.</summary>
    Source = 5,
}
