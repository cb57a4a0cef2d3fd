namespace KpiPlatform.Domain.Tenants;

/// <summary>What a change of settings means for what was counted.</summary>
public enum SettingsEffect
{
    /// <summary>Nothing that counts is changed.</summary>
    None = 0,

    /// <summary>A new version of the definition under which everything recorded so far counts the same.</summary>
    NewVersion = 1,

    /// <summary>A new version under which past interactions count otherwise: they are counted anew.</summary>
    Recount = 2,
}
