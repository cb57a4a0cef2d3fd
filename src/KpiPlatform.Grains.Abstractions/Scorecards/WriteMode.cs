namespace KpiPlatform.Grains.Abstractions.Scorecards;

/// <summary>Whether the thing written may exist.</summary>
[GenerateSerializer]
public enum WriteMode
{
    /// <summary>It must not exist.</summary>
    Create = 0,

    /// <summary>It must exist.</summary>
    Update = 1,

    /// <summary>Either.</summary>
    Upsert = 2,
}
