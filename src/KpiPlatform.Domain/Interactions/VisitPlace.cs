namespace KpiPlatform.Domain.Interactions;

/// <summary>Where a visit took place. The numbers stand in the journal and never change.</summary>
public enum VisitPlace : byte
{
    /// <summary>Never in the journal.</summary>
    Unspecified = 0,

    /// <summary>A web site or an app.</summary>
    Online = 1,

    /// <summary>A store.</summary>
    Store = 2,
}
