namespace KpiPlatform.Grains.Embedded;

/// <summary>On a constructor parameter of type <see cref="IPersistentState{TState}"/>: which record it is.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public class PersistentStateAttribute(string stateName, string? storageName = null) : Attribute
{
    /// <summary>Gets the name of the record within the grain.</summary>
    public string StateName { get; } = stateName;

    /// <summary>Gets the key of the <see cref="IGrainStorage"/> in dependency injection; null for "Default".</summary>
    public string? StorageName { get; } = storageName;
}
