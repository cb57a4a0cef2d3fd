namespace KpiPlatform.Domain.Scorecards;

/// <summary>How a value becomes a performance of 0 to 100. The numbers are those of the contract.</summary>
public enum ScoringFunction
{
    /// <summary>Not said: Band to maintain, otherwise Linear.</summary>
    None = 0,

    /// <summary>(v − min) / (max − min), from score_min to score_max.</summary>
    Linear = 1,

    /// <summary>Straight lines through 100/3 at the red flag and 200/3 at the goal, so 0 one gap before the red flag and 100 one gap past the goal.</summary>
    Thresholds = 2,

    /// <summary>100 within the band, falling linearly to 0 over the tolerance on either side.</summary>
    Band = 3,

    /// <summary>100 if the target (or the band) is met, else 0.</summary>
    Binary = 4,

    /// <summary>A formula over value, min, max, baseline and target.</summary>
    Formula = 5,
}
