namespace KpiPlatform.Grains.Abstractions.Tenants;

/// <summary>How far a tenant is with counting anew. The numbers are stored.</summary>
public enum BackfillPhase
{
    /// <summary>Customer after customer is counted under the new definition; readers see the old one.</summary>
    Running = 0,

    /// <summary>Readers see the new definition; customers go on counting under the old one for those that have not noticed.</summary>
    Settling = 1,

    /// <summary>The old cells are being removed.</summary>
    Cleaning = 2,

    /// <summary>Done.</summary>
    Done = 3,

    /// <summary>Given up; readers stay with the old definition. The problem says why.</summary>
    Aborted = 4,

    /// <summary>Given up because the settings were changed back.</summary>
    Cancelled = 5,
}
