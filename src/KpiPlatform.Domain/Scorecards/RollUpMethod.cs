namespace KpiPlatform.Domain.Scorecards;

/// <summary>How a node's performance comes from its children's. The numbers are those of the contract.</summary>
public enum RollUpMethod
{
    /// <summary>Not said: WeightedAverage.</summary>
    None = 0,

    /// <summary>Σ w·p / Σ w over the children that count.</summary>
    WeightedAverage = 1,

    /// <summary>The worst child: the chain is as strong as its weakest link. A child that weighs 0 does not count.</summary>
    Minimum = 2,

    /// <summary>The best child. A child that weighs 0 does not count.</summary>
    Maximum = 3,

    /// <summary>Σ w·p, clamped to 0…100.</summary>
    Sum = 4,
}
