namespace KpiPlatform.Grains.Embedded;

/// <summary>On a grain class: its name in identities. Default: the class name in lower case without a trailing "grain".</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = false)]
public sealed class GrainTypeAttribute(string grainType) : Attribute
{
    internal string Name { get; } = grainType;
}
