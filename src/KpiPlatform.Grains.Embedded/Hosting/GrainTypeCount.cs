namespace KpiPlatform.Grains.Embedded.Hosting;

/// <summary>How many grains of a class are active.</summary>
/// <param name="GrainType">The name of the class in identities.</param>
/// <param name="Activations">Active now.</param>
public readonly record struct GrainTypeCount(string GrainType, long Activations);
