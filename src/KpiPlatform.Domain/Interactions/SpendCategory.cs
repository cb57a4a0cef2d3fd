namespace KpiPlatform.Domain.Interactions;

/// <summary>What the tenant spent money on. The numbers stand in the journal and never change.</summary>
public enum SpendCategory : byte
{
    /// <summary>Never in the journal.</summary>
    Unspecified = 0,

    /// <summary>Marketing; part of the acquisition cost.</summary>
    Marketing = 1,

    /// <summary>Sales; part of the acquisition cost.</summary>
    Sales = 2,

    /// <summary>Service.</summary>
    Service = 3,

    /// <summary>Keeping customers.</summary>
    Retention = 4,
}
